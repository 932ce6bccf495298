import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { HostRedis } from '../settings/host-redis.js';
import { Settings } from '../settings/settings.js';

/** How long a session lasts without being used, in seconds. */
export const SESSION_LIFETIME_S = 7 * 24 * 60 * 60;

/** Two tabs may refresh at once: the token just replaced still counts for so long, in milliseconds. */
const ROTATION_GRACE_MS = 10_000;

/** A session and the refresh token that goes on with it. */
export interface RefreshedSession {
  readonly id: string;
  readonly userId: string;
  /** `null` where another tab has just been given the new one. */
  readonly refreshToken: string | null;
}

/** Sessions, in Redis. A refresh token is the session's id and a secret, of which only the hash is kept. */
@Injectable()
export class SessionStore {
  readonly #prefix: string;

  constructor(
    private readonly redis: HostRedis,
    @Inject(Settings) settings: Settings,
  ) {
    this.#prefix = settings.REDIS_PREFIX;
  }

  async open(userId: string): Promise<RefreshedSession> {
    const id = randomUUID();
    const secret = newSecret();
    const key = this.#key(id);
    await this.redis.client
      .multi()
      .hset(key, { userId, secret: hashOf(secret) })
      .expire(key, SESSION_LIFETIME_S)
      .sadd(this.#ofUserKey(userId), id)
      .expire(this.#ofUserKey(userId), SESSION_LIFETIME_S)
      .exec();
    return { id, userId, refreshToken: `${id}.${secret}` };
  }

  /**
   * Replaces a refresh token by the next. A token that was replaced before ends its session: somebody has a copy.
   *
   * @returns `null` when the token is not good
   */
  async refresh(refreshToken: string): Promise<RefreshedSession | null> {
    const [id = '', secret = ''] = refreshToken.split('.');
    const key = this.#key(id);
    const { userId, secret: current, previous, rotatedAt } = await this.redis.client.hgetall(key);
    if (userId === undefined || current === undefined) {
      return null;
    }
    const given = hashOf(secret);
    if (isSame(given, current)) {
      const next = newSecret();
      await this.redis.client
        .multi()
        .hset(key, { secret: hashOf(next), previous: current, rotatedAt: Date.now() })
        .expire(key, SESSION_LIFETIME_S)
        .expire(this.#ofUserKey(userId), SESSION_LIFETIME_S)
        .exec();
      return { id, userId, refreshToken: `${id}.${next}` };
    }
    if (previous !== undefined && isSame(given, previous) && Date.now() - Number(rotatedAt) < ROTATION_GRACE_MS) {
      return { id, userId, refreshToken: null };
    }
    await this.end(id);
    return null;
  }

  /** Whether the session has not ended. */
  async isOpen(id: string): Promise<boolean> {
    return (await this.redis.client.exists(this.#key(id))) === 1;
  }

  async end(id: string): Promise<void> {
    await this.redis.client.del(this.#key(id));
  }

  /** Ends every session of a person, but for one of them. */
  async endAll(userId: string, except?: string): Promise<void> {
    const ids = await this.redis.client.smembers(this.#ofUserKey(userId));
    const ended = ids.filter((id) => id !== except);
    if (ended.length > 0) {
      await this.redis.client
        .multi()
        .del(...ended.map((id) => this.#key(id)))
        .srem(this.#ofUserKey(userId), ...ended)
        .exec();
    }
  }

  /** The session a refresh token is good for, without using the token; `null` when it is not. */
  async sessionOf(refreshToken: string): Promise<{ readonly id: string; readonly userId: string } | null> {
    const [id = '', secret = ''] = refreshToken.split('.');
    const { userId, secret: current } = await this.redis.client.hgetall(this.#key(id));
    return userId !== undefined && current !== undefined && isSame(hashOf(secret), current) ? { id, userId } : null;
  }

  #ofUserKey(userId: string): string {
    return `${this.#prefix}:sessions-of:${userId}`;
  }

  #key(id: string): string {
    return `${this.#prefix}:session:${id}`;
  }
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
