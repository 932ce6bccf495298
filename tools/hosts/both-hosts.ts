import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startRedis, type PrivateRedis } from '../lib/redis.ts';
import { answerTo, type Call } from './calls.ts';
import { openHostFolder } from './install.ts';
import { buildNestHost, startHost, type RunningHost } from './nest-host.ts';

/** One application, as it was and with tasks, side by side on a Redis of their own. */
export interface BothHosts {
  readonly without: RunningHost;
  readonly withTasks: RunningHost;
}

/** Builds and starts an application twice for the tests of a `describe`. @returns them, once they run */
export function bothHosts(sources: readonly string[], type?: 'commonjs' | 'module'): () => BothHosts {
  let folder: string;
  let redis: PrivateRedis;
  let without: RunningHost;
  let withTasks: RunningHost;
  beforeAll(async () => {
    folder = openHostFolder();
    const host = await buildNestHost(folder, sources, type);
    redis = await startRedis({ dir: join(folder, 'redis'), isPersistent: false });
    const env = { REDIS_URL: redis.url };
    [without, withTasks] = await Promise.all([
      startHost(folder, host.without, env),
      startHost(folder, host.withTasks, env),
    ]);
  }, 300_000);
  afterAll(async () => {
    await Promise.all([without, withTasks].map((host) => host?.stop()));
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);
  return () => ({ without, withTasks });
}

/** The test that its own routes are as without tasks. */
export function testOwnRoutes(hosts: () => BothHosts, calls: readonly Call[]): void {
  test('answers on its own routes as without tasks, to the last header', async () => {
    const { without, withTasks } = hosts();
    const [before, after] = await Promise.all(
      [without, withTasks].map(({ url }) => Promise.all(calls.map((call) => answerTo(url, call)))),
    );
    expect(before!.map(({ status }) => status)).toEqual(calls.map(({ status }) => status));
    expect(after).toEqual(before);
  }, 60_000);
}
