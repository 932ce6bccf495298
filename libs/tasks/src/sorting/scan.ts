import { MAX_SORTED_TASKS, type TaskSort } from '@task-queue/contracts';
import { UNFINISHED_FACET } from '../finished/finished-span.js';
import { within } from '../index/task-filter.js';
import type { FinishedPart, FinishedPlace } from '../finished/finished-part.js';
import type { StoredTask } from '../record/codec.js';
import { sortedPage, type SortedList } from './sorted-page.js';

/** Tasks read at once. */
const BATCH = 500;

/**
 * All tasks that match, in an order: read in parts where that is by when they were created or finished, else at once.
 *
 * @param before - the number of the task that they were created before; 0 for all
 * @throws ProblemError SORT_TOO_BROAD
 */
export async function* scanTasks(list: SortedList, sort: TaskSort, before: number): AsyncGenerator<StoredTask> {
  if (sort === '-createdAt') {
    yield* newestFirst(list, before);
    return;
  }
  if ((sort === '-finishedAt' || sort === 'finishedAt') && (await list.store.knowsFinished())) {
    yield* byFinish(list, sort === '-finishedAt', before);
    return;
  }
  const pageSize = sort === 'createdAt' ? BATCH : MAX_SORTED_TASKS;
  for (let page = 1; ; page += 1) {
    const { items } = await sortedPage(list, sort, page, pageSize);
    yield* items.filter(({ number }) => before === 0 || number < before);
    if (items.length < pageSize) {
      return;
    }
  }
}

/** What has finished in that order, and what has not after it. */
async function* byFinish(list: SortedList, isDown: boolean, before: number): AsyncGenerator<StoredTask> {
  const isOlder = ({ number }: StoredTask): boolean => before === 0 || number < before;
  for (let place: FinishedPlace | null = { isDown, after: null, skip: 0, limit: BATCH }; place !== null;) {
    const part: FinishedPart = await list.store.finishedPart(list.filter, place);
    yield* part.items.filter(isOlder);
    place = part.next === null ? null : { ...part.next, limit: BATCH };
  }
  yield* newestFirst({ ...list, filter: within(list.filter, UNFINISHED_FACET) }, before);
}

async function* newestFirst({ store, filter }: SortedList, before: number): AsyncGenerator<StoredTask> {
  let below = before;
  for (;;) {
    const window = { offset: 0, limit: BATCH, belowNumber: below, countAll: false };
    const { items, read, lowestNumber } = await store.list(filter, window);
    yield* items;
    if (read < BATCH || lowestNumber <= 1) {
      return;
    }
    below = lowestNumber;
  }
}
