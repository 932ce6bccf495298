import { MAX_SORTED_TASKS, type TaskSort } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import type { StoreFilter } from '../index/task-filter.js';
import type { TaskStore } from '../life/task-store.js';
import type { StoredTask } from '../record/codec.js';
import { finishedPage } from './finished-page.js';

/** Tasks read at once to be sorted. */
const BATCH = 500;

/** Orders that not every task has a place in by an index. */
type ReadSort = Exclude<TaskSort, 'createdAt' | '-createdAt'>;

/** How often a page is read again because tasks came or went meanwhile. */
const TRIES = 5;

/** What a page of an order is made from. */
export interface SortedList {
  readonly store: Pick<TaskStore, 'list' | 'finishedPart' | 'knowsFinished'>;
  readonly filter: StoreFilter;
  /** By Redis' clock. */
  readonly nowMs: number;
  /** Most tasks that are sorted by what no index has. @default MAX_SORTED_TASKS */
  readonly mostSorted?: number;
}

/** A part of all that match, in an order. */
export interface SortedPart {
  readonly items: readonly StoredTask[];
  readonly total: number;
}

/**
 * A page of tasks in an order. What a task has not (an end, a beginning) comes last both ways; what is alike stays as it was
 * created, the newest first.
 *
 * @throws ProblemError SORT_TOO_BROAD where more match than are sorted by what no index has
 */
export async function sortedPage(
  list: SortedList,
  sort: TaskSort,
  page: number,
  pageSize: number,
): Promise<SortedPart> {
  const from = (page - 1) * pageSize;
  switch (sort) {
    case '-createdAt':
      return list.store.list(list.filter, { offset: from, limit: pageSize, countAll: true });
    case 'createdAt':
      return oldestFirst(list, from, pageSize);
    case 'finishedAt':
    case '-finishedAt':
      return (
        (await finishedPage(list, sort === '-finishedAt', from, pageSize)) ?? readAndSorted(list, sort, from, pageSize)
      );
    default:
      return readAndSorted(list, sort, from, pageSize);
  }
}

/** By what no index has. */
async function readAndSorted(list: SortedList, sort: ReadSort, from: number, pageSize: number): Promise<SortedPart> {
  const all = await allMatches(list);
  const key = KEYS[sort.replace('-', '') as keyof typeof KEYS]; // the orders are these, each both ways
  const sorted = inOrder(all, (stored) => key(stored, list.nowMs), sort.startsWith('-'));
  return { items: sorted.slice(from, from + pageSize), total: all.length };
}

/** What tasks are sorted by; `null` where a task has none yet. */
const KEYS = {
  finishedAt: ({ task }: StoredTask) => msOf(task.finishedAt),
  /** Of its latest attempt, also of one under way. */
  duration: ({ task }: StoredTask, nowMs: number) => {
    const [startedMs, finishedMs] = [msOf(task.startedAt), msOf(task.finishedAt)];
    const isUnderWay = task.status === 'running';
    return startedMs === null || (finishedMs === null && !isUnderWay) ? null : (finishedMs ?? nowMs) - startedMs;
  },
  /** From when it might have begun to its latest start, or until now. */
  waited: ({ task, dueMs }: StoredTask, nowMs: number) => {
    const createdMs = Date.parse(task.createdAt);
    if (task.status === 'pending') {
      return Math.max(0, nowMs - Math.max(createdMs, msOf(task.runAt) ?? 0));
    }
    const startedMs = msOf(task.startedAt);
    return startedMs === null ? null : Math.max(0, startedMs - (dueMs ?? createdMs));
  },
  progress: ({ task }: StoredTask) => task.progress,
};

function msOf(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}

function inOrder(
  tasks: readonly StoredTask[],
  keyOf: (stored: StoredTask) => number | null,
  isDownwards: boolean,
): readonly StoredTask[] {
  const keyed = tasks.map((stored) => ({ stored, key: keyOf(stored) }));
  const direction = isDownwards ? -1 : 1;
  return keyed
    .toSorted((a, b) =>
      a.key === null || b.key === null ? Number(a.key === null) - Number(b.key === null) : direction * (a.key - b.key),
    )
    .map(({ stored }) => stored);
}

/** From the other end of the index; read again where it became another length meanwhile. */
async function oldestFirst({ store, filter }: SortedList, from: number, pageSize: number): Promise<SortedPart> {
  let { total } = await store.list(filter, { offset: 0, limit: 0, countAll: true });
  for (let tries = 1; ; tries += 1) {
    const limit = Math.max(0, Math.min(pageSize, total - from));
    const part = await store.list(filter, { offset: Math.max(0, total - from - limit), limit, countAll: true });
    if (part.total === total || tries === TRIES) {
      return { items: part.items.toReversed(), total: part.total };
    }
    total = part.total;
  }
}

/** The newest first. */
async function allMatches({
  store,
  filter,
  mostSorted = MAX_SORTED_TASKS,
}: SortedList): Promise<readonly StoredTask[]> {
  const { total } = await store.list(filter, { offset: 0, limit: 0, countAll: true });
  if (total > mostSorted) {
    throw new ProblemError('SORT_TOO_BROAD');
  }
  const all: StoredTask[] = [];
  for (let belowNumber = 0; ;) {
    const part = await store.list(filter, { offset: 0, limit: BATCH, belowNumber, countAll: false });
    all.push(...part.items);
    if (part.read < BATCH || part.lowestNumber <= 1) {
      return all;
    }
    belowNumber = part.lowestNumber;
  }
}
