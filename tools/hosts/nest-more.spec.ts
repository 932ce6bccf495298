import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startRedis, type PrivateRedis } from '../lib/redis.ts';
import { rootDir } from '../lib/workspace.mjs';
import { installPackages, openHostFolder } from './install.ts';
import { startHost, type RunningHost } from './nest-host.ts';

/** What is used of s3rver, which has no types. */
type S3rver = new (options: object) => { configureBuckets(): Promise<unknown>; callback(): RequestListener };

const require = createRequire(import.meta.url);

let folder: string;
let storage: Server;
let redis: PrivateRedis;
let host: RunningHost;
beforeAll(async () => {
  folder = openHostFolder();
  cpSync(join(rootDir, 'tools/hosts/more'), folder, { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { dependencies: object };
  await installPackages(folder, [...Object.keys(dependencies), '@task-queue/contracts', '@task-queue/tasks']);
  storage = await startStorage(join(folder, 'bucket'));
  redis = await startRedis({ dir: join(folder, 'redis'), isPersistent: false });
  host = await startHost(folder, 'main.js', {
    REDIS_URL: redis.url,
    ARTIFACTS_URL: `s3://files/tasks?endpoint=http://127.0.0.1:${(storage.address() as AddressInfo).port}`,
    ARTIFACTS_ACCESS_KEY: 'S3RVER',
    ARTIFACTS_SECRET_KEY: 'S3RVER',
  });
}, 300_000);
afterAll(async () => {
  await host?.stop();
  await redis?.stop();
  storage?.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function startStorage(directory: string): Promise<Server> {
  const S3rver = require('@20minutes/s3rver') as S3rver;
  mkdirSync(directory);
  const s3rver = new S3rver({
    directory,
    silent: true,
    vhostBuckets: false,
    allowMismatchedSignatures: true, // it misreads some addresses when it checks them
    configureBuckets: [{ name: 'files' }],
  });
  await s3rver.configureBuckets();
  const server = createServer(s3rver.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Asks until the answer is as it is to be. */
async function until<Body>(path: string, isSo: (body: Body) => boolean): Promise<Body> {
  for (;;) {
    const body = (await (await fetch(`${host.url}/system${path}`)).json()) as Body;
    if (isSo(body)) {
      return body;
    }
    await wait(100);
  }
}

describe('an application that takes more of the packages', () => {
  let id: string;
  beforeAll(async () => {
    const created = await fetch(`${host.url}/system/tasks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{ "type": "report" }',
    });
    ({ id } = (await created.json()) as { id: string });
    await until<{ status: string }>(`/tasks/${id}`, ({ status }) => status === 'completed');
  }, 60_000);

  test('keeps its files on an object storage, by @task-queue/tasks/artifacts-s3', async () => {
    const file = await fetch(`${host.url}/system/tasks/${id}/artifact`);
    expect([file.status, await file.text()]).toEqual([200, 'all is well']);
    const kept = readdirSync(join(folder, 'bucket/files'), { recursive: true, encoding: 'utf8' });
    expect(kept).toContainEqual(expect.stringContaining(`tasks/${id.slice(-2)}/${id}/1`));
  }, 60_000);

  test('has numbers, by @task-queue/tasks/overview, beside the rest below its prefix', async () => {
    const { steps } = await until<{ steps: { completed: number }[] }>('/overview?window=1h', (overview) =>
      overview.steps.some(({ completed }) => completed > 0),
    );
    expect(steps.reduce((sum, { completed }) => sum + completed, 0)).toBe(1);
    for (const path of ['/errors', '/lanes', '/types', '/schedules', '/views', '/workers']) {
      expect([path, (await fetch(`${host.url}/system${path}`)).status]).toEqual([path, 200]);
      expect([path, (await fetch(host.url + path)).status]).toEqual([path, 404]);
    }
  }, 60_000);
});
