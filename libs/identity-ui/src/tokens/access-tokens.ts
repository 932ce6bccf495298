import { inject, Injectable } from '@angular/core';
import type { ApiToken, ApiTokens, CreatedToken, CreateTokenRequest } from '@task-queue/contracts';
import { SignedInCalls } from '../session/signed-in-calls';

/** Access tokens as the API has them: one's own, or (for administrators) those of somebody else. Every method throws HttpErrorResponse. */
@Injectable({ providedIn: 'root' })
export class AccessTokens {
  readonly #calls = inject(SignedInCalls);

  /** With when they were so by the server's clock, in epoch milliseconds. */
  async list(userId?: string): Promise<{ readonly tokens: readonly ApiToken[]; readonly atMs: number }> {
    const { answer, atMs } = await this.#calls.read<ApiTokens>(`/tokens${queryOf(userId)}`);
    return { tokens: answer.items, atMs };
  }

  create(request: CreateTokenRequest): Promise<CreatedToken> {
    return this.#calls.call('POST', '/tokens', request);
  }

  revoke(id: string, userId?: string): Promise<void> {
    return this.#calls.call('DELETE', `/tokens/${encodeURIComponent(id)}${queryOf(userId)}`);
  }
}

const queryOf = (userId: string | undefined): string =>
  userId === undefined ? '' : `?userId=${encodeURIComponent(userId)}`;
