import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { MAX_TOKENS, type ApiToken, type ErrorCode, type TokenScope } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import { AskedOnce } from '@task-queue/redis';
import { FormerProviders } from '../accounts/former-providers.js';
import type { User } from '../accounts/user-store.js';
import { IdentityRedis, type IdentityScript } from '../redis/identity-redis.js';
import { digestOf, newToken } from './token-format.js';

/** How long tokens of somebody are good whom their OpenID provider has not spoken of, in seconds: it tells nobody of leavers. */
const MOST_UNSEEN_S = 30 * 24 * 60 * 60;

/** An access token as it is kept, in JSON. */
interface StoredToken {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly createdMs: number;
  readonly expiresMs: number;
}

/** A token that is good, and whose account it is, as that is now. */
export interface TokenHolder {
  readonly token: StoredToken;
  readonly user: User;
}

/** What a new token is to be. */
export type NewToken = Pick<StoredToken, 'userId' | 'name' | 'scopes'> & { readonly lifetimeMs: number };

/** Access tokens, in Redis, by their SHA-256: what is kept signs nobody in. Each change is one script. */
@Injectable()
export class TokenStore {
  readonly #create: IdentityScript;
  readonly #end: IdentityScript;
  readonly #list: IdentityScript;
  readonly #person: IdentityScript;
  readonly #holders = new AskedOnce<TokenHolder | null>();

  constructor(
    private readonly redis: IdentityRedis,
    private readonly formerProviders: FormerProviders,
  ) {
    this.#create = redis.script('createToken');
    this.#end = redis.script('endToken');
    this.#list = redis.script('listTokens');
    this.#person = redis.script('personOfToken');
  }

  /** Makes one. @throws ProblemError USER_NOT_FOUND, TOO_MANY_TOKENS */
  async create({ userId, name, scopes, lifetimeMs }: NewToken): Promise<{ shown: ApiToken; token: string }> {
    const createdMs = await this.redis.nowMs(); // of the clock that decides when it expires
    const [token, id] = [newToken(), randomUUID()];
    const stored: StoredToken = { id, userId, name, scopes, createdMs, expiresMs: createdMs + lifetimeMs };
    const answer = await this.#create(digestOf(token), id, userId, JSON.stringify(stored), MAX_TOKENS);
    if (answer !== 'ok') {
      throw new ProblemError(answer as ErrorCode); // its header says which
    }
    return { shown: shown(stored, ''), token };
  }

  /** Those of a person, the newest first. */
  async of(userId: string): Promise<ApiToken[]> {
    const found = (await this.#list(userId)) as [string, string][]; // its header says so
    return found
      .map(([json, used]) => shown(JSON.parse(json) as StoredToken, used))
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  /** Revokes one. @returns whether there was one */
  async end(userId: string, id: string): Promise<boolean> {
    return (await this.#end(userId, id)) === 1;
  }

  /**
   * Who comes with a token; `null` where it is revoked, has expired, or its account may not be used.
   *
   * @param digest - of a token
   * @param isUse - counts as a use of it
   */
  holderOf(digest: string, { isUse }: { readonly isUse: boolean }): Promise<TokenHolder | null> {
    return this.#holders.ask(`${digest}.${isUse}`, async () => {
      const found = (await this.#person(digest, isUse ? 1 : 0, MOST_UNSEEN_S)) as [string, string] | null; // its header says so
      const holder = found && { token: JSON.parse(found[0]) as StoredToken, user: JSON.parse(found[1]) as User };
      return holder === null || this.formerProviders.have(holder.user) ? null : holder;
    });
  }
}

function shown({ id, name, scopes, createdMs, expiresMs }: StoredToken, used: string): ApiToken {
  return {
    id,
    name,
    scopes,
    createdAt: new Date(createdMs).toISOString(),
    expiresAt: new Date(expiresMs).toISOString(),
    lastUsedAt: used === '' ? null : new Date(Number(used) * 1000).toISOString(),
  };
}
