import type { Redis } from 'ioredis';
import { logKey } from './event-log.js';

/**
 * How much of the event log is kept while Redis is filling: a share of its memory, at about the bytes an event takes, between
 * these numbers of events. Full of small tasks, more than half of it would be events.
 */
const [EVENTS_SHARE, EVENT_BYTES, LEAST_EVENTS, MOST_EVENTS] = [0.1, 750, 1_000, 10_000];

/**
 * Makes some room in a Redis that is filling, read or not: followers that were away for longer are told of the gap, clients
 * begin anew.
 */
export async function shortenLog(redis: Redis, prefix: string, limitBytes: number): Promise<void> {
  const events = (EVENTS_SHARE * limitBytes) / EVENT_BYTES;
  const kept = Math.floor(Math.min(MOST_EVENTS, Math.max(LEAST_EVENTS, events)));
  await redis.xtrim(logKey(prefix), 'MAXLEN', '~', kept);
}
