import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { io } from 'socket.io-client';
import { freePort } from './lib/redis.ts';

const STARTS_WITHIN_MS = 120_000;

let dir: string;
let url: string;
let dev: ChildProcess;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'task-queue-dev-'));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  dev = spawn(process.execPath, ['tools/dev.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: undefined,
      NODE_OPTIONS: '',
      DATA_DIR: dir,
      PORT: String(port),
      ADMIN_PASSWORD: 'violet-Otter-81',
    },
  });
  await until(/Ready: /);
}, STARTS_WITHIN_MS);
afterAll(async () => {
  if (dev.exitCode === null) {
    dev.kill('SIGKILL');
    await once(dev, 'exit');
  }
  rmSync(dir, { recursive: true });
});

/** Resolves when the program says it, from now on. */
function until(words: RegExp): Promise<void> {
  return new Promise((resolve) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (words.test(said)) {
        dev.stdout!.off('data', listen);
        resolve();
      }
    };
    dev.stdout!.on('data', listen);
  });
}

const origin = (): Record<string, string> => ({ origin: url });

test(
  'npm run dev serves page, API and sockets under one origin, starts the API again on a change, and ends',
  async () => {
    expect(await (await fetch(url)).text()).toContain('<app-root');

    const login = await fetch(`${url}/api/auth/login`, {
      method: 'POST',
      headers: { ...origin(), 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: 'violet-Otter-81' }),
    });
    expect(login.status).toBe(200);
    expect(login.headers.get('set-cookie')).toContain('HttpOnly');

    const { accessToken } = (await login.json()) as { accessToken: string };
    const socket = io(`${url}/tasks`, {
      auth: { token: accessToken },
      transports: ['websocket'],
      extraHeaders: origin(),
    });
    await new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(null));
      socket.once('connect_error', reject);
    });

    const closed = new Promise((resolve) => socket.once('disconnect', resolve));
    const listensAgain = until(/Listening on /);
    // The same again, in one step: others may be reading it.
    const copy = join('apps/api/src', `.main.${process.pid}`);
    writeFileSync(copy, readFileSync('apps/api/src/main.ts'));
    renameSync(copy, 'apps/api/src/main.ts');
    await closed;
    await listensAgain;
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    socket.close();

    const ended = once(dev, 'exit');
    dev.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  },
  STARTS_WITHIN_MS,
);

test('npm run dev refuses a BASE_PATH, and says what to do', () => {
  const env = { ...process.env, NODE_OPTIONS: '', BASE_PATH: '/tools/tasks' };
  const { status, stderr } = spawnSync(process.execPath, ['tools/dev.ts'], { env, encoding: 'utf8', timeout: 20_000 });
  expect([status, stderr]).toEqual([1, expect.stringMatching(/BASE_PATH is \/tools\/tasks.*BASE_PATH= npm run dev/)]);
}, 30_000);
