import { TASK_PRIORITIES, TASK_STATUSES, type TaskPriority, type TaskStatus } from '@task-queue/contracts';

/** Which page of which tasks, as the address says it. */
export interface ListQuery {
  /** Counted from 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly status: readonly TaskStatus[];
  readonly type: readonly string[];
  readonly priority: readonly TaskPriority[];
  /** What is searched for; `''` for nothing. */
  readonly q: string;
}

/** The sizes a person can choose from. */
export const PAGE_SIZES = [10, 20, 50, 100] as const;
const DEFAULT_PAGE_SIZE = 20;

/** Longest search text, in characters. */
export const MAX_SEARCH_LENGTH = 200;

/** Reads an address' query. What makes no sense there is left out, so that an old link still opens. */
export function parseListQuery(query: { get(name: string): string | null }): ListQuery {
  const pageSize = Number(query.get('pageSize'));
  return {
    page: Math.max(1, Math.floor(Number(query.get('page'))) || 1),
    pageSize: PAGE_SIZES.find((size) => size === pageSize) ?? DEFAULT_PAGE_SIZE,
    status: known(query.get('status'), TASK_STATUSES),
    type: listOf(query.get('type')),
    priority: known(query.get('priority'), TASK_PRIORITIES),
    q: (query.get('q') ?? '').trim().slice(0, MAX_SEARCH_LENGTH),
  };
}

/** A query as the address holds it: only what differs from the default, `null` to take a name out. */
export function toQueryParams(query: ListQuery): Record<string, string> {
  const params: Record<string, string> = {};
  if (query.page > 1) {
    params['page'] = String(query.page);
  }
  if (query.pageSize !== DEFAULT_PAGE_SIZE) {
    params['pageSize'] = String(query.pageSize);
  }
  for (const facet of ['status', 'type', 'priority'] as const) {
    if (query[facet].length > 0) {
      params[facet] = query[facet].join(',');
    }
  }
  if (query.q !== '') {
    params['q'] = query.q;
  }
  return params;
}

/** Whether the query narrows the list. */
export function isFiltered(query: ListQuery): boolean {
  return query.status.length + query.type.length + query.priority.length > 0 || query.q !== '';
}

function listOf(text: string | null): string[] {
  return (text ?? '').split(',').filter((item) => item !== '');
}

function known<Value extends string>(text: string | null, values: readonly Value[]): Value[] {
  const given = new Set(listOf(text));
  return values.filter((value) => given.has(value));
}
