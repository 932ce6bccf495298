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
  /** Hash: ids by who somebody is at an OpenID provider, `<issuer> <subject>`. */
  readonly links: string;
  /** Hash: when the provider last said so, by id, in epoch seconds. */
  readonly vouched: string;
  /** Hash: which of the questions about somebody have been overtaken, see `answers.lua`. */
  readonly answers: string;
  /** Hash: second factors by user id, each JSON. */
  readonly secondFactors: string;

  constructor(readonly prefix: string) {
    this.users = `${prefix}:users`;
    this.usernames = `${prefix}:usernames`;
    this.tokens = `${prefix}:tokens`;
    this.links = `${prefix}:links`;
    this.vouched = `${prefix}:vouched`;
    this.answers = `${prefix}:answers`;
    this.secondFactors = `${prefix}:second-factors`;
  }

  /** Remembers for a while that something is good once alone: by its digest. */
  spent(digest: string): string {
    return `${this.prefix}:spent:${digest}`;
  }

  /** The sealed secret of a second factor that waits for its first code. */
  secondFactorBegun(userId: string): string {
    return `${this.prefix}:second-factor-begun:${userId}`;
  }

  /** A session of ours, whose fields {@link SessionStore} knows. */
  session(id: string): string {
    return `${this.prefix}:session:${id}`;
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
