import { FIRST_FORMAT, type DataFormat } from '@task-queue/redis';

/**
 * The keys of accounts, all behind one prefix. Those of sessions and attempts to sign in the scripts make themselves, by the
 * same prefix: `sessions.lua`, `begin-attempt.lua`.
 */
export class IdentityKeys {
  /** Hash: accounts by id, each JSON. */
  readonly users: string;
  /** Hash: ids by the name as it is compared. */
  readonly usernames: string;
  /** Hash: access tokens by their digests, each JSON. */
  readonly tokens: string;

  constructor(readonly prefix: string) {
    this.users = `${prefix}:users`;
    this.usernames = `${prefix}:usernames`;
    this.tokens = `${prefix}:tokens`;
  }

  /** Hash: the digests of a person's access tokens by their ids. */
  tokensOf(userId: string): string {
    return `${this.prefix}:tokens-of:${userId}`;
  }
}

/** The form of accounts and sessions in Redis: there has been one so far. */
export function identityFormat(prefix: string): DataFormat {
  return { owner: 'identity', version: 1, oldestRead: FIRST_FORMAT, rootKey: new IdentityKeys(prefix).users };
}
