import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootDir } from '../lib/workspace.mjs';

/** One private Redis for all tests of a run; each test file has a key prefix of its own. */
export default async function setup() {
  if (process.env.TEST_REDIS_URL) {
    return;
  }
  const { startRedis } = await import(`${rootDir}/tools/lib/redis.ts`);
  const redis = await startRedis({ dir: await mkdtemp(join(tmpdir(), 'task-queue-test-')), isPersistent: false });
  process.env.TEST_REDIS_URL = redis.url;
  globalThis.testRedis = redis;
}
