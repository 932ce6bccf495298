import {
  DEFAULT_PAGE_SIZE,
  FINGERPRINT,
  isInvisible,
  isTaskId,
  MAX_FILTERED_FINGERPRINTS,
  MAX_FILTERED_SCHEDULES,
  MAX_FILTERED_TYPES,
  MAX_PAGE,
  MAX_SEARCH_LENGTH,
  MAX_TYPE_LENGTH,
  MAX_USER_ID_LENGTH,
  TASK_FILTER_FIELDS,
  TASK_PRIORITIES,
  TASK_SORTS,
  TASK_STATUSES,
  type TaskFilter,
  type TaskSort,
} from '@task-queue/contracts';

/** How long ago a task may have been created, by the name the address has for it, in milliseconds. */
export const CREATED_WITHIN_MS = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
} as const;

/** One of the names in {@link CREATED_WITHIN_MS}: a link with it means the same span tomorrow. */
export type CreatedWithin = keyof typeof CREATED_WITHIN_MS;

/** Which page of which tasks, as the address says it; what does not narrow is empty. */
export interface ListQuery extends Required<TaskFilter> {
  /** Counted from 1; without meaning where `before` says where the page begins. */
  readonly page: number;
  /** A task's id: the page that begins after it, however many tasks were created since; `''` for a page by its number. */
  readonly before: string;
  readonly pageSize: number;
  readonly sort: TaskSort;
  /** A span that ends now; without it `createdFrom` and `createdTo` count. */
  readonly within: CreatedWithin | null;
}

/** The order of a list that nobody has arranged: the one that goes on by itself, as new tasks come in at its top. */
export const OWN_SORT: TaskSort = '-createdAt';

/** The sizes a person can choose from. */
export const PAGE_SIZES = [10, 20, 50, 100] as const;

/** A query that narrows nothing. */
export const NO_FILTER = {
  status: [],
  type: [],
  priority: [],
  fingerprint: [],
  scheduleId: [],
  q: '',
  createdBy: '',
  within: null,
  createdFrom: '',
  createdTo: '',
  finishedFrom: '',
  finishedTo: '',
} as const satisfies Required<TaskFilter> & Pick<ListQuery, 'within'>;

/**
 * Reads an address' query. What makes no sense there is left out, so that an old link still opens.
 *
 * @param ownPageSize - the size the person has chosen, for an address that names none
 */
export function parseListQuery(
  query: { get(name: string): string | null },
  ownPageSize: number = DEFAULT_PAGE_SIZE,
): ListQuery {
  const pageSize = Number(query.get('pageSize'));
  const within = query.get('within');
  const before = query.get('before') ?? '';
  const createdBy = query.get('createdBy') ?? '';
  const sort = TASK_SORTS.find((one) => one === query.get('sort')) ?? OWN_SORT;
  const isAfterTask = isTaskId(before) && sort === OWN_SORT;
  const isSpan = within !== null && Object.hasOwn(CREATED_WITHIN_MS, within);
  return {
    page: isAfterTask ? 1 : pageOf(query.get('page')),
    before: isAfterTask ? before : '',
    sort,
    pageSize: PAGE_SIZES.find((size) => size === pageSize) ?? ownPageSize,
    status: known(query.get('status'), TASK_STATUSES),
    type: listOf(query.get('type'))
      .filter(({ length }) => length <= MAX_TYPE_LENGTH)
      .slice(0, MAX_FILTERED_TYPES),
    priority: known(query.get('priority'), TASK_PRIORITIES),
    fingerprint: listOf(query.get('fingerprint'))
      .filter((text) => FINGERPRINT.test(text))
      .slice(0, MAX_FILTERED_FINGERPRINTS),
    scheduleId: listOf(query.get('scheduleId')).filter(isTaskId).slice(0, MAX_FILTERED_SCHEDULES),
    q: searchText(query.get('q') ?? ''),
    createdBy: createdBy.length <= MAX_USER_ID_LENGTH ? createdBy : '',
    within: isSpan ? (within as CreatedWithin) : null, // it is one of its keys
    createdFrom: isSpan ? '' : instantOf(query.get('createdFrom')),
    createdTo: isSpan ? '' : instantOf(query.get('createdTo')),
    finishedFrom: instantOf(query.get('finishedFrom')),
    finishedTo: instantOf(query.get('finishedTo')),
  };
}

