import type { Redis } from 'ioredis';
import type { StoreFilter } from '../index/task-filter.js';
import type { ListedRecord } from '../life/listed-tasks.js';
import type { TaskKeys } from '../record/keys.js';
import type { RunScript } from '../scripts/scripts.js';
import type { FinishedPlace } from './finished-part.js';
import type { FinishedSpan } from './finished-span.js';
import { SpanGathering } from './span-gathering.js';

/** Tasks put into the order by one script: a few milliseconds. */
const FILLED_AT_ONCE = 500;

/** The field of `meta` that says how far the order was filled, and what it says at the end. */
const FILLED = 'finished';
const WHOLE = 'whole';

/** Asked between two steps: whether to go on. */
type IsHeld = () => Promise<boolean>;

/** The order in which tasks finished: kept from the event log (`FinishedKeeper`), so that no script which finishes one does more. */
export class FinishedOrder {
  readonly #spans: SpanGathering;

  constructor(
    private readonly redis: Redis,
    private readonly keys: TaskKeys,
    private readonly runScript: RunScript,
  ) {
    this.#spans = new SpanGathering(redis, keys, runScript, this);
  }

  /** Whether it has all that is finished, but for what happened within moments. */
  async isWhole(): Promise<boolean> {
    return (await this.redis.hget(this.keys.meta, FILLED)) === WHOLE;
  }

  /** Puts all that is finished into it, as what was finished before it was kept is not. @returns whether it is whole now */
  async fill(isHeld: IsHeld): Promise<boolean> {
    let isWhole = await this.isWhole();
    while (!isWhole && (await isHeld())) {
      isWhole = await this.fillFurther();
    }
    return isWhole;
  }

  /** Puts a few of them into it. @returns whether it is whole now */
  async fillFurther(): Promise<boolean> {
    return (await this.runScript('fillFinished', this.keys.meta, FILLED_AT_ONCE)) === 1;
  }

  /** Begins anew: what happened is not known any more. */
  async forget(): Promise<void> {
    await this.redis.multi().hdel(this.keys.meta, FILLED).unlink(this.keys.finished).exec();
  }

  /** The value of the facet `finished` of what finished in a span. */
  spanToken(span: FinishedSpan, nowMs: number): Promise<string> {
    return this.#spans.token(span, nowMs);
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
