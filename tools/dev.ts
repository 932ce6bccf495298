import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { main, UsageError } from './lib/commands.ts';
import { layGround } from './lib/ground.ts';
import { freePort } from './lib/redis.ts';
import { serverUrl } from './lib/server-url.ts';
import { WatchedApi } from './lib/watched-api.ts';

const HELP = `npm run dev

Serves page and API from the sources, with the demo.* tasks: a change of the page reloads it, a change of the server
starts the API again. Settings come from the environment, as for npm start; README.md lists them. BASE_PATH is not for here: the page is served
from its sources, at the root.`;

main(async () => {
  const [flag] = process.argv.slice(2);
  if (flag === '--help') {
    console.log(HELP);
    return 0;
  }
  if (flag !== undefined) {
    throw new UsageError(`Unknown flag ${flag}; there is --help`);
  }
  if (process.env['BASE_PATH']) {
    throw new UsageError(
      `BASE_PATH is ${process.env['BASE_PATH']}, and the page is served from its sources at the root alone. ` +
        'Without it: BASE_PATH= npm run dev. Below a path: BASE_PATH=… npm start.',
    );
  }
  const url = serverUrl(process.env);
  const { redis, env } = await layGround(url);
  // The page is in front, and passes on what is the API's: one origin, as it is when they are built.
  const apiPort = String(await freePort());
  const api = new WatchedApi({
    SHUTDOWN_GRACE_MS: '1000',
    ...env,
    HOST: '127.0.0.1',
    PORT: apiPort,
    TASKS_DEMO: 'true',
  });
  const page = servePage(url, `http://127.0.0.1:${apiPort}`);

  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => null);
  const fallen = Promise.race([
    once(page, 'exit').then(() => 'The page’s server'),
    ...(redis ? [once(redis.process, 'exit').then(() => 'Redis')] : []),
  ]);
  void Promise.all([api.start(), untilItAnswers(url)]).then(() =>
    console.log(`\n  Ready: ${url}\n  API documentation: ${url}/api/docs\n  Ctrl-C stops everything.\n`),
  );
  const whoFell = await Promise.race([asked, fallen]);
  if (whoFell !== null) {
    console.error(`${whoFell} ended unexpectedly; stopping.`);
  }
  await endGroup(page);
  await api.stop();
  await redis?.stop();
  return whoFell === null ? 0 : 1;
});

/** Angular's server, which builds the page anew when a file of it changes. @param apiUrl - where what is the API's goes */
function servePage(url: string, apiUrl: string): ChildProcess {
  const { hostname, port } = new URL(url);
  const nx = join('node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const where = ['--host', hostname.replace(/[[\]]/g, ''), '--port', port || '80'];
  return spawn(process.execPath, [nx, 'run', 'web:serve', '--outputStyle=stream-without-prefixes', ...where], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true, // a group of its own: it starts others, which end with it
    env: { ...process.env, API_URL: apiUrl, NX_TUI: 'false' },
  });
}

async function endGroup(leader: ChildProcess): Promise<void> {
  if (leader.pid !== undefined && leader.exitCode === null && leader.signalCode === null) {
    const ended = once(leader, 'exit');
    process.kill(-leader.pid, 'SIGTERM');
    await ended;
  }
}

async function untilItAnswers(url: string): Promise<void> {
  while ((await fetch(url).catch(() => null))?.ok !== true) {
    await sleep(200);
  }
}
