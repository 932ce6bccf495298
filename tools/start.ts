import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildWhatChanged } from './build.ts';
import { main, UsageError } from './commands.ts';
import { startRedis, type PrivateRedis } from './redis.ts';
import { serverUrl } from './server-url.ts';
import { parseStartFlags } from './start-flags.ts';

const HELP = `npm start [-- --demo]

Serves page, API and worker on one port. --demo registers the demo.* task types.
Settings come from the environment; README.md lists them.`;

/** What the server tells when it listens; it alone knows where, whatever HOST and PORT say. */
interface Listening {
  readonly url: string;
  readonly hasDocs: boolean;
}

main(async () => {
  const flags = parseStartFlags(process.argv.slice(2));
  if (flags.isHelp) {
    console.log(HELP);
    return 0;
  }
  buildWhatChanged();

  const dataDir = resolve(process.env['DATA_DIR'] || '.data');
  makeFolder(dataDir);
  const given = process.env['REDIS_URL'];
  const redis = given
    ? null
    : await startRedis({ dir: join(dataDir, 'redis'), isPersistent: true, heldBy: serverUrl(process.env) });
  const server = spawn(process.execPath, ['--enable-source-maps', 'dist/apps/api/main.js'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'], // the channel's end tells it that we are gone
    // A process group of its own, so that Ctrl-C reaches it through us alone.
    detached: true,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATA_DIR: dataDir,
      ...(redis ? { REDIS_URL: redis.url, EMBEDDED: 'true' } : {}),
      ...(flags.isDemo ? { TASKS_DEMO: 'true' } : {}),
    },
  });
  return supervise(server, redis);
});

/** Watches over server and Redis until one of them ends or somebody asks to stop; the exit code. */
async function supervise(server: ChildProcess, redis: PrivateRedis | null): Promise<number> {
  const serverEnded = new Promise<number>((done) => server.once('exit', (code) => done(code ?? 1)));
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) {
      server.kill('SIGKILL'); // asked twice
      return;
    }
    isStopping = true;
    console.log('\nStopping: running tasks get a moment to finish (again to stop at once) …');
    server.kill('SIGTERM');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  redis?.process.once('exit', () => {
    if (!isStopping) {
      console.error('Redis ended unexpectedly; stopping. Start again: nothing that was written is lost.');
      stop();
      process.exitCode = 1;
    }
  });

  server.once('message', (message) => announce(message as Listening)); // it sends nothing else
  const code = await serverEnded;
  if (!isStopping) {
    console.error(`The server ended with exit code ${code}.`);
  }
  const hadStopped = isStopping;
  isStopping = true;
  await redis?.stop();
  return hadStopped && process.exitCode !== 1 ? 0 : code || 1;
}

/** @throws UsageError where it cannot be made or written to */
function makeFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.W_OK);
  } catch (error) {
    throw new UsageError(`Setting DATA_DIR: ${dir} is no folder that can be written to (${(error as Error).message})`);
  }
}

function announce({ url, hasDocs }: Listening): void {
  const docs = hasDocs ? `  API documentation: ${url}/api/docs\n` : '';
  console.log(`\n  Ready: ${url}\n${docs}  Ctrl-C stops everything.\n`);
}
