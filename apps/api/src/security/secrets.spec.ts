import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  SECRET_MASK,
  type CreateTaskRequest,
  type LoginResponse,
  type Schedule,
  type Task,
} from '@task-queue/contracts';
import { TaskHandler, TaskParam, TaskSchedule, UnrecoverableTaskError, type TaskContext } from '@task-queue/tasks';
import { Transform } from 'class-transformer';
import { IsOptional, IsString, MinLength } from 'class-validator';
import { eventually } from '../../testing/eventually.js';
import { listen, type Listener } from '../../testing/live-listener.js';
import { startOtlpReceiver, type OtlpReceiver } from '../../testing/otlp-receiver.js';
import { Sightings } from '../../testing/sightings.js';
import { startApi, type RequestOptions, type RunningApi } from '../../testing/start-api.js';
import { backup } from '../backup/backup.js';
import { loadSettings } from '../settings/settings.js';

/** With what each way of writing it writes otherwise. */
const CANARY = 'kanári/"\\ + Ω & 42?';
const TYPE = 'test.canary';
const FAR = '2099-01-01T00:00:00.000Z';

class CanaryParams {
  @IsOptional() @IsString() url?: string;
  @TaskParam({ title: { zh: '密码', en: 'Password' }, secret: true })
  @IsString()
  @MinLength(8, { message: 'is too short: $value' })
  password!: string;

  /** What its transform throws has in a property what it was given. */
  @IsOptional()
  @TaskParam({ secret: true })
  @Transform(({ value }: { value: unknown }) => (value === undefined ? value : new URL(String(value)).href))
  @IsString()
  dsn?: string;
}

const got: string[] = [];

/** Tells what it was given in every way it has; the first two attempts fail. */
@TaskSchedule<CanaryParams>({ name: 'canary', cron: '0 0 1 1 *', timeZone: 'UTC', params: { password: CANARY } })
@TaskHandler({ type: TYPE, title: { zh: '金丝雀', en: 'Canary' }, params: CanaryParams, backoff: { delayMs: 10 } })
class CanaryTask {
  run({ password }: CanaryParams, context: TaskContext): object {
    got.push(password);
    const basic = Buffer.from(`ann:${password}`).toString('base64');
    context.log(`${password} ${JSON.stringify({ password })} ${basic}`);
    context.progress(10, `with ${password}`);
    context.summary(`was ${password}`);
    if (context.attempt <= 2) {
      const cause = Object.assign(new Error(`GET /?p=${encodeURIComponent(password)}`), { headers: { basic } });
      const error = context.attempt === 1 ? Error : UnrecoverableTaskError;
      throw new error(`no entry with ${password}`, { cause });
    }
    context.artifact(`${password}.txt`, 'text/plain').end('its own matter');
    return { password, [password]: [basic, new URLSearchParams({ password }).toString()] };
  }
}

const sightings = new Sightings(CANARY);
let api: RunningApi;
let dataDir: string;
let receiver: OtlpReceiver;
let env: Record<string, string>;
let ann: LoginResponse;
let admin: LoginResponse;
let sockets: Listener[];

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  dataDir = await mkdtemp(join(tmpdir(), 'task-queue-secrets-'));
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url; // the SDK reads it itself
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '100';
  env = { DATA_DIR: dataDir, LOG_LEVEL: 'trace', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, METRICS: 'open' };
  api = await startApi(env, undefined, [CanaryTask], { write: (line) => sightings.look('log', line) });
  const stopWatching = await sightings.watchCommands(api.fixture.url);
  ann = await api.person('ann');
  admin = await api.login('admin');
  sockets = await Promise.all([ann, admin].map(({ accessToken }) => listen(api.url, accessToken)));
  for (const socket of sockets) {
    socket.client.onAny((...event: unknown[]) => sightings.look('socket', event));
    await socket.subscribe();
  }
  stopAll = async () => {
    sockets.forEach(({ client }) => client.close());
    stopWatching();
    await api.stop();
    await receiver.stop();
    await rm(dataDir, { recursive: true });
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    delete process.env['OTEL_BSP_SCHEDULE_DELAY'];
  };
});
let stopAll: () => Promise<void>;
afterAll(() => stopAll());

