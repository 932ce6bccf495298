import type { Redis } from 'ioredis';
import { countsAreRight } from './counts.js';
import { eventsFollowEachOther } from './events.js';
import { keysAreKnown } from './keys.js';
import { handlersAreWatched, leasesAreOfRunning, stopsAreOfRunning } from './leases.js';
import { logsAreCounted } from './logs.js';
import { postingsAreOfRecords } from './postings.js';
import { locksAreOfUnfinished, timesAreWatched } from './once.js';
import { recordsAreWhole } from './records.js';
import { readState, type Invariant } from './redis-state.js';
import { gatesAreRemembered, roomsAddUp } from './rooms.js';
import { ticketsHaveOnePlace } from './tickets.js';

const INVARIANTS: readonly Invariant[] = [
  recordsAreWhole,
  logsAreCounted,
  postingsAreOfRecords,
  countsAreRight,
  ticketsHaveOnePlace,
  roomsAddUp,
  gatesAreRemembered,
  leasesAreOfRunning,
  stopsAreOfRunning,
  handlersAreWatched,
  locksAreOfUnfinished,
  timesAreWatched,
  eventsFollowEachOther,
];

/** What {@link disagreements} may be told. */
export interface KnownBefore {
  /** Ids of tasks whose records somebody else deleted. */
  readonly damaged?: readonly string[];
  /** Whether others keep keys under the prefix as well, as a host its accounts. */
  readonly isShared?: boolean;
}

/**
 * Reads every key of a prefix, without any script, and lists where records, index, due set, lanes, leases, counts, logs and
 * event log disagree, and what is left of tasks that are gone. Nothing may be under way meanwhile.
 */
export async function disagreements(
  redis: Redis,
  prefix: string,
  { damaged = [], isShared = false }: KnownBefore = {},
): Promise<string[]> {
  const state = await readState(redis, prefix, damaged);
  const found: string[] = [];
  for (const invariant of isShared ? INVARIANTS : [keysAreKnown, ...INVARIANTS]) {
    found.push(...(await invariant(state)));
  }
  return found;
}
