import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { UserAccount } from '@task-queue/contracts';
import { TaskError } from '@task-queue/tasks';
import { HostRedis } from '../settings/host-redis.js';
import { Settings } from '../settings/settings.js';
import changeUser from './change-user.lua';
import createUser from './create-user.lua';

/** A person with an account. */
export interface User extends UserAccount {
  /** argon2id, in PHC form. */
  readonly passwordHash: string;
}

/** What of an account can change. */
export type UserChange = Partial<Pick<User, 'role' | 'disabled' | 'passwordHash'>>;

/** Accounts, in Redis: a hash of users by id, and one of ids by user name. Each change is one script. */
@Injectable()
export class UserStore {
  readonly #usersKey: string;
  readonly #namesKey: string;

  constructor(
    private readonly redis: HostRedis,
    @Inject(Settings) settings: Settings,
  ) {
    this.#usersKey = `${settings.REDIS_PREFIX}:users`;
    this.#namesKey = `${settings.REDIS_PREFIX}:usernames`;
  }

  /** Creates an account. @throws TaskError USERNAME_TAKEN, however the name is written */
  async create(user: Pick<User, 'username' | 'role' | 'passwordHash'>): Promise<User> {
    const created: User = { id: randomUUID(), disabled: false, createdAt: new Date().toISOString(), ...user };
    await this.#run(createUser, created.id, nameKey(user.username), JSON.stringify(created));
    return created;
  }

  /** Changes an account. @throws TaskError USER_NOT_FOUND, LAST_ADMIN */
  async change(id: string, change: UserChange): Promise<User> {
    await this.#run(changeUser, id, JSON.stringify(change), '');
    return this.#require(id);
  }

  /** Deletes an account; its tasks stay. @throws TaskError USER_NOT_FOUND, LAST_ADMIN */
  async remove(id: string): Promise<void> {
    const { username } = await this.#require(id);
    await this.#run(changeUser, id, '', nameKey(username));
  }

  /** Everybody, by name. */
  async all(): Promise<User[]> {
    const users = (await this.redis.client.hvals(this.#usersKey)).map((json) => JSON.parse(json) as User);
    return users.sort((a, b) => a.username.localeCompare(b.username));
  }

  async findByName(username: string): Promise<User | null> {
    const id = await this.redis.client.hget(this.#namesKey, nameKey(username));
    return id === null ? null : this.find(id);
  }

  async find(id: string): Promise<User | null> {
    const json = await this.redis.client.hget(this.#usersKey, id);
    return json === null ? null : (JSON.parse(json) as User);
  }

  /** Whether nobody has an account yet. */
  async isEmpty(): Promise<boolean> {
    return (await this.redis.client.hlen(this.#namesKey)) === 0;
  }

  async #require(id: string): Promise<User> {
    const user = await this.find(id);
    if (user === null) {
      throw new TaskError('USER_NOT_FOUND');
    }
    return user;
  }

  async #run(script: string, ...args: string[]): Promise<void> {
    const answer = await this.redis.client.eval(script, 2, this.#usersKey, this.#namesKey, ...args);
    if (answer !== 'ok') {
      throw new TaskError(answer as TaskError['code']); // the scripts refuse in the words of ErrorCode
    }
  }
}

/** Names that look the same are the same: NFKC (Unicode TR 15) and case. */
function nameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase();
}
