import { ReplyError, type Redis } from 'ioredis';
import { RedisConnectionError } from './redis-connection-error.js';
import { readRedisFacts, type RedisFacts } from './redis-facts.js';

/** What Redis says of whom it does not let do what is needed, and what helps; whatever else it says may pass. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^NOPERM|ACL failure|can't run this command/, 'the rights that its user needs stand in docs/operations.md'],
  [/^(MOVED|CLUSTERDOWN)/, 'it is a node of a cluster without our keys: redis+cluster:// finds the one that has them'],
];

/**
 * What a Redis says of itself, once it is known that we may ask it and that a script of ours may run there.
 *
 * @param probeKey - see `RedisUse`
 * @throws RedisConnectionError where the user may not, or where our keys are at another node
 */
export async function firstFacts(redis: Redis, probeKey: string): Promise<RedisFacts> {
  return hinted(async () => {
    const facts = await readRedisFacts(redis, probeKey);
    await redis.eval("#!lua flags=allow-oom\nreturn redis.call('DEL', KEYS[1])", 1, probeKey).catch(unlessHinted);
    return facts;
  });
}

/** Asks something at the start. @throws RedisConnectionError where the user may not, or where our keys are at another node */
export async function hinted<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const hint = hintOf(error);
    throw hint === undefined
      ? error
      : new RedisConnectionError(`Redis refuses what is needed: ${(error as Error).message}; ${hint}`, {
          cause: error,
        });
  }
}

function unlessHinted(error: unknown): void {
  if (hintOf(error) !== undefined) {
    throw error;
  }
}

function hintOf(error: unknown): string | undefined {
  const said = error instanceof Error && error instanceof ReplyError ? error.message : '';
  return HINTS.find(([pattern]) => pattern.test(said))?.[1];
}
