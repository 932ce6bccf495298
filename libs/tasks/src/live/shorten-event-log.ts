import type { Redis } from 'ioredis';

/**
 * How much of the event log is kept while Redis is filling: a share of its memory, at about the bytes an event takes, between
 * these numbers of events. Full of small tasks, more than half of it would be events.
 */
const [EVENTS_SHARE, EVENT_BYTES, LEAST_EVENTS, MOST_EVENTS] = [0.1, 750, 1_000, 10_000];

/** Makes room in a Redis that is filling. Sockets that were away for longer read their lists again. */
export async function shortenEventLog(redis: Redis, key: string, limitBytes: number): Promise<void> {
  const events = (EVENTS_SHARE * limitBytes) / EVENT_BYTES;
  const kept = Math.floor(Math.min(MOST_EVENTS, Math.max(LEAST_EVENTS, events)));
  await redis.xtrim(key, 'MAXLEN', '~', kept);
}
