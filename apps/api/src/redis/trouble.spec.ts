import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ArtifactLink, Task } from '@task-queue/contracts';
import { connectRedis, FAIL_FAST } from '@task-queue/redis';
import { TaskHandler } from '@task-queue/tasks';
import { IsString } from 'class-validator';
import { eventually } from '../../testing/eventually.js';
import { freePort, startOwnRedis, type OwnRedis } from '../../testing/own-redis.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';
import { stoppedAfterEach } from '../../testing/stopped-after-each.js';

interface Ready {
  readonly status: string;
  readonly storage: { readonly level: string; readonly usedBytes: number; readonly limitBytes: number | null };
  readonly warnings: readonly string[];
}

class LargeParams {
  @IsString() readonly text!: string;
}

@TaskHandler({ type: 'test.large', title: { zh: '大', en: 'Large' }, params: LargeParams })
class LargeTask {
  run({ text }: LargeParams): number {
    return text.length;
  }
}

const running = stoppedAfterEach();

async function ownRedis(...args: string[]): Promise<OwnRedis> {
  const own = await startOwnRedis(args);
  running.push(own);
  process.env['TEST_REDIS_URL'] = `redis://127.0.0.1:${own.port}`; // where the fixture looks
  return own;
}

async function start(env: Record<string, string> = {}, lines: string[] = []): Promise<RunningApi> {
  const api = await startApi(env, undefined, [LargeTask], { write: (line) => lines.push(line) });
  running.push(api);
  return api;
}

const ready = (api: RunningApi) => api.request<Ready>('GET', '/health/ready');

describe('a Redis that is full for good', () => {
  test('lets people in, download, delete and clean up; refuses creates with the way out; and says how full it is', async () => {
    const own = await ownRedis();
    const lines: string[] = [];
    const api = await start({ LOG_LEVEL: 'info' }, lines);
    const token = (await api.login('admin')).accessToken;
    // What is used changes with every buffer of a connection, and what is told of it is a look old: set until it is so.
    const fillToTheReserve = () =>
      eventually(async () => {
        const [, used] = /used_memory:(\d+)/.exec(await own.redis.info('memory'))!;
        await own.redis.config('SET', 'maxmemory', String(Math.ceil(Number(used) / 0.97)));
        return (await ready(api)).body.storage.level === 'full';
      });
    const params = { text: 'x'.repeat(200_000) };
    const { id } = await api.create(token, { type: 'test.large', params });
    await api.finished(token, id);
    const file = await api.create(token, { type: 'tasks.export', params: { format: 'json' } });
    await api.finished(token, file.id);
    const { usedBytes } = (await ready(api)).body.storage;
    await own.redis.config('SET', 'maxmemory', String(usedBytes + 6_000_000));

    // Filled until it says so.
    let refusal = await api.request('POST', '/api/tasks', { token, body: { type: 'test.large', params } });
    while (refusal.status === 201) {
      refusal = await api.request('POST', '/api/tasks', { token, body: { type: 'test.large', params } });
    }
    expect([refusal.status, refusal.body.code]).toEqual([503, 'STORAGE_FULL']);
    expect(refusal.body.detail).toMatch(/删除已结束的任务/);
    expect(refusal.headers.get('retry-after')).not.toBeNull();
    await fillToTheReserve();
    const { body } = await ready(api);
    expect([body.status, body.storage.level, body.warnings.includes('REDIS_FILLING')]).toEqual(['ready', 'full', true]);
    const [told, over] = [/% of its memory/, /REDIS_FILLING is over/].map((words) =>
      lines.filter((line) => words.test(line)),
    );
    expect(told!.length - over!.length).toBe(1); // once each time it begins

    // Now to the very brim, where Redis itself refuses.
    await own.redis.config('SET', 'maxmemory', String((await ready(api)).body.storage.usedBytes - 500_000));
    await eventually(async () => (await own.redis.set('x', '1').catch(() => 'refused')) === 'refused');
    const again = await api.login('admin');
    expect((await api.request('GET', '/api/tasks?q=demo', { token: again.accessToken })).status).toBe(200);
    const link = await api.request<ArtifactLink>('POST', `/api/tasks/${file.id}/artifact/link`, { token });
    expect((await api.request('GET', link.body.url)).status).toBe(200);
    expect((await api.request('DELETE', `/api/tasks/${id}`, { token })).status).toBe(204);
    expect((await api.request('POST', '/api/auth/logout', { token: again.accessToken })).status).toBe(204);

    // Within the reserve the clean-up can be created, and runs.
    await fillToTheReserve();
    const cleanup = await api.request<Task>('POST', '/api/tasks', {
      token,
      body: { type: 'tasks.cleanup', params: { olderThanDays: 0 } },
    });
    expect(cleanup.status).toBe(201);
    expect((await api.finished(token, cleanup.body.id)).status).toBe('completed');
    await eventually(async () => (await ready(api)).body.storage.level === 'ok');
    expect((await api.request('POST', '/api/tasks', { token, body: { type: 'demo.steps' } })).status).toBe(201);
  }, 60_000);
});

