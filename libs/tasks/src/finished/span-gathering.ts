import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { StoreUnavailableError } from '../domain/errors.js';
import type { TaskKeys } from '../record/keys.js';
import type { RunScript } from '../scripts/scripts.js';
import type { FinishedOrder } from './finished-order.js';
import type { FinishedSpan } from './finished-span.js';

/** Tasks put into containers by one script: a few milliseconds. */
const GATHERED_AT_ONCE = 2_000;

/**
 * How long the containers of a span are asked for, in milliseconds: while it goes on new ones finish in it; when it is over, one
 * may still be deleted, which no list shows, or be retried and finish elsewhere.
 */
const ONGOING_MS = 1_000;
const OVER_MS = 10_000;

/** How far the order may be behind: until then a span goes on. */
const SETTLED_MS = 2_000;

/** How long they live: whoever asks for them has begun a while ago. */
const LIFETIME_MS = 60_000;

/**
 * Has containers made of what finished in a span: of one span at a time, whoever asks for however many, and once for all who ask for
 * the same one meanwhile.
 */
export class SpanGathering {
  readonly #underWay = new Map<string, Promise<string>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly redis: Redis,
    private readonly keys: TaskKeys,
    private readonly runScript: RunScript,
    private readonly order: Pick<FinishedOrder, 'isWhole' | 'fillFurther'>,
  ) {}

  /**
   * @param nowMs - by Redis' clock
   * @returns the value of the facet `finished` that they have
   * @throws StoreUnavailableError while the order is not whole: in a while it is
   */
  async token({ fromMs, beforeMs }: FinishedSpan, nowMs: number): Promise<string> {
    const bounds = [fromMs ?? 0, beforeMs ?? Number.MAX_SAFE_INTEGER] as const;
    const key = this.keys.finishedSpan(...bounds);
    const [known, isWhole] = await Promise.all([this.redis.get(key), this.order.isWhole()]);
    if (known !== null) {
      return known;
    }
    // A small deployment has it at once; a large one is filled by who looks after that, not by who asks.
    if (!isWhole && !(await this.order.fillFurther())) {
      throw new StoreUnavailableError();
    }
    return this.#underWay.get(key) ?? this.#inTurn(key, bounds, bounds[1] > nowMs - SETTLED_MS ? ONGOING_MS : OVER_MS);
  }

  /** Where one fails, so do those who wait for their turn: Redis is away, and they have waited as long as they may. */
  #inTurn(key: string, bounds: readonly [number, number], usedMs: number): Promise<string> {
    const gathering = this.#last
      .then(() => this.#gather(bounds, usedMs))
      .finally(() => {
        this.#underWay.delete(key);
        if (this.#underWay.size === 0) {
          this.#last = Promise.resolve();
        }
      });
    this.#underWay.set(key, gathering);
    this.#last = gathering;
    return gathering;
  }

  async #gather(bounds: readonly [number, number], usedMs: number): Promise<string> {
    const token = randomUUID();
    for (let [after, afterMs] = [0, 0]; ;) {
      const part = [token, ...bounds, GATHERED_AT_ONCE, after, afterMs, LIFETIME_MS, usedMs];
      const last = (await this.runScript('gatherFinished', this.keys.finished, ...part)) as number[];
      if (last.length === 0) {
        return token;
      }
      [after, afterMs] = last as [number, number];
    }
  }
}
