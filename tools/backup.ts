import { join, resolve } from 'node:path';
import { buildWhatChanged } from './lib/build.ts';
import { main, run, UsageError } from './lib/commands.ts';
import { layGround } from './lib/ground.ts';
import { runningRedis } from './lib/redis.ts';
import { serverUrl } from './lib/server-url.ts';

const HELP = `npm run backup -- <file>

Writes Redis and the files of tasks to a file, also while the service runs. REDIS_URL, REDIS_PREFIX and DATA_DIR are those of the
service.`;

main(async () => {
  const [file, ...others] = process.argv.slice(2);
  if (file === '--help') {
    console.log(HELP);
    return 0;
  }
  if (file === undefined || others.length > 0 || file.startsWith('-')) {
    throw new UsageError(HELP);
  }
  buildWhatChanged();
  const dataDir = resolve(process.env['DATA_DIR'] || '.data');
  const running = process.env['REDIS_URL'] ? null : await runningRedis(join(dataDir, 'redis'));
  if (running !== null) {
    return program(file, { ...process.env, DATA_DIR: dataDir, REDIS_URL: running });
  }
  const { redis, env } = await layGround(serverUrl(process.env));
  const code = await program(file, env);
  await redis?.stop();
  return code;
});

function program(file: string, env: NodeJS.ProcessEnv): Promise<number> {
  return run(process.execPath, ['--enable-source-maps', 'dist/apps/api/backup.js', 'backup', resolve(file)], env);
}
