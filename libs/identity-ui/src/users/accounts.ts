import { inject, Injectable } from '@angular/core';
import type { ChangeUserRequest, CreateUserRequest, UserAccount } from '@task-queue/contracts';
import { SignedInCalls } from '../session/signed-in-calls';

/** The accounts as the API has them, for administrators. Every method throws HttpErrorResponse. */
@Injectable({ providedIn: 'root' })
export class Accounts {
  readonly #calls = inject(SignedInCalls);

  list(): Promise<readonly UserAccount[]> {
    return this.#calls.call('GET', '/users');
  }

  create(request: CreateUserRequest): Promise<UserAccount> {
    return this.#calls.call('POST', '/users', request);
  }

  change(id: string, request: ChangeUserRequest): Promise<UserAccount> {
    return this.#calls.call('PATCH', `/users/${encodeURIComponent(id)}`, request);
  }

  /** Signs somebody out wherever they are signed in. */
  endSessions(id: string): Promise<void> {
    return this.#calls.call('DELETE', `/users/${encodeURIComponent(id)}/sessions`);
  }

  /** Takes the second factor from who has lost it. */
  removeSecondFactor(id: string): Promise<void> {
    return this.#calls.call('DELETE', `/users/${encodeURIComponent(id)}/second-factor`);
  }

  remove(id: string): Promise<void> {
    return this.#calls.call('DELETE', `/users/${encodeURIComponent(id)}`);
  }
}
