import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { StoreFilter } from '../index/task-filter.js';
import type { ListedRecord } from '../life/listed-tasks.js';
import type { TaskKeys } from '../record/keys.js';
import type { RunScript } from '../scripts/scripts.js';
import type { FinishedPlace } from './finished-part.js';
import type { FinishedSpan } from './finished-span.js';

/** Tasks put into the order, and into containers of a span, by one script: a few milliseconds. */
const FILLED_AT_ONCE = 500;
const GATHERED_AT_ONCE = 2_000;

/**
 * How long the containers of a span are asked for, in milliseconds: while it goes on new ones finish in it; when it is over, one
 * may still be deleted, which no list shows, or be retried and finish elsewhere.
 */
const ONGOING_MS = 1_000;
const OVER_MS = 10_000;

/** How long they live: whoever asks for them has begun a while ago. */
const LIFETIME_MS = 60_000;

/** The field of `meta` that says how far the order was filled, and what it says at the end. */
const FILLED = 'finished';
const WHOLE = 'whole';

/** Asked between two steps: whether to go on. */
type IsHeld = () => Promise<boolean>;

/** The order in which tasks finished: kept from the event log (`FinishedKeeper`), so that no script which finishes one does more. */
export class FinishedOrder {
  constructor(
    private readonly redis: Redis,
    private readonly keys: TaskKeys,
    private readonly runScript: RunScript,
  ) {}

  /** Whether it has all that is finished, but for what happened within moments. */
  async isWhole(): Promise<boolean> {
    return (await this.redis.hget(this.keys.meta, FILLED)) === WHOLE;
  }

  /** Puts all that is finished into it, as what was finished before it was kept is not. @returns whether it is whole now */
  async fill(isHeld: IsHeld): Promise<boolean> {
    let isWhole = await this.isWhole();
    while (!isWhole && (await isHeld())) {
      isWhole = (await this.runScript('fillFinished', this.keys.meta, FILLED_AT_ONCE)) === 1;
    }
    return isWhole;
  }

  /** Begins anew: what happened is not known any more. */
  async forget(): Promise<void> {
    await this.redis.multi().hdel(this.keys.meta, FILLED).unlink(this.keys.finished).exec();
  }

  /**
   * Has containers made of what finished in a span.
   *
   * @param nowMs - by Redis' clock
   * @returns the value of the facet `finished` that they have
   */
  async spanToken({ fromMs, beforeMs }: FinishedSpan, nowMs: number): Promise<string> {
    const bounds = [fromMs ?? 0, beforeMs ?? Number.MAX_SAFE_INTEGER] as const;
    const key = this.keys.finishedSpan(...bounds);
    const known = await this.redis.get(key);
    if (known !== null) {
      return known;
    }
    await this.fill(async () => true);
    const token = randomUUID();
    for (let [after, afterMs] = [0, 0]; ;) {
      const part = [token, ...bounds, GATHERED_AT_ONCE, after, afterMs, LIFETIME_MS];
      const last = (await this.runScript('gatherFinished', this.keys.finished, ...part)) as number[];
      if (last.length === 0) {
        break;
      }
      [after, afterMs] = last as [number, number];
    }
    await this.redis.set(key, token, 'PX', bounds[1] > nowMs ? ONGOING_MS : OVER_MS);
    return token;
  }

  /**
   * A part of what matches, in this order.
   *
   * @param filter - of what is finished alone. @param isAll - whether it is of all that is
   */
  async part(
    filter: StoreFilter,
    { isDown, after, skip, limit }: FinishedPlace,
    isAll: boolean,
  ): Promise<{ readonly rows: readonly ListedRecord[]; readonly next: FinishedPlace | null }> {
    const { facets, fromMs, beforeMs } = filter;
    const isWholeSpan = fromMs === null && beforeMs === null;
    const [left, isEnd, number, atMs, ...rows] = (await this.runScript(
      'finishedPart',
      this.keys.finished,
      facets,
      isDown ? 1 : 0,
      after?.number ?? 0,
      after?.atMs ?? 0,
      skip,
      limit,
      fromMs ?? '',
      beforeMs ?? '',
      isAll && isWholeSpan ? 1 : 0,
    )) as [number, string, number, string, ...ListedRecord[]];
    const next = { isDown, after: { number, atMs: Number(atMs) }, skip: left, limit: limit - rows.length };
    return { rows, next: isEnd === '1' ? null : next };
  }
}
