import type { RedisState } from './redis-state.js';

const KNOWN =
  /^(?:meta|finished(?::.*)?|count:.*|due|leases|stops|abandoned|events|intake|t:.*|log:.*|ids:\d+|x:.*|idem:.*|once:.*|starts|deadlines|lane-(?:high|normal|low):.*|schedules(?::.*)?|schedule:.*|slots|workers|control|gates|gate:.*|room:(?:high|normal|low)(?::.*)?)$/;

/** Nothing is kept but what docs/architecture.md lists, under «Keys in Redis». */
export function keysAreKnown({ keys }: RedisState): string[] {
  return [...keys].filter((key) => !KNOWN.test(key)).map((key) => `unknown key ${key}`);
}
