import { inject, Injectable } from '@angular/core';
import type { OwnSession, OwnSessions as Answer } from '@task-queue/contracts';
import { SignedInCalls } from '../session/signed-in-calls';

/** Where one is signed in, as the API has it. Every method throws HttpErrorResponse. */
@Injectable({ providedIn: 'root' })
export class OwnSessions {
  readonly #calls = inject(SignedInCalls);

  /** The session that asks, then the one used last first. */
  async list(): Promise<readonly OwnSession[]> {
    return (await this.#calls.call<Answer>('GET', '/auth/sessions')).items;
  }

  end(id: string): Promise<void> {
    return this.#calls.call('DELETE', `/auth/sessions/${encodeURIComponent(id)}`);
  }

  /** All but the one that asks. */
  endOthers(): Promise<void> {
    return this.#calls.call('DELETE', '/auth/sessions');
  }
}
