import { ERROR_ORDERS, ERROR_STATES, type ErrorOrder, type ErrorState } from '@task-queue/contracts';
import { parseListQuery } from '../data/list-query';

/** Which errors, as the address says it. */
export interface ErrorPlace {
  /** `null` for any. */
  readonly state: ErrorState | null;
  readonly sort: ErrorOrder;
  /** Counted from 1. */
  readonly page: number;
  readonly pageSize: number;
}

/** How the address says that any state is meant. */
const ANY = 'any';

const OWN = parseListQuery({ get: () => null }).pageSize;

/** Reads an address' query; those that are open where it says nothing. */
export function parseErrorPlace(query: { get(name: string): string | null }): ErrorPlace {
  const { page, pageSize } = parseListQuery(query);
  const said = query.get('state');
  return {
    state: said === ANY ? null : (ERROR_STATES.find((state) => state === said) ?? 'open'),
    sort: ERROR_ORDERS.find((sort) => sort === query.get('sort')) ?? 'lastAt',
    page,
    pageSize,
  };
}

/** A place as the address holds it: only what differs from what a person sees without any; `null` takes it out. */
export function toErrorParams({ state, sort, page, pageSize }: ErrorPlace): Readonly<Record<string, unknown>> {
  return {
    state: state === null ? ANY : state === 'open' ? null : state,
    sort: sort === 'lastAt' ? null : sort,
    page: page > 1 ? page : null,
    pageSize: pageSize === OWN ? null : pageSize,
  };
}
