import type { Redis } from 'ioredis';
import { dangersOf, readRedisFacts, type RedisFacts } from './redis-facts.js';
import type { RedisUse } from './redis-use.js';

/** From this share of its memory on, Redis is filling, and no longer below the second: the warning does not flicker. */
const [FILLING_FROM, FILLING_UNTIL] = [0.85, 0.8];

/** From this share on nothing new is let in. What is left is for what is under way, and for what makes room. */
const RESERVED_FROM = 0.95;

/** How often it is asked, in milliseconds. */
const [CALM_MS, FILLING_MS] = [1_000, 100];

/** What may be wrong with Redis: what is kept in it could get lost, or already is not written. */
export const REDIS_WARNINGS = ['REDIS_UNSAFE', 'REDIS_NOT_PERSISTENT', 'REDIS_READ_ONLY', 'REDIS_FILLING'] as const;

/** One of {@link REDIS_WARNINGS}. */
export type RedisWarning = (typeof REDIS_WARNINGS)[number];

/** How full Redis is. */
export interface RedisRoom {
  readonly level: 'ok' | 'filling' | 'full';
  readonly usedBytes: number;
  /** `null` where nothing bounds it. */
  readonly limitBytes: number | null;
}

/** What the watch says to operators. */
export interface WatchLogger {
  warn(message: string): void;
  log(message: string): void;
}

/** Watches how full Redis is, and whether it is what it was at the start. */
export class RedisWatch {
  #facts: RedisFacts;
  #level: RedisRoom['level'] = 'ok';
  /** What was let in since the last look. */
  #letInBytes = 0;
  #told: readonly RedisWarning[] = [];
  #looking: Promise<void> | undefined;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly use: RedisUse,
    facts: RedisFacts,
    private readonly logger: WatchLogger,
  ) {
    this.#facts = facts;
  }

  /** Begins to look; what is wrong from the start is said when the application runs, in its own log. */
  start(): void {
    this.#lookLater();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Whether Redis has no room at all: it refuses whatever is not let through on purpose. */
  get isAtLimit(): boolean {
    const { usedBytes, limitBytes } = this.#facts;
    return limitBytes !== null && usedBytes >= limitBytes;
  }

  /** As of a second ago at most, while Redis answers. */
  get room(): RedisRoom {
    const { usedBytes, limitBytes } = this.#facts;
    return { level: this.#level, usedBytes, limitBytes };
  }

  /** What is wrong, as of a second ago; none where all is well. */
  get warnings(): readonly RedisWarning[] {
    const isSo: Readonly<Record<RedisWarning, boolean>> = {
      REDIS_UNSAFE: dangersOf(this.#facts, this.use).length > 0,
      REDIS_NOT_PERSISTENT: !this.#facts.isAppendOnly,
      REDIS_READ_ONLY: this.#facts.writesRefused !== null,
      REDIS_FILLING: this.#level !== 'ok',
    };
    return REDIS_WARNINGS.filter((warning) => isSo[warning]);
  }

  /**
   * Whether so many bytes more may be written without touching the reserve. What is let in between two looks is counted,
   * so that no burst is faster than they are.
   */
  async hasRoomFor(bytes: number): Promise<boolean> {
    const { usedBytes, limitBytes } = this.#facts;
    if (limitBytes !== null && this.#level !== 'full') {
      this.#letInBytes += bytes;
      if (this.#letInBytes > (RESERVED_FROM * limitBytes - usedBytes) / 4) {
        await this.look();
      }
    }
    return this.#level !== 'full';
  }

  /** Looks now. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      this.#lookLater();
    });
    return this.#looking;
  }

  #lookLater(): void {
    clearTimeout(this.#timer);
    if (!this.#isStopped) {
      this.#timer = setTimeout(() => void this.look(), this.#level === 'ok' ? CALM_MS : FILLING_MS).unref();
    }
  }

  async #look(): Promise<void> {
    try {
      this.#letInBytes = 0;
      this.#facts = await readRedisFacts(this.redis, this.use.probeKey);
      if (this.#judge() !== 'ok') {
        await this.use.makeRoom(this.redis, this.#facts.limitBytes ?? Infinity);
        this.#facts = await readRedisFacts(this.redis, this.use.probeKey);
      }
      this.#level = this.#judge();
      this.#tell();
    } catch {
      // It is away: whoever needs it says so.
    }
  }

  #judge(): RedisRoom['level'] {
    const isFilling = this.#share >= (this.#level === 'ok' ? FILLING_FROM : FILLING_UNTIL);
    return this.#share >= RESERVED_FROM ? 'full' : isFilling ? 'filling' : 'ok';
  }

  get #share(): number {
    const { usedBytes, limitBytes } = this.#facts;
    return limitBytes === null ? 0 : usedBytes / limitBytes;
  }

  /** Each warning once, when it begins, and its end. */
  #tell(): void {
    const { warnings } = this;
    for (const warning of warnings.filter((each) => !this.#told.includes(each))) {
      this.logger.warn(`${warning}: ${this.#wordsOf(warning)}`);
    }
    for (const warning of this.#told.filter((each) => !warnings.includes(each))) {
      this.logger.log(`${warning} is over`);
    }
    this.#told = warnings;
  }

  #wordsOf(warning: RedisWarning): string {
    switch (warning) {
      case 'REDIS_UNSAFE':
        return `Redis would lose ${this.use.kept}: ${dangersOf(this.#facts, this.use).join('; ')}`;
      case 'REDIS_NOT_PERSISTENT':
        return 'Redis keeps no append-only file (appendonly no): what it was told last is lost with a crash';
      case 'REDIS_READ_ONLY':
        return `Redis takes no writes: ${this.#facts.writesRefused}`;
      case 'REDIS_FILLING': {
        const { usedBytes, limitBytes } = this.#facts;
        const percent = `${Math.round(this.#share * 100)} % of its memory (${usedBytes} of ${limitBytes} bytes)`;
        return `Redis uses ${percent}. From ${RESERVED_FROM * 100} % on ${this.use.whenFull}, or raise maxmemory`;
      }
    }
  }
}
