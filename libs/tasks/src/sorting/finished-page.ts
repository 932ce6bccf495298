import { UNFINISHED_FACET } from '../finished/finished-span.js';
import { within } from '../index/task-filter.js';
import type { FinishedPart, FinishedPlace } from '../finished/finished-part.js';
import type { StoredTask } from '../record/codec.js';
import type { SortedList, SortedPart } from './sorted-page.js';

/** As few are read as quickly, and just as they are: the order that is kept is a fraction of a second behind. */
const FEW = 500;

const COUNT = { offset: 0, limit: 0, countAll: true } as const;

/**
 * A page in the order in which tasks finished; what has not finished comes last, the newest first.
 *
 * @returns `null` where that order is not known, or few match
 */
export async function finishedPage(
  { store, filter }: SortedList,
  isDown: boolean,
  from: number,
  pageSize: number,
): Promise<SortedPart | null> {
  // What is not finished is counted in less time than what is, which in the end is nearly all there is, in three states.
  const [isKnown, { total }, { total: unfinished }] = await Promise.all([
    store.knowsFinished(),
    store.list(filter, COUNT),
    store.list(within(filter, UNFINISHED_FACET), COUNT),
  ]);
  const finished = Math.max(0, total - unfinished);
  if (!isKnown || total <= FEW) {
    return null;
  }
  const items: StoredTask[] = [];
  if (from < finished) {
    for (let place: FinishedPlace | null = { isDown, after: null, skip: from, limit: pageSize }; place !== null;) {
      const part: FinishedPart = await store.finishedPart(filter, place);
      items.push(...part.items);
      place = part.next === null || part.next.limit === 0 ? null : part.next;
    }
  }
  const left = Math.min(pageSize, total - from) - Math.max(0, Math.min(pageSize, finished - from));
  if (left > 0) {
    const window = { offset: Math.max(0, from - finished), limit: left, countAll: false };
    items.push(...(await store.list(within(filter, UNFINISHED_FACET), window)).items);
  }
  return { items, total };
}