/**
 * A query as the address holds it: only what differs from what a person sees without any. The size of a page is left
 * out while it is the person's own choice and page one; further on a link needs it to show the same tasks.
 */
export function toQueryParams(query: ListQuery, ownPageSize: number = DEFAULT_PAGE_SIZE): Record<string, string> {
  const params: Record<string, string> = {};
  if (query.page > 1) {
    params['page'] = String(query.page);
  }
  if (query.pageSize !== ownPageSize || (!isFirstPage(query) && query.pageSize !== DEFAULT_PAGE_SIZE)) {
    params['pageSize'] = String(query.pageSize);
  }
  if (query.sort !== OWN_SORT) {
    params['sort'] = query.sort;
  }
  if (query.within !== null) {
    params['within'] = query.within;
  }
  if (query.before !== '') {
    params['before'] = query.before;
  }
  for (const [field, value] of Object.entries(narrowing(query))) {
    params[field] = String(value); // a list becomes a comma list
  }
  return params;
}

/** The tasks a query means at a moment, as the API is asked for them. */
export function toTaskFilter(query: ListQuery, nowMs: number): TaskFilter {
  return narrowing({ ...query, createdFrom: createdFromOf(query, nowMs) });
}

/** The fields of a filter that narrow. */
function narrowing(filter: Required<TaskFilter>): TaskFilter {
  const fields = (Object.keys(TASK_FILTER_FIELDS) as (keyof TaskFilter)[]).filter((field) => filter[field].length > 0);
  return Object.fromEntries(fields.map((field) => [field, filter[field]]));
}

/** A query as `GET /api/tasks` takes it. */
export function toApiParams(query: ListQuery, nowMs: number): URLSearchParams {
  const { page, before, pageSize, sort } = query;
  const place = before === '' ? { page: String(page) } : { before };
  const order = sort === OWN_SORT ? {} : { sort };
  const params = new URLSearchParams({ ...place, pageSize: String(pageSize), ...order });
  for (const [name, value] of Object.entries(toTaskFilter(query, nowMs))) {
    params.set(name, String(value)); // a list becomes a comma list
  }
  return params;
}

/**
 * What is searched for when somebody types this: without the blanks around it, not too long, and without half characters
 * (surrogates of their own), which no address can hold. What shows nothing is nothing.
 */
export function searchText(typed: string): string {
  const whole = typed
    .trim()
    .slice(0, MAX_SEARCH_LENGTH)
    .replace(/\p{Cs}/gu, '');
  return isInvisible(whole) ? '' : whole.trimEnd();
}

/** Whether the query asks for the newest tasks of all that it means. */
export function isFirstPage({ page, before }: ListQuery): boolean {
  return page === 1 && before === '';
}

/** Whether the query narrows the list. */
export function isFiltered(query: ListQuery): boolean {
  return Object.keys(toTaskFilter(query, 0)).length > 0;
}

/** The earliest creation that a query means at a moment; `''` for no bound. */
function createdFromOf({ within, createdFrom }: ListQuery, nowMs: number): string {
  return within === null ? createdFrom : new Date(nowMs - CREATED_WITHIN_MS[within]).toISOString();
}

function pageOf(text: string | null): number {
  const page = Number(text);
  return Number.isInteger(page) && page >= 1 && page <= MAX_PAGE ? page : 1;
}

function listOf(text: string | null): string[] {
  return (text ?? '').split(',').filter((item) => item !== '');
}

function known<Value extends string>(text: string | null, values: readonly Value[]): Value[] {
  const given = new Set(listOf(text));
  return values.filter((value) => given.has(value));
}

/** An instant within the years that four digits write; `''` for what is none. */
function instantOf(text: string | null): string {
  const ms = Date.parse(text ?? '');
  const instant = Number.isNaN(ms) ? '' : new Date(ms).toISOString();
  return /^\d{4}-/.test(instant) ? instant : '';
}
