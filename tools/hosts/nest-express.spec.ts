import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startRedis, type PrivateRedis } from '../lib/redis.ts';
import { answerTo, greet, type Call } from './calls.ts';
import { openHostFolder } from './install.ts';
import { buildNestHost, startHost, type RunningHost } from './nest-host.ts';

const JSON_BODY = { 'content-type': 'application/json' };

/** What an application that is new answers. */
const CALLS: readonly Call[] = [
  { path: '/', status: 200 },
  { method: 'HEAD', path: '/', status: 200 },
  { method: 'OPTIONS', path: '/', status: 404 },
  { path: '/', headers: { 'if-none-match': 'W/"c-Lve95gjOVATpfV8EL5X4nxwjKHE"' }, status: 304 },
  { path: '/nowhere', status: 404 },
  { path: '/%E0', status: 404 },
  { method: 'POST', path: '/', headers: JSON_BODY, body: '{"a":1}', status: 404 },
  { method: 'POST', path: '/', headers: JSON_BODY, body: '{', status: 400 },
  { method: 'POST', path: '/', headers: JSON_BODY, body: JSON.stringify('x'.repeat(200_000)), status: 413 },
  { method: 'POST', path: '/', headers: { 'content-type': 'text/csv' }, body: 'a,b', status: 404 },
];

describe.each([
  ['ES modules', 'module'],
  ['CommonJS', 'commonjs'],
] as const)('an application of nest new on Express, in %s', (_name, type) => {
  let folder: string;
  let redis: PrivateRedis;
  let without: RunningHost;
  let withTasks: RunningHost;
  beforeAll(async () => {
    folder = openHostFolder();
    const host = await buildNestHost(folder, ['nest-new'], type);
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

  test('runs the task that init has added: created by REST, heard of at a socket, completed', async () => {
    const { result, heard } = await greet(withTasks.url, '/tasks');
    expect(result).toBe('Hello Ada');
    expect(heard[0]).toBe('task:created');
    expect(heard.filter((name) => name === 'task:completed')).toHaveLength(1);
  }, 60_000);

  test('answers on its own routes as without tasks, to the last header', async () => {
    const [before, after] = await Promise.all(
      [without, withTasks].map(({ url }) => Promise.all(CALLS.map((call) => answerTo(url, call)))),
    );
    expect(before!.map(({ status }) => status)).toEqual(CALLS.map(({ status }) => status));
    expect(after).toEqual(before);
  }, 60_000);
});
