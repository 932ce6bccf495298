import type { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { readRedisFacts, type RedisFacts } from './redis-facts.js';

/** From this share of its memory on, Redis is filling, and no longer below the second: the warning does not flicker. */
const [FILLING_FROM, FILLING_UNTIL] = [0.85, 0.8];

/**
 * From this share on no task is created. What is left is for what makes room: Bull's own commands, without which no clean-up
 * runs, are refused at the limit.
 */
const RESERVED_FROM = 0.95;

/** How often it is asked, in milliseconds: often enough when it is filling that a burst of creates does not use the reserve. */
const [CALM_MS, FILLING_MS] = [1_000, 100];

/** How much room Redis has. */
export type RoomLevel = 'ok' | 'filling' | 'full';

/** What readiness and metrics say of it. */
export interface RedisRoom {
  readonly level: RoomLevel;
  readonly usedBytes: number;
  /** `null` where nothing bounds it. */
  readonly limitBytes: number | null;
}

/** Watches how full Redis is, and whether it is what it was at the start. */
export class RedisWatch {
  #facts: RedisFacts;
  #level: RoomLevel = 'ok';
  #hasWarned = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    facts: RedisFacts,
    private readonly logger: Pick<Logger, 'warn' | 'log'>,
  ) {
    this.#facts = facts;
  }

  /** Begins to look; what is wrong from the start is said when the application runs, in its own log. */
  start(): void {
    this.#askLater();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Looks now: a command was refused for want of room. */
  lookNow(): void {
    clearTimeout(this.#timer);
    void this.#ask();
  }

  /** As of a second ago at most, while Redis answers. */
  get facts(): RedisFacts {
    return this.#facts;
  }

  get room(): RedisRoom {
    const { usedBytes, limitBytes } = this.#facts;
    return { level: this.#level, usedBytes, limitBytes };
  }

  #askLater(): void {
    const waitMs = this.#level === 'ok' ? CALM_MS : FILLING_MS;
    this.#timer = setTimeout(() => void this.#ask(), waitMs).unref();
  }

  async #ask(): Promise<void> {
    try {
      this.#facts = await readRedisFacts(this.redis);
      this.#judge();
      this.#warnOnce();
    } catch {
      // It is away: whoever needs it says so.
    }
    clearTimeout(this.#timer);
    if (!this.#isStopped) {
      this.#askLater();
    }
  }

  #warnOnce(): void {
    if (!this.#facts.isAppendOnly && !this.#hasWarned) {
      this.logger.warn('Redis keeps no append-only file (appendonly no): what it was told last is lost with a crash');
    }
    this.#hasWarned = true;
  }

  #judge(): void {
    const { usedBytes, limitBytes } = this.#facts;
    const share = limitBytes === null ? 0 : usedBytes / limitBytes;
    const before = this.#level;
    const isFilling = share >= (before === 'ok' ? FILLING_FROM : FILLING_UNTIL);
    this.#level = share >= RESERVED_FROM ? 'full' : isFilling ? 'filling' : 'ok';
    const percent = `${Math.round(share * 100)} % of its memory (${usedBytes} of ${limitBytes} bytes)`;
    if (before === 'ok' && this.#level !== 'ok') {
      this.logger.warn(
        `Redis uses ${percent}. From ${RESERVED_FROM * 100} % on no task is created: delete finished ones, set RETENTION_COMPLETED and RETENTION_FAILED, or raise maxmemory`,
      );
    } else if (before !== 'ok' && this.#level === 'ok') {
      this.logger.log(`Redis has room again: it uses ${percent}`);
    }
  }
}
