import { inject, Injectable } from '@angular/core';
import type { AuditFilter, AuditPage, Task } from '@task-queue/contracts';
import { SignedInCalls } from '../session/signed-in-calls';
import { queryOf } from './audit-place';

/** The audit log as the API has it, for administrators. Every method throws HttpErrorResponse. */
@Injectable({ providedIn: 'root' })
export class AuditCalls {
  readonly #calls = inject(SignedInCalls);

  /** @param before - `next` of the page before; left out for the newest */
  list(filter: AuditFilter, before?: string): Promise<AuditPage> {
    const query = new URLSearchParams({ ...queryOf(filter), ...(before === undefined ? {} : { before }) });
    return this.#calls.call('GET', `/audit${query.size === 0 ? '' : `?${query}`}`);
  }

  /** Has what matches written to a file. @returns the task that does it */
  export(filter: AuditFilter): Promise<Task> {
    return this.#calls.call('POST', '/audit/export', { filter });
  }
}
