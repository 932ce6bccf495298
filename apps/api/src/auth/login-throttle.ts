import { Inject, Injectable } from '@nestjs/common';
import { TooManyRequestsError } from '@task-queue/tasks';
import { HostRedis } from '../settings/host-redis.js';
import { Settings } from '../settings/settings.js';

const WINDOW_S = 300;
const MOST_FAILURES = { account: 10, address: 30 } as const;

/** Slows down guessing: so many failures by account and by address in five minutes, then a wait. Never for ever. */
@Injectable()
export class LoginThrottle {
  constructor(
    private readonly redis: HostRedis,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  /** @throws TooManyRequestsError with the seconds to wait */
  async check(username: string, address: string): Promise<void> {
    for (const [kind, key] of this.#keys(username, address)) {
      const failures = Number((await this.redis.client.get(key)) ?? 0);
      if (failures >= MOST_FAILURES[kind]) {
        throw new TooManyRequestsError(Math.max(1, await this.redis.client.ttl(key)));
      }
    }
  }

  async recordFailure(username: string, address: string): Promise<void> {
    const transaction = this.redis.client.multi();
    for (const [, key] of this.#keys(username, address)) {
      transaction.incr(key).expire(key, WINDOW_S, 'NX');
    }
    await transaction.exec();
  }

  #keys(username: string, address: string): ['account' | 'address', string][] {
    const prefix = `${this.settings.REDIS_PREFIX}:login-failures`;
    return [
      ['account', `${prefix}:account:${username.normalize('NFKC').toLowerCase().slice(0, 64)}`],
      ['address', `${prefix}:address:${address}`],
    ];
  }
}
