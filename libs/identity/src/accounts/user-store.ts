import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { USER_ROLES, type ErrorCode, type UserAccount } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import { IdentityRedis, type IdentityScript } from '../redis/identity-redis.js';
import { nameKey } from './name-key.js';

/** A person with an account. */
export interface User extends Omit<UserAccount, 'isService' | 'provider' | 'secondFactor' | 'mustChangePassword'> {
  /** argon2id, in PHC form; `NO_PASSWORD` for a service account, and for who signs in at an OpenID provider. */
  readonly passwordHash: string;
  /** Who they are at the OpenID provider that they sign in at: `iss` and `sub` of its tokens. */
  readonly issuer?: string;
  readonly subject?: string;
  /** Whether a password alone signs nobody in: what else is asked for is in `SecondFactorStore`. */
  readonly secondFactor?: true;
  /** Whether their password is a first one, which they have to change. */
  readonly mustChangePassword?: boolean;
}

/** Where a person signs in, as others are told it. */
export function providerOf({ issuer }: User): Pick<UserAccount, 'provider'> {
  return issuer === undefined ? {} : { provider: URL.parse(issuer)?.host ?? issuer };
}

/** What of an account can change. */
export type UserChange = Partial<Pick<User, 'role' | 'disabled' | 'passwordHash' | 'mustChangePassword'>>;

/** Accounts, in Redis: a hash of users by id, and one of ids by user name. Each change is one script. */
@Injectable()
export class UserStore {
  readonly #create: IdentityScript;
  readonly #change: IdentityScript;
  readonly #hasAdministrator: IdentityScript;

  constructor(private readonly redis: IdentityRedis) {
    this.#create = redis.script('createUser');
    this.#change = redis.script('changeUser');
    this.#hasAdministrator = redis.script('hasAdministrator');
  }

  /** Creates an account. @throws ProblemError USERNAME_TAKEN, however the name is written */
  async create(user: Pick<User, 'username' | 'role' | 'passwordHash' | 'mustChangePassword'>): Promise<User> {
    const created: User = { id: randomUUID(), disabled: false, createdAt: new Date().toISOString(), ...user };
    accept(await this.#create(created.id, nameKey(user.username), JSON.stringify(created)));
    return created;
  }

  /** Changes an account; what changed ends its sessions. @throws ProblemError USER_NOT_FOUND, LAST_ADMIN */
  async change(id: string, change: UserChange): Promise<User> {
    return JSON.parse(accept(await this.#change(id, JSON.stringify(change), '', '', ''))) as User;
  }

  /**
   * Gives an account another password and ends its sessions but for one of them.
   *
   * @returns whether the password was still the one that `user` has
   * @throws ProblemError USER_NOT_FOUND
   */
  async changePassword(user: User, passwordHash: string, keepSession: string): Promise<boolean> {
    const change = JSON.stringify({ passwordHash, mustChangePassword: false } satisfies UserChange);
    const answer = await this.#change(user.id, change, '', keepSession, user.passwordHash);
    if ((answer as string[])[0] === 'PASSWORD_CHANGED') {
      return false;
    }
    accept(answer);
    return true;
  }

  /** Deletes an account and ends its sessions; its tasks stay. @throws ProblemError USER_NOT_FOUND, LAST_ADMIN */
  async remove(id: string): Promise<void> {
    const user = await this.find(id);
    accept(await this.#change(id, '', nameKey(user?.username ?? ''), '', ''));
  }

  /** Everybody, by name. */
  async all(): Promise<User[]> {
    const everybody = await this.redis.ask((client) => client.hgetall(this.redis.keys.users));
    return Object.entries(everybody)
      .flatMap(([id, json]) => accountOf(id, json) ?? [])
      .sort((a, b) => a.username.localeCompare(b.username));
  }

  async findByName(username: string): Promise<User | null> {
    const names = this.redis.keys.usernames;
    const id = await this.redis.ask((client) => client.hget(names, nameKey(username)));
    return id === null ? null : this.find(id);
  }

  async find(id: string): Promise<User | null> {
    const json = await this.redis.ask((client) => client.hget(this.redis.keys.users, id));
    return json === null ? null : accountOf(id, json);
  }

  /** Whether there is an administrator who may sign in. */
  async hasAdministrator(): Promise<boolean> {
    return (await this.#hasAdministrator()) === 1;
  }

  /** Puts back the names that got lost: without hers nobody can sign in. */
  async restoreNames(): Promise<void> {
    const [users, names] = [this.redis.keys.users, this.redis.keys.usernames];
    const [accounts, named] = await this.redis.ask((client) => Promise.all([client.hlen(users), client.hlen(names)]));
    if (named < accounts) {
      for (const { id, username } of await this.all()) {
        await this.redis.ask((client) => client.hsetnx(names, nameKey(username), id));
      }
    }
  }
}

/** An account; `null` where somebody else wrote it: `decoded` in accounts.lua. */
function accountOf(id: string, json: string): User | null {
  let user: Partial<Record<keyof User, unknown>> | null;
  try {
    user = JSON.parse(json) as typeof user;
  } catch {
    return null;
  }
  const isAccount =
    user?.id === id &&
    [user.username, user.passwordHash, user.createdAt].every((text) => typeof text === 'string') &&
    USER_ROLES.some((role) => role === user.role) &&
    typeof user.disabled === 'boolean';
  return isAccount ? (user as unknown as User) : null;
}

/** What a script answered beside `ok`. @throws ProblemError with its refusal, which is in the words of ErrorCode */
function accept(answer: unknown): string {
  const [code, value = ''] = answer as [string, string?];
  if (code !== 'ok') {
    throw new ProblemError(code as ErrorCode);
  }
  return value;
}