describe('the wrong Redis', () => {
  test.each([
    ['one that evicts', ['--maxmemory-policy', 'allkeys-lru'], /throws tasks away.*allkeys-lru.*noeviction/],
    ['one that evicts what ends', ['--maxmemory-policy', 'volatile-ttl'], /volatile-ttl/],
    ['a replica', ['--replicaof', '127.0.0.1 1', '--replica-read-only', 'no'], /replica/],
  ])('%s is refused by name, unless it is wanted', async (_name, args, words) => {
    await ownRedis(...args);
    await expect(start()).rejects.toThrow(words);
    await expect(start()).rejects.toThrow(/REDIS_UNSAFE=true/);
    const api = await start({ REDIS_UNSAFE: 'true' });
    expect((await ready(api)).body.warnings).toContain('REDIS_UNSAFE');
  });

  test('one that keeps nothing is warned of, one that does is not', async () => {
    await ownRedis();
    const lines: string[] = [];
    expect((await ready(await start({ LOG_LEVEL: 'warn' }, lines))).body.warnings).toEqual(['REDIS_NOT_PERSISTENT']);
    await ownRedis('--appendonly', 'yes');
    expect((await ready(await start())).body.warnings).toEqual([]);
  });
});

test('a Redis that was emptied has its administrator again by itself', async () => {
  const own = await ownRedis();
  const api = await start();
  await own.redis.flushall();
  await eventually(async () => (await own.redis.hlen(`${api.fixture.prefix}:users`)) === 1);
  const token = (await api.login('admin')).accessToken;
  await eventually(async () => (await ready(api)).status === 200);
  const { id } = await api.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 1 } });
  expect((await api.finished(token, id)).status).toBe('completed');
}, 60_000);

test('a Redis that begins anew from its file has spans in which tasks finished as before, and none more when it is full', async () => {
  const own = await ownRedis('--appendonly', 'yes', '--enable-debug-command', 'yes');
  const api = await start();
  const token = (await api.login('admin')).accessToken;
  const { id } = await api.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 1 } });
  const finishedAt = Date.parse((await api.finished(token, id)).finishedAt!);
  await eventually(async () => (await own.redis.zcard(`${api.fixture.prefix}:finished`)) === 1);
  const [from, to] = [finishedAt, finishedAt + 1].map((ms) => new Date(ms).toISOString());
  const found = () => api.request('GET', `/api/tasks?finishedFrom=${from}&finishedTo=${to}`, { token });
  expect((await found()).body).toMatchObject({ total: 1, items: [{ id }] });
  await own.redis.call('DEBUG', 'LOADAOF');
  expect((await found()).body).toMatchObject({ total: 1, items: [{ id }] });

  await own.redis.config('SET', 'maxmemory', '1');
  const another = await api.request('GET', `/api/tasks?finishedFrom=${from}`, { token });
  expect([another.status, another.body.code]).toEqual([503, 'STORAGE_FULL']); // one more takes room
  expect((await api.request('GET', '/api/tasks', { token })).body).toMatchObject({ total: 1 });
}, 60_000);

test('a Redis whose disk takes nothing is not ready, and is again when it does', async () => {
  const own = await ownRedis();
  const api = await start();
  const [, folder] = (await own.redis.config('GET', 'dir')) as [string, string];
  await mkdir(join(folder, 'dump.rdb', 'in-the-way'), { recursive: true });
  await own.redis.config('SET', 'save', '1 1');
  await own.redis.bgsave();
  await eventually(async () => (await ready(api)).status === 503);
  expect((await ready(api)).body).toMatchObject({ code: 'UNAVAILABLE' });
  await rm(join(folder, 'dump.rdb'), { recursive: true });
  await own.redis.bgsave();
  await eventually(async () => (await ready(api)).status === 200);
}, 60_000);

