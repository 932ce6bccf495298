import type { RedisOptions } from 'ioredis';

const COMMON: RedisOptions = {
  connectTimeout: 2_000,
  retryStrategy: (times) => Math.min(50 * times, 1_000),
  // One that loads guesses how long it will take, at first by far too much: it is asked again and not believed.
  maxLoadingRetryTime: 200,
};

/** For answering people: fails within 2 s rather than wait for Redis to come back, and never sends a command twice. */
export const FAIL_FAST: RedisOptions = {
  ...COMMON,
  commandTimeout: 2_000,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
};

/** For what has to get through: a command waits for Redis to come back, so it may be sent twice. */
export const PERSISTENT: RedisOptions = { ...COMMON, maxRetriesPerRequest: null };

/** For blocking reads and subscriptions. */
export const BLOCKING: RedisOptions = { ...PERSISTENT, enableReadyCheck: false };
