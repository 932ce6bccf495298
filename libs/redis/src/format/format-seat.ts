import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { ReplyError, type Redis } from 'ioredis';
import { formatKeys, type DataFormat, type FormatKeys } from './data-format.js';
import { FormatError } from './format-error.js';
import { enter, type Entry } from './format-scripts.js';
import { hinted } from '../redis-access.js';

/** For how long a running program counts as running after it last said so, and how often it does, in milliseconds. */
const [SEAT_MS, RENEWED_EVERY_MS] = [60_000, 5_000];

/** What {@link FormatSeat.take} needs to know. */
export interface SeatOptions {
  readonly prefix: string;
  readonly format: DataFormat;
  /**
   * Is told when the data has become too new for this program, which was silent so long that the others went on without it.
   * It must not touch the data any more.
   */
  readonly onShutOut: (error: FormatError) => void;
}

/**
 * A program's seat at the data of a library: while it holds one, nothing is done to the data that it would misread. It is taken
 * before the data is touched, renewed every 5 s, and runs out a minute after its program fell silent.
 */
export class FormatSeat {
  readonly #program = `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`;
  readonly #keys: FormatKeys;
  #seen: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly redis: Redis,
    private readonly options: SeatOptions,
  ) {
    this.#keys = formatKeys(options.prefix, options.format);
  }

  /**
   * Writes the version where there is none, and takes a seat. On a Redis that takes no writes it only looks.
   *
   * @throws FormatError where the data is newer, or older, than this program knows; where it is being restored; where something
   * else stands in its place
   */
  static async take(redis: Redis, options: SeatOptions): Promise<FormatSeat> {
    const seat = new FormatSeat(redis, options);
    try {
      await hinted(() => seat.#renew().catch((error: unknown) => seat.#onlyLook(error)));
    } catch (error) {
      seat.leave();
      throw error;
    }
    seat.#timer = setInterval(() => void seat.renew(), RENEWED_EVERY_MS).unref();
    return seat;
  }

  /** Says that the program runs on. */
  async renew(): Promise<void> {
    try {
      await this.#renew();
    } catch (error) {
      if (error instanceof FormatError) {
        clearInterval(this.#timer);
        this.options.onShutOut(error);
      } // else Redis is away: next time
    }
  }

  /** Gives it back, so that nobody waits for a program that has ended; the connection may be closed right after. */
  leave(): void {
    clearInterval(this.#timer);
    this.redis.hdel(this.#keys.programs, this.#program).catch(() => undefined); // then it runs out
  }

  async #renew(): Promise<void> {
    const { format } = this.options;
    this.#judge(await enter(this.redis, this.#keys, format, this.#program, SEAT_MS, this.#seen));
  }

  /** A replica, or one whose disk fails, is started on for reading alone where somebody wants it. */
  async #onlyLook(error: unknown): Promise<void> {
    if (!(error instanceof Error) || !(error instanceof ReplyError)) {
      throw error;
    }
    const [version, oldest] = await this.redis.hmget(this.#keys.format, 'version', 'oldest');
    if (version != null) {
      this.#judge({
        kind: Number(oldest ?? 1) > this.options.format.version ? 'too new' : 'in',
        version: Number(version),
        oldest: Number(oldest ?? 1),
      });
    }
  }

  #judge(entry: Entry): void {
    const { owner, version: known, oldestRead } = this.options.format;
    switch (entry.kind) {
      case 'foreign':
        throw new FormatError(
          `The key ${entry.key} holds a ${entry.type} where a hash of ours should be: another program wrote there. ` +
            'Give one of the two another REDIS_PREFIX, or restore a backup',
        );
      case 'restoring':
        throw new FormatError('A restore into this Redis has not ended. Run it again with --overwrite');
      case 'too new':
        throw new FormatError(
          `The data in Redis (${owner}, format ${entry.version}) is too new for this program, which knows format ${known}: ` +
            `format ${entry.oldest} must be known. Start the newer version, or restore a backup made before the upgrade`,
        );
      case 'in':
        if (entry.version < oldestRead) {
          throw new FormatError(
            `The data in Redis (${owner}, format ${entry.version}) is too old for this program, which reads format ${oldestRead} ` +
              'and newer. Upgrade by a version in between first: docs/upgrading.md',
          );
        }
        this.#seen = entry.version;
    }
  }
}