test.each<[string, (redis: OwnRedis['redis']) => Promise<unknown>, (redis: OwnRedis['redis']) => Promise<unknown>]>([
  ['became a replica', (redis) => redis.replicaof('127.0.0.1', 1), (redis) => redis.replicaof('NO', 'ONE')],
  [
    'misses its replicas',
    (redis) => redis.config('SET', 'min-replicas-to-write', '1'),
    (redis) => redis.config('SET', 'min-replicas-to-write', '0'),
  ],
  [
    'took our rights',
    (redis) => redis.acl('SETUSER', 'default', '-@write'),
    (redis) => redis.acl('SETUSER', 'default', '+@all'),
  ],
])(
  'a Redis that %s is not ready, and is again when that is over',
  async (_what, begin, end) => {
    const own = await ownRedis('--appendonly', 'yes');
    const api = await start({ WORKER_LEASE_MS: '600000' }); // that no worker is heard meanwhile is not the reason
    await begin(own.redis);
    await eventually(async () => (await ready(api)).status === 503);
    await end(own.redis);
    await eventually(async () => (await ready(api)).status === 200);
    expect((await ready(api)).body.warnings).toEqual([]);
  },
  60_000,
);

describe('a Redis that does not let us work', () => {
  const all = ['on', '>secret', '~*', '&*', '+@all'];
  const users: [string, readonly string[], RegExp][] = [
    ['look at it', [...all, '-info'], /NOPERM.*rights.*docs\/operations\.md/],
    ['touch our keys', ['on', '>secret', '~other:*', '&*', '+@all'], /NOPERM.*rights.*docs\/operations\.md/],
    ['run scripts', [...all, '-@scripting'], /NOPERM.*rights.*docs\/operations\.md/],
    ['write', [...all, '-@write'], /(ACL failure|can't run this command).*rights.*docs\/operations\.md/],
  ];
  test.each(users)('does not let its user %s: is told at the start, with what helps', async (_name, rights, words) => {
    const own = await ownRedis();
    await own.redis.acl('SETUSER', 'narrow', ...rights);
    const told = start({ REDIS_URL: `redis://narrow:secret@127.0.0.1:${own.port}` });
    await expect(told).rejects.toMatchObject({ name: 'RedisConnectionError', message: expect.stringMatching(words) });
  });

  test('has no such database: no other one is used instead', async () => {
    const own = await ownRedis();
    await expect(start({ REDIS_URL: `redis://127.0.0.1:${own.port}/99` })).rejects.toThrow(/DB index is out of range/);
    expect(await own.redis.dbsize()).toBe(0);
  });

  test('is a node of a cluster that does not hold our keys: is told at the start, with what helps', async () => {
    const own = await ownRedis('--cluster-enabled', 'yes');
    const told = start({ REDIS_URL: `redis://127.0.0.1:${own.port}` });
    await expect(told).rejects.toThrow(/CLUSTERDOWN.*redis\+cluster:\/\//);
  });
});

describe('a Redis that is not there', () => {
  let own: OwnRedis;
  let nobody: number;
  beforeAll(async () => {
    own = await startOwnRedis();
    await own.redis.config('SET', 'requirepass', 'right');
    nobody = await freePort();
  });
  afterAll(() => own.stop());

  test('is told in one line within ten seconds, whatever is in the way', async () => {
    const ways: [string, string, RegExp][] = [
      ['nobody', `redis://127.0.0.1:${nobody}`, /ECONNREFUSED/],
      ['a wrong password', `redis://:wrong@127.0.0.1:${own.port}`, /WRONGPASS/],
      ['no password', `redis://127.0.0.1:${own.port}`, /NOAUTH/],
      ['TLS where there is none', `rediss://127.0.0.1:${own.port}`, /./],
      ['sentinels that are not there', `redis+sentinel://127.0.0.1:${nobody}/mymaster`, /./],
      ['a sentinel that is none', `redis+sentinel://:right@127.0.0.1:${own.port}/mymaster`, /./],
      ['a cluster that is not there', `redis+cluster://127.0.0.1:${nobody}`, /ECONNREFUSED/],
    ];
    const startedMs = performance.now();
    const told = await Promise.all(
      ways.map(([, url]) =>
        connectRedis({ url, prefix: '{x}' }, FAIL_FAST).then(
          () => '',
          (error: Error) => `${error.name}: ${error.message}`,
        ),
      ),
    );
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    const wanted = ways.map(([, , words]) => expect.stringMatching(words) as unknown);
    expect(told).toEqual(wanted);
    const oneLine = /^RedisConnectionError: Redis does not answer at redis[^\n]*: [^\n]+$/;
    expect(told.filter((text) => !oneLine.test(text) || /wrong@|right@/.test(text))).toEqual([]);
  }, 20_000);
});
