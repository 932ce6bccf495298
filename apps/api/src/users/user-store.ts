import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { SessionUser } from '@task-queue/contracts';
import { HostRedis } from '../settings/host-redis.js';
import { Settings } from '../settings/settings.js';

/** A person with an account. */
export interface User extends SessionUser {
  /** argon2id, in PHC form. */
  readonly passwordHash: string;
}

/** Accounts, in Redis: a hash of users by id, and one of ids by user name. */
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

  /** Creates an account; `null` when the name is taken, however it is written. */
  async create(user: Omit<User, 'id'>): Promise<User | null> {
    const created: User = { id: randomUUID(), ...user };
    const isNew = await this.redis.client.hsetnx(this.#namesKey, nameKey(user.username), created.id);
    if (isNew === 0) {
      return null;
    }
    await this.redis.client.hset(this.#usersKey, created.id, JSON.stringify(created));
    return created;
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
}

/** Names that look the same are the same: NFKC (Unicode TR 15) and case. */
function nameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase();
}
