import { inject, Injectable } from '@angular/core';
import type { OwnSession, OwnSessions as Answer } from '@task-queue/contracts';
import { SignedInCalls } from '../session/signed-in-calls';

/** Where one is signed in, as the API has it. Every method throws HttpErrorResponse. */
@Injectable({ providedIn: 'root' })
export class OwnSessions {
  readonly #calls = inject(SignedInCalls);

  /** The session that asks, then the one used last first; with when that was by the server's clock, in epoch milliseconds. */
  async list(): Promise<{ readonly sessions: readonly OwnSession[]; readonly atMs: number }> {
    const { answer, atMs } = await this.#calls.read<Answer>('/auth/sessions');
    return { sessions: answer.items, atMs };
  }

  end(id: string): Promise<void> {
    return this.#calls.call('DELETE', `/auth/sessions/${encodeURIComponent(id)}`);
  }

  /** All but the one that asks. */
  endOthers(): Promise<void> {
    return this.#calls.call('DELETE', '/auth/sessions');
  }
}
