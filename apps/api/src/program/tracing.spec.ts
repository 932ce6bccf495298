import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Task } from '@task-queue/contracts';
import { eventually } from '../../testing/eventually.js';
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from '../../testing/otlp-receiver.js';
import { createTask } from '../../testing/program-client.js';
import { buildProgram, startProgram, type Program } from '../../testing/program.js';

const [SERVER, PRODUCER, CONSUMER, ERROR] = [2, 4, 5, 2];

/** Prints what is imported of OpenTelemetry; its API alone is imported by others too, and does nothing by itself. */
const TELL_LOADED = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(name, context, next) {
      if (name.startsWith('@opentelemetry/') && name !== '@opentelemetry/api') console.log('loads ' + name);
      return next(name, context);
    },
  });
`)}`;

const programs: Program[] = [];
let receiver: OtlpReceiver;
let env: Record<string, string>;

beforeAll(buildProgram, 60_000);
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '100' };
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.remove()));
  await receiver.stop();
}, 60_000);

async function start(given: Readonly<Record<string, string>>): Promise<Program> {
  const program = await startProgram({ NODE_OPTIONS: `--import=${TELL_LOADED}`, ...given });
  programs.push(program);
  return program;
}

/** The spans of a task, once so many of it are there: of its creation first, then of its attempts. */
async function spansOf(taskId: string, count: number): Promise<ReceivedSpan[]> {
  const found = (): ReceivedSpan[] =>
    receiver.spans.filter(({ attributes }) => attributes['messaging.message.id'] === taskId);
  await eventually(() => found().length >= count);
  return found().sort((a, b) => a.kind - b.kind || attemptOf(a) - attemptOf(b));
}

function attemptOf({ attributes }: ReceivedSpan): number {
  return Number(attributes['task_queue.attempt'] ?? 0);
}

async function spanWithId(id: string): Promise<ReceivedSpan> {
  const found = (): ReceivedSpan | undefined => receiver.spans.find(({ spanId }) => spanId === id);
  await eventually(() => found() !== undefined);
  return found()!;
}

describe('with OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  test('a trace leads from the call that creates a task over it to its attempt in another process', async () => {
    const api = await start({ ...env, ROLE: 'api', OTEL_EXPORTER_OTLP_HEADERS: 'x-key=abc' });
    const shared = { REDIS_URL: api.fixture.url, REDIS_PREFIX: api.fixture.prefix };
    await start({ ...env, ...shared, ROLE: 'worker', OTEL_SERVICE_NAME: 'our-workers' });
    const { id } = await createTask(api.url, { type: 'demo.steps', params: { steps: 1, stepMs: 0 } });

    const [creation, attempt] = (await spansOf(id, 2)) as [ReceivedSpan, ReceivedSpan];
    const call = await spanWithId(creation.parentId);
    expect(call).toMatchObject({ service: 'task-queue', name: 'POST /api/tasks', kind: SERVER, parentId: '' });
    expect(call.attributes).toMatchObject({ 'http.route': '/api/tasks', 'http.response.status_code': 201 });
    expect(creation).toMatchObject({ name: 'create demo.steps', kind: PRODUCER, traceId: call.traceId });
    expect(attempt).toMatchObject({
      service: 'our-workers',
      name: 'process demo.steps',
      kind: CONSUMER,
      traceId: call.traceId,
      parentId: creation.spanId,
      attributes: { 'task_queue.attempt': 1, 'task_queue.outcome': 'completed' },
    });
    expect(attempt.attributes['task_queue.waited_ms']).toEqual(expect.any(Number));
    expect(receiver.headers.some((headers) => headers['x-key'] === 'abc')).toBe(true);
    expect(receiver.spans.filter(({ name }) => /health|login/.test(name)).map(({ name }) => name)).toEqual([
      'POST /api/auth/login',
    ]);
  });

  test('a trace goes on from the caller’s, over each retry, and says what went wrong', async () => {
    const program = await start(env);
    const [traceId, callersId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const { id } = await createTask(
      program.url,
      { type: 'demo.flaky', params: { failures: 1 } },
      { traceparent: `00-${traceId}-${callersId}-01`, tracestate: 'vendor=abc' },
    );

    const [creation, first, second] = (await spansOf(id, 3)) as [ReceivedSpan, ReceivedSpan, ReceivedSpan];
    const call = await spanWithId(creation.parentId);
    expect(call).toMatchObject({ traceId, parentId: callersId });
    for (const span of [creation, first, second]) {
      expect(span).toMatchObject({ traceId, traceState: 'vendor=abc' });
    }
    expect(first).toMatchObject({ status: ERROR, attributes: { 'task_queue.outcome': 'retrying' } });
    expect(first.attributes['error.type']).toBe('HANDLER_ERROR');
    expect(second).toMatchObject({ parentId: creation.spanId, attributes: { 'task_queue.outcome': 'completed' } });
  });

  test('what a stop leaves is sent, and a collector that is away keeps no call, task or stop', async () => {
    const program = await start({ ...env, OTEL_BSP_SCHEDULE_DELAY: '3600000' });
    const { id } = await createTask(program.url, { type: 'demo.steps', params: { steps: 1, stepMs: 0 } });
    await eventually(async () => (await stateOf(program, id)) === 'completed');
    program.child.kill('SIGTERM');
    await program.ended;
    expect((await spansOf(id, 2)).map(({ name }) => name)).toEqual(['create demo.steps', 'process demo.steps']);

    const lonely = await start({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    const { id: other } = await createTask(lonely.url, { type: 'demo.steps', params: { steps: 1, stepMs: 0 } });
    await eventually(async () => (await stateOf(lonely, other)) === 'completed');
    await eventually(() => lonely.lines.some((line) => line.includes('OpenTelemetry')));
    const askedMs = performance.now();
    lonely.child.kill('SIGTERM');
    await lonely.ended;
    expect(performance.now() - askedMs).toBeLessThan(10_000);
  });
});

test('without OTEL_EXPORTER_OTLP_ENDPOINT nothing of OpenTelemetry is loaded, and nothing kept of a caller’s trace', async () => {
  const traced = await start(env);
  expect(traced.lines.some((line) => line.startsWith('loads @opentelemetry/'))).toBe(true);

  const program = await start({});
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const { id } = await createTask(
    program.url,
    { type: 'demo.steps', params: { steps: 1, stepMs: 0 } },
    { traceparent },
  );
  await eventually(async () => (await stateOf(program, id)) === 'completed');
  expect(program.lines.filter((line) => line.startsWith('loads'))).toEqual([]);
  expect(await headOf(program, id)).not.toHaveProperty('traceparent');
});

async function stateOf({ fixture: { redis, prefix } }: Program, id: string): Promise<string | undefined> {
  return (JSON.parse((await redis.hget(`${prefix}:t:${id}`, 's')) ?? '{}') as Partial<Task>).status;
}

async function headOf({ fixture: { redis, prefix } }: Program, id: string): Promise<unknown> {
  return JSON.parse((await redis.hget(`${prefix}:t:${id}`, 'h')) ?? '{}');
}
