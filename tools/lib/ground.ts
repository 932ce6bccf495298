import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from './commands.ts';
import { startRedis, type PrivateRedis } from './redis.ts';

/** What a server of ours stands on. */
export interface Ground {
  /** A Redis of its own, to be stopped after it; null where `REDIS_URL` names another. */
  readonly redis: PrivateRedis | null;
  /** Our environment, with where its data and its Redis are. */
  readonly env: NodeJS.ProcessEnv;
}

/** What the server tells when it listens; it alone knows where, whatever HOST and PORT say. */
export interface Listening {
  readonly url: string;
  readonly hasDocs: boolean;
}

/**
 * Makes the folder for a server's data, with a Redis in it unless there is another.
 *
 * @param url - who holds that Redis, as people reach it
 * @throws UsageError where the folder cannot be made or written to, is in use, or its Redis does not start
 */
export async function layGround(url: string): Promise<Ground> {
  const dataDir = resolve(process.env['DATA_DIR'] || '.data');
  makeFolder(dataDir);
  const env = { ...process.env, DATA_DIR: dataDir };
  if (process.env['REDIS_URL']) {
    return { redis: null, env };
  }
  const redis = await startRedis({ dir: join(dataDir, 'redis'), isPersistent: true, heldBy: url });
  return { redis, env: { ...env, REDIS_URL: redis.url, EMBEDDED: 'true' } };
}

function makeFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.W_OK);
  } catch (error) {
    throw new UsageError(`Setting DATA_DIR: ${dir} is no folder that can be written to (${(error as Error).message})`);
  }
}
