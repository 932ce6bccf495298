import { beforeAll, expect, jest, test } from '@jest/globals';
import type { Task } from '@task-queue/contracts';
import { holderOf, startCluster } from '../../testing/cluster.js';
import { eventually } from '../../testing/eventually.js';
import { buildProgram, startProgram, type Program } from '../../testing/program.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';
import { stoppedAfterEach } from '../../testing/stopped-after-each.js';

jest.setTimeout(150_000);

const ONE_SLOT = { WORKER_CONCURRENCY: 'high=1,normal=1,low=1' };
/** So long that nothing but the channel tells: it renews every 200 seconds. */
const RENEWS_SELDOM = { WORKER_LEASE_MS: '600000' };
const SWEEPS_OFTEN = { WORKER_LEASE_MS: '3000', SHUTDOWN_GRACE_MS: '0' };
const HANGS = { type: 'demo.hang', maxRetries: 0, timeoutMs: 600_000 };

const running = stoppedAfterEach();
beforeAll(buildProgram, 60_000);

/** A process that answers and sweeps, and whose one slot is taken, so that what is created next runs in another. */
interface Busy {
  readonly api: RunningApi;
  readonly token: string;
}

async function startBusy(env: Readonly<Record<string, string>> = {}): Promise<Busy> {
  const api = await startApi({ ...ONE_SLOT, ...SWEEPS_OFTEN, ...env });
  running.push(api);
  const { accessToken: token } = await api.login('admin');
  const { id } = await api.create(token, HANGS);
  await api.happened(id, /started/);
  return { api, token };
}

/** A worker in a process of its own that says each attempt of its. */
async function startWorker(env: Readonly<Record<string, string>>): Promise<Program> {
  const secret = '3f9c61b7d04e8a2516cb97f0ea84d35b';
  const own = { ROLE: 'worker', JWT_SECRET: secret, LOG_LEVEL: 'debug', ...ONE_SLOT, ...RENEWS_SELDOM };
  const program = await startProgram({ ...own, ...env });
  running.push({ stop: () => program.remove() });
  return program;
}

const read = async ({ api, token }: Busy, id: string): Promise<Task> =>
  (await api.request<Task>('GET', `/api/tasks/${id}`, { token })).body;

/** A task that runs in the worker's process. */
async function runAt(worker: Program, busy: Busy): Promise<string> {
  const { id } = await busy.api.create(busy.token, HANGS);
  await busy.api.happened(id, /started/);
  expect((await read(busy, id)).attempts[0]!.worker).toContain(`:${worker.child.pid}:`);
  return id;
}

/** Takes a task away from a worker, as from one that is silent, and waits until the worker has ended it. */
async function expectHearsOfLoss(worker: Program, busy: Busy): Promise<void> {
  const { redis, prefix } = busy.api.fixture;
  const id = await runAt(worker, busy);
  await redis.zadd(`${prefix}:leases`, 'XX', 1, id);
  await busy.api.happened(id, /failed/);
  await eventually(() => worker.lines.some((line) => line.includes(id) && line.includes('given up')));
}

/** Stops a task of a worker by a call of another process. */
async function expectHearsOfStop(worker: Program, busy: Busy): Promise<void> {
  const id = await runAt(worker, busy);
  const { status } = await busy.api.request('POST', `/api/tasks/${id}/stop`, { token: busy.token });
  expect(status).toBe(202);
  await busy.api.happened(id, /cancelled/);
  expect(await read(busy, id)).toMatchObject({
    stop: { state: 'acknowledged' },
    attempts: [{ outcome: 'stopped' }], // by its handler: a worker that has not heard of it is not waited for
  });
}

test('a worker hears at once, long before its next renewal, what another process takes from it, and what that one stops', async () => {
  const busy = await startBusy();
  const worker = await startWorker({ REDIS_PREFIX: busy.api.fixture.prefix });
  await expectHearsOfLoss(worker, busy);
  await expectHearsOfStop(worker, busy);
});

test('it hears it in a cluster too, whichever nodes the two are told of', async () => {
  const prefix = '{tenant-c}';
  const nodes = await startCluster(running);
  const holder = await holderOf(nodes, prefix);
  const [one, two] = nodes.filter((node) => node !== holder);
  process.env['TEST_REDIS_URL'] = `redis+cluster://127.0.0.1:${one!.port}`; // where the fixture looks
  const busy = await startBusy({ REDIS_PREFIX: prefix });
  const worker = await startWorker({ REDIS_URL: `redis+cluster://127.0.0.1:${two!.port}`, REDIS_PREFIX: prefix });
  await expectHearsOfLoss(worker, busy);
  await expectHearsOfStop(worker, busy);
});
