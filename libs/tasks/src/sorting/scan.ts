import { MAX_SORTED_TASKS, type TaskSort } from '@task-queue/contracts';
import type { StoredTask } from '../record/codec.js';
import { sortedPage, type SortedList } from './sorted-page.js';

/** Tasks read at once. */
const BATCH = 500;

/**
 * All tasks that match, in an order: read in parts where that is by when they were created, else at once.
 *
 * @param before - the number of the task that they were created before; 0 for all
 * @throws ProblemError SORT_TOO_BROAD
 */
export async function* scanTasks(list: SortedList, sort: TaskSort, before: number): AsyncGenerator<StoredTask> {
  if (sort === '-createdAt') {
    yield* newestFirst(list, before);
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