/** A call whose answer is looked through. */
async function call<Body>(
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<{ status: number; body: Body }> {
  const { status, headers, body } = await api.request<Body>(method, path, { token: ann.accessToken, ...options });
  sightings.look(`${method} ${path.replaceAll(/[0-9a-f-]{36}/g, ':id')}`, [...headers, body]);
  return { status, body };
}

const params = { url: 'https://shop.example', password: CANARY };
const masked = { ...params, password: SECRET_MASK };
const post = async (body: Partial<CreateTaskRequest> | string, headers: Record<string, string> = {}) =>
  call<Task>('POST', '/api/tasks', {
    body: typeof body === 'string' ? body : { type: TYPE, params, ...body },
    headers,
  });
const count = (id: string, name: string): number =>
  sockets[0]!.events.filter((event) => event.taskId === id && event.name === name).length;
const happened = async (id: string, name: string, times = 1): Promise<void> => {
  await eventually(() => count(id, name) >= times);
};

let first: Task;

test('a task with a secret is created, fails telling it, is retried and completes, telling it again', async () => {
  const { status, body } = await post({});
  first = body;
  expect([status, first.params]).toEqual([201, masked]);
  await happened(first.id, 'task:failed');
  const { body: failed } = await call<Task>('GET', `/api/tasks/${first.id}`, { token: admin.accessToken });
  expect(failed.error!.stack).toContain(`no entry with ${SECRET_MASK}`);
  expect(failed.error!.message).toBe(`no entry with ${SECRET_MASK}: GET /?p=${SECRET_MASK}`);
  const retried = await call('POST', '/api/tasks/bulk', { body: { action: 'retry', ids: [first.id] } });
  expect(retried.body).toEqual([{ id: first.id, ok: true }]);
  await happened(first.id, 'task:completed');
  const { body: done } = await call<Task>('GET', `/api/tasks/${first.id}`);
  expect(done).toMatchObject({
    params: masked,
    resultSummary: `was ${SECRET_MASK}`,
    artifact: { name: `${SECRET_MASK}.txt` },
  });
  expect(got).toEqual([CANARY, CANARY, CANARY]);
});

test('it is run again, by reference to what nobody can read', async () => {
  const { body } = await post({ params: masked, secretsFrom: first.id });
  await happened(body.id, 'task:failed');
  expect((await call('POST', `/api/tasks/${body.id}/retry`)).status).toBe(200);
  await happened(body.id, 'task:completed');
  expect(got.slice(3)).toEqual([CANARY, CANARY, CANARY]);
  const alone = await post({ params: masked });
  expect(alone).toMatchObject({ status: 422, body: { errors: [{ field: 'params.password' }] } });
  const others = await post({ params: masked, secretsFrom: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55' });
  expect(others).toMatchObject({ status: 422, body: { errors: [{ field: 'secretsFrom' }] } });
});

test('requests that are refused are answered without it', async () => {
  const wrong = [
    await post({ params: { ...params, more: 1 } }),
    await post({ params: { password: [CANARY] } }),
    await post({ params: { url: 1, password: CANARY } }),
    await post(`{"type": "${TYPE}", "params": {"password": ${JSON.stringify(CANARY)}},}`),
    await post({ type: 'no.such', priority: CANARY as 'high' }),
  ];
  expect(wrong.map(({ status }) => status)).toEqual([422, 422, 422, 400, 422]);
});

test('what its own code throws over the params is logged without it', async () => {
  const broken = { params: { ...params, dsn: CANARY } };
  expect((await post(broken)).status).toBe(500);
  const tasks = [{ type: TYPE, ...broken }];
  const { body } = await call<unknown[]>('POST', '/api/tasks/batch-create', { body: { tasks } });
  expect(body).toMatchObject([{ problem: { code: 'INTERNAL' } }]);
});

test('what is created once, later and in batches is told apart by it, and told without it', async () => {
  const once = [await post({ unique: {}, runAt: FAR }), await post({ unique: {}, runAt: FAR })];
  const key = { 'idempotency-key': 'canary' };
  const keyed = [await post({ runAt: FAR }, key), await post({ runAt: FAR }, key)];
  const debounce = { delayMs: 60_000, maxDelayMs: 120_000 };
  const moved = [await post({ debounce }), await post({ debounce })];
  for (const [one, other] of [once, keyed, moved]) {
    expect([one!.status, other!.status, other!.body.id]).toEqual([201, 200, one!.body.id]);
  }
  const tasks = [{ type: TYPE, params, runAt: FAR }];
  const { body } = await call<[{ task: Task }]>('POST', '/api/tasks/batch-create', { body: { tasks } });
  expect(body[0].task.params).toEqual(masked);
});

test('a schedule has it, changed or not, and its task too', async () => {
  const draft = { name: 'nightly', type: TYPE, params, cron: '0 0 1 1 *', timeZone: 'UTC' };
  const { body: schedule } = await call<Schedule>('POST', '/api/schedules', { body: draft });
  expect(schedule.params).toEqual(masked);
  const path = `/api/schedules/${schedule.id}`;
  await call('PATCH', path, { body: { params: { ...masked, url: 'b' } } });
  await call('PATCH', path, { body: { name: 'renamed' }, token: admin.accessToken });
  await call('POST', `${path}/pause`);
  await call('POST', `${path}/resume`);
  const { body: task } = await call<Task>('POST', `${path}/run`);
  await happened(task.id, 'task:failed');
  expect(got.at(-1)).toBe(CANARY);
  for (const read of [path, '/api/schedules', `${path}/ticks`]) {
    await call('GET', read, { token: admin.accessToken });
  }
});

test('no limit counts by it', async () => {
  const body = [{ key: 'param:password', concurrency: 1 }];
  const { status } = await call('PUT', `/api/types/${TYPE}/limits`, { body, token: admin.accessToken });
  expect(status).toBe(422);
});

test.each(['csv', 'xlsx', 'json'])('it is in no export as %s', async (format) => {
  const { body } = await post({ type: 'tasks.export', params: { format } });
  await happened(body.id, 'task:completed');
  const { body: done } = await call<Task>('GET', `/api/tasks/${body.id}`);
  expect(done.artifact!.sizeBytes).toBeGreaterThan(100); // its file is looked through below
});

test('it was said nowhere: in no answer, event, command, key, file, log line, trace or backup', async () => {
  const reads = [
    'tasks',
    'tasks/types',
    'tasks/stats',
    'lanes',
    'types',
    'errors',
    'overview?window=1h',
    'workers',
    'docs/openapi.json',
  ];
  for (const path of [
    ...reads.map((name) => `/api/${name}`),
    '/metrics',
    `/api/tasks?q=${encodeURIComponent('entry')}`,
  ]) {
    await call('GET', path, { token: admin.accessToken });
  }
  await backup(
    loadSettings({ REDIS_URL: api.fixture.url, REDIS_PREFIX: api.fixture.prefix, ...env }),
    join(dataDir, 'canary.gz'),
  );
  await sightings.lookInFiles(dataDir);
  await sightings.lookInRedis(api.fixture.redis, api.fixture.prefix);
  await eventually(() => receiver.spans.some(({ name }) => name === `process ${TYPE}`));
  receiver.bodies.forEach((body) => sightings.look('trace', body));
  expect(sightings.found).toEqual([]);
  const kinds = ['log', 'socket', 'command', 'GET', 'POST', 'file', 'key', 'trace'];
  expect(kinds.filter((kind) => !sightings.looks.has(kind))).toEqual([]);
});
