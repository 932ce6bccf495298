/**
 * The keys of accounts, all behind one prefix. Those of sessions and attempts to sign in the scripts make themselves, by the
 * same prefix: `sessions.lua`, `begin-attempt.lua`.
 */
export class IdentityKeys {
  /** Hash: accounts by id, each JSON. */
  readonly users: string;
  /** Hash: ids by the name as it is compared. */
  readonly usernames: string;

  constructor(readonly prefix: string) {
    this.users = `${prefix}:users`;
    this.usernames = `${prefix}:usernames`;
  }
}
