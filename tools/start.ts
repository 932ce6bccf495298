import { spawn, type ChildProcess } from 'node:child_process';
import { buildWhatChanged } from './lib/build.ts';
import { main } from './lib/commands.ts';
import { layGround, type Listening } from './lib/ground.ts';
import type { PrivateRedis } from './lib/redis.ts';
import { serverUrl } from './lib/server-url.ts';
import { parseStartFlags } from './lib/start-flags.ts';
import { hearStopRequests } from './lib/stop-requests.ts';

const HELP = `npm start [-- --demo]

Serves page, API and worker on one port. --demo registers the demo.* task types.
Settings come from the environment; README.md lists them.`;

main(async () => {
  const flags = parseStartFlags(process.argv.slice(2));
  if (flags.isHelp) {
    console.log(HELP);
    return 0;
  }
  buildWhatChanged();

  const { redis, env } = await layGround(serverUrl(process.env));
  const server = spawn(process.execPath, ['--enable-source-maps', 'dist/apps/api/main.js'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'], // the channel's end tells it that we are gone
    // A process group of its own, so that Ctrl-C reaches it through us alone.
    detached: true,
    env: {
      ...env,
      NODE_ENV: 'production',
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
    isStopping = true;
    server.kill('SIGTERM');
  };
  hearStopRequests(
    () => {
      console.log('\nStopping: running tasks get a moment to finish (Ctrl-C again to stop at once) …');
      stop();
    },
    () => server.kill('SIGKILL'),
  );
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

function announce({ url, hasDocs }: Listening): void {
  const docs = hasDocs ? `  API documentation: ${url}/api/docs\n` : '';
  console.log(`\n  Ready: ${url}\n${docs}  Ctrl-C stops everything.\n`);
}
