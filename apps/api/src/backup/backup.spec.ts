import { mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type {
  AuditPage,
  CreatedToken,
  ErrorPage,
  LaneStates,
  Overview,
  Task,
  TaskWaiting,
  TypeStates,
} from '@task-queue/contracts';
import { formatKeys, RestoreTarget } from '@task-queue/redis';
import { ApiLoad } from '../../testing/api-load.js';
import { eventually } from '../../testing/eventually.js';
import { startOwnRedis, type OwnRedis } from '../../testing/own-redis.js';
import { signIn } from '../../testing/program-client.js';
import { buildBackup, buildChaosProgram, findDisagreements } from '../../testing/program.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';
import { stoppedAfterEach } from '../../testing/stopped-after-each.js';
import { loadSettings, type Settings } from '../settings/settings.js';
import { backup } from './backup.js';
import { openDeployment } from './deployment.js';
import { restore } from './restore.js';

jest.setTimeout(180_000);

const running = stoppedAfterEach();
let runBackup: ReturnType<typeof buildBackup>;
let dir: string;
let file: string;
beforeAll(() => {
  runBackup = buildBackup();
  buildChaosProgram();
});
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'task-queue-backup-'));
  file = join(dir, 'backup.gz');
});
afterEach(() => rm(dir, { recursive: true }));

/** An empty Redis, where the next application starts, and its settings with a data folder of their own. */
async function place(name: string): Promise<{ readonly own: OwnRedis; readonly env: Record<string, string> }> {
  const own = await startOwnRedis();
  running.push(own);
  const url = `redis://127.0.0.1:${own.port}`;
  process.env['TEST_REDIS_URL'] = url;
  return {
    own,
    env: {
      REDIS_URL: url,
      REDIS_PREFIX: '{there}',
      DATA_DIR: join(dir, name),
      RATE_LIMIT: '0',
      ADMIN_PASSWORD: PASSWORD,
    },
  };
}

async function api(env: Readonly<Record<string, string>>): Promise<RunningApi> {
  const started = await startApi(env);
  running.push(started);
  return started;
}

async function stop(started: RunningApi): Promise<void> {
  running.splice(running.indexOf(started), 1);
  await started.stop();
}

/** Sets what operators can set, and keeps a view. */
async function setUp(of: RunningApi, token: string): Promise<void> {
  const call = async (method: string, path: string, body: object): Promise<void> => {
    const { status } = await of.request(method, path, { token, body });
    expect([path, Math.floor(status / 100)]).toEqual([path, 2]);
  };
  await call('POST', '/api/types/tasks.cleanup/pause', { reason: '盘点' });
  await call('PUT', '/api/types/tasks.cleanup/limits', [{ key: 'owner', concurrency: 1 }]);
  await call('PATCH', '/api/lanes/low', { slotsPerWorker: 3 });
  await call('POST', '/api/views', { name: '失败的', filter: { status: ['failed'] }, shared: true });
  const kinds = async (): Promise<ErrorPage['items']> =>
    (await of.request<ErrorPage>('GET', '/api/errors', { token })).body.items;
  await eventually(async () => (await kinds()).length > 0);
  await call('PATCH', `/api/errors/${(await kinds())[0]!.fingerprint}`, { state: 'muted' });
}

/** What {@link setUp} set, and the sums of what happened. */
async function whatIsSet(of: RunningApi, token: string): Promise<object> {
  const read = async <Body>(path: string): Promise<Body> => (await of.request<Body>('GET', path, { token })).body;
  const { items: lanes } = await read<LaneStates>('/api/lanes');
  const { steps } = await read<Overview>('/api/overview?window=24h&type=demo.flaky');
  const { items: errors } = await read<ErrorPage>('/api/errors?state=muted');
  return {
    slots: lanes.map(({ lane, slotsPerWorker }) => [lane, slotsPerWorker]),
    type: await read('/api/types/tasks.cleanup/limits'),
    types: (await read<TypeStates>('/api/types')).items.map(({ type, pause }) => [type, pause]),
    views: await read('/api/views'),
    audit: (await read<AuditPage>('/api/audit?action=lane.slots,view.create')).items,
    failed: steps.reduce((sum, step) => sum + step.failed, 0),
    errors: errors.map(({ fingerprint, firstAt, count, state }) => ({ fingerprint, firstAt, count, state })),
  };
}

const settingsOf = (env: Readonly<Record<string, string>>): Settings => loadSettings(env);

