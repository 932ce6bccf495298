import { join, resolve } from 'node:path';
import { buildWhatChanged } from './build.ts';
import { run } from './commands.ts';
import { layGround, type Ground } from './ground.ts';
import { runningRedis } from './redis.ts';
import { serverUrl } from './server-url.ts';

/**
 * Runs the built program that writes and reads backups, on the Redis and the folder of the service that the environment
 * names.
 *
 * @param args - what it is to do
 * @param mayRunBeside - whether that service may be running meanwhile, and its Redis with it
 * @returns its exit code
 * @throws UsageError where the folder or its Redis cannot be had, see {@link layGround}
 */
export async function runBackupProgram(args: readonly string[], mayRunBeside: boolean): Promise<number> {
  buildWhatChanged();
  const { redis, env } = (mayRunBeside && (await groundOfRunning())) || (await layGround(serverUrl(process.env)));
  const code = await run(process.execPath, ['--enable-source-maps', 'dist/apps/api/backup.js', ...args], env);
  await redis?.stop();
  return code;
}

/** What a running service of ours stands on, which stays when we are done; `null` where none runs on a Redis of its own. */
async function groundOfRunning(): Promise<Ground | null> {
  const dataDir = resolve(process.env['DATA_DIR'] || '.data');
  const url = process.env['REDIS_URL'] ? null : await runningRedis(join(dataDir, 'redis'));
  return url === null ? null : { redis: null, env: { ...process.env, DATA_DIR: dataDir, REDIS_URL: url } };
}