test('what was completed when a backup under load began is there with its file, and what ran is as after a crash', async () => {
  const from = await place('from');
  const former = await api(from.env);
  const { accessToken } = await signIn(former.url);
  const ann = await former.person('ann');
  const made = await former.request<CreatedToken>('POST', '/api/tokens', {
    token: ann.accessToken,
    body: { name: 'kept', scopes: ['tasks:read'] },
  });
  const load = new ApiLoad([former.url], accessToken);
  const report = await load.completed('tasks.export', { format: 'csv' });
  const [csv, later] = [await load.fileOf(report), await load.createLater()];
  await load.fill(30);
  const running = async (maxRetries: number): Promise<string> => {
    const { id } = await former.create(accessToken, { type: 'demo.hang', params: {}, maxRetries, priority: 'high' });
    await former.happened(id, /started/);
    return id;
  };
  const [withRetry, without] = [await running(1), await running(0)];
  const failed = await former.create(accessToken, {
    type: 'demo.flaky',
    params: { message: 'magneto-optical' },
    maxRetries: 0,
  });
  await former.finished(accessToken, failed.id);
  await setUp(former, accessToken);
  const held = await former.create(accessToken, { type: 'tasks.cleanup', params: { olderThanDays: 30 } });
  const finished = new Map<string, Task>();
  for (const id of [...load.ids, failed.id]) {
    finished.set(id, await load.task(id));
  }

  load.start();
  await load.goOn();
  const { tasks, files, damage } = await backup(settingsOf(from.env), file);
  await load.goOn();
  await load.stop();
  expect(tasks).toBeGreaterThan(finished.size);
  expect([files, damage]).toEqual([1, { records: 0, files: 0 }]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const set = await whatIsSet(former, accessToken);
  await stop(former);

  const to = await place('to');
  await restore(settingsOf(to.env), file, false);
  const present = await api({ ...to.env, WORKER_LEASE_MS: '1000' });
  const other = await present.request('GET', '/api/tasks', { token: accessToken });
  expect(other.status).toBe(401); // sessions stay behind
  expect((await present.login('ann')).user.username).toBe('ann');
  const withToken = { token: made.body.token };
  expect((await present.request('GET', '/api/tasks', withToken)).status).toBe(200); // integrations go on
  const anns = { token: (await present.login('ann')).accessToken };
  expect((await present.request('DELETE', `/api/tokens/${made.body.id}`, anns)).status).toBe(204);
  expect((await present.request('GET', '/api/tasks', withToken)).status).toBe(401);
  const there = new ApiLoad([present.url], (await signIn(present.url)).accessToken);
  for (const [id, task] of finished) {
    expect(await there.task(id)).toEqual(task);
  }
  expect(await there.fileOf(report)).toBe(csv);
  expect((await there.search('magneto')).length).toBe(1);
  expect((await there.search('report-17')).length).toBe(1);
  const token = (await present.login('admin')).accessToken;
  expect(await whatIsSet(present, token)).toEqual(set);
  const why = await present.request<TaskWaiting>('GET', `/api/tasks/${held.id}/waiting`, { token });
  expect(why.body.reasons[0]).toMatchObject({ code: 'PAUSED', params: { reason: '盘点' } });
  await eventually(async () => (await there.task(without)).status === 'failed');
  expect((await there.task(without)).error).toMatchObject({ code: 'WORKER_LOST', attempt: 1 });
  await eventually(async () => (await there.task(withRetry)).attempts.length === 2);
  expect((await there.task(withRetry)).attempts[0]).toMatchObject({ outcome: 'lost' });
  await eventually(async () => {
    const { pending, running } = await there.states();
    return pending === 2 && running === 1; // the one for tomorrow, the one that is held; the one that hangs
  }, 60_000);
  expect((await there.task(later)).status).toBe('pending');
  const next = await there.completed('demo.steps', { steps: 1, stepMs: 0 });
  expect((await there.search(''))[0]).toMatchObject({ id: next });
  await stop(present);
  expect(await findDisagreements({ ...present.fixture, prefix: to.env['REDIS_PREFIX']! })).toEqual([]);
});

describe('a restore', () => {
  let env: Record<string, string>;
  let own: OwnRedis;
  beforeEach(async () => {
    ({ env, own } = await place('data'));
    const started = await api(env);
    const load = new ApiLoad([started.url], (await signIn(started.url)).accessToken);
    await load.completed('tasks.export', { format: 'csv' });
    await backup(settingsOf(env), file);
    await stop(started);
  });

  const keys = async (): Promise<number> => own.redis.dbsize();

  test('into a Redis that is not empty is refused, unless told to overwrite it', async () => {
    const before = await keys();
    await expect(restore(settingsOf(env), file, false)).rejects.toThrow('it has keys that begin with {there}:');
    expect(await keys()).toBe(before);
    await own.redis.set('{there}:x:9:all:', 'left behind');
    await own.redis.set('{elsewhere}:kept', 'of others');
    await restore(settingsOf(env), file, true);
    expect(await own.redis.exists('{there}:x:9:all:', '{elsewhere}:kept')).toBe(1);
    const started = await api(env);
    expect(await new ApiLoad([started.url], (await signIn(started.url)).accessToken).states()).toEqual({
      completed: 1,
    });
  });

  test('while programs run there is refused, and names each once', async () => {
    await api(env);
    await expect(restore(settingsOf(env), file, true)).rejects.toThrow(
      `Programs are running on this Redis: ${hostname()}:${process.pid}. Stop them first`,
    );
  });

  test('that was interrupted keeps programs from starting until it is done again', async () => {
    const there = await openDeployment(settingsOf(env));
    await new RestoreTarget(
      there.redis,
      there.prefix,
      there.parts.map(({ format }) => format),
    ).begin();
    there.close();
    await expect(startApi(env)).rejects.toThrow(
      'A restore into this Redis has not ended. Run it again with --overwrite',
    );
    await restore(settingsOf(env), file, true);
    await api(env);
  });

  test('of a backup that a newer version made is refused', async () => {
    const text = gunzipSync(await readFile(file)).toString();
    await writeFile(file, gzipSync(text.replace(/"tasks":\d+/, '"tasks":999')));
    await expect(restore(settingsOf(env), file, true)).rejects.toThrow(
      'The backup (tasks, format 999) is too new for this program',
    );
    await writeFile(file, gzipSync(text.replace('"taskQueueBackup":2', '"taskQueueBackup":3')));
    await expect(restore(settingsOf(env), file, true)).rejects.toThrow('was made by a newer version (backup format 3)');
  });

  test('writes the format of the backup, from which a worker migrates', async () => {
    const text = gunzipSync(await readFile(file)).toString();
    await writeFile(file, gzipSync(text.replace(/"tasks":\d+/, '"tasks":1')));
    await restore(settingsOf(env), file, true);
    const { format } = formatKeys('{there}', { owner: 'tasks', rootKey: '' });
    expect(await own.redis.hgetall(format)).toEqual({ version: '1' });
    await api(env);
    await eventually(async () => (await own.redis.hget(format, 'version')) === '2');
  });

  test.each<[string, RegExp, (whole: Buffer) => Buffer]>([
    ['cut off', /^The backup is not whole: it ends too early$/, (whole) => whole.subarray(0, -20)],
    [
      'cut off at a line',
      /^The backup is not whole/,
      (whole) =>
        gzipSync(
          gunzipSync(whole)
            .toString()
            .replace(/\{"end".*\n/, ''),
        ),
    ],
    [
      'with an entry missing',
      /^The backup is damaged: it has \d+ entries, not \d+$/,
      (whole) =>
        gzipSync(
          gunzipSync(whole)
            .toString()
            .replace(/\{"part":"identity".*\n/, ''),
        ),
    ],
    [
      'with a bit turned over',
      /damaged|no backup|not whole/,
      (whole) => Buffer.concat([whole.subarray(0, 300), Buffer.from([whole[300]! ^ 1]), whole.subarray(301)]),
    ],
    ['empty', /^The backup is not whole/, () => Buffer.alloc(0)],
    ['something else', /^The file is no backup/, () => Buffer.from('a shopping list')],
  ])('of a file that is %s is refused, and nothing is touched', async (_what, message, damage) => {
    const before = await keys();
    await writeFile(file, damage(await readFile(file)));
    await expect(restore(settingsOf(env), file, true)).rejects.toMatchObject({
      name: 'ArchiveError',
      message: expect.stringMatching(message),
    });
    expect(await keys()).toBe(before);
  });

  test('and a backup are programs with one clear line for what goes wrong', async () => {
    const copy = join(dir, 'copy.gz');
    expect(runBackup(['backup', copy], env)).toEqual({
      status: 0,
      said: expect.stringMatching(/^Backed up 1 tasks and 1 files to \S+: \d+ bytes\n$/),
    });
    // It is not taken for a program that runs, after which a restore would have to wait.
    expect(runBackup(['backup', join(dir, 'nowhere', 'x')], env).said).toMatch(/^ENOENT[^\n]+\n$/);
    const refused = runBackup(['restore', copy], env);
    expect([refused.status, refused.said]).toEqual([1, expect.stringMatching(/^This Redis is not empty:[^\n]+\n$/)]);
    const done = runBackup(['restore', copy, '--overwrite'], env);
    expect([done.status, done.said]).toEqual([0, expect.stringMatching(/^Restored \d+ entries of the backup of /)]);
    await truncate(copy, 100);
    expect(runBackup(['restore', copy, '--overwrite'], env).said).toBe('The backup is not whole: it ends too early\n');
    expect(runBackup(['backup', '-x'], env)).toEqual({
      status: 1,
      said: expect.stringMatching(/^backup <file>.*--overwrite/s),
    });
    expect((await readdir(dir)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
