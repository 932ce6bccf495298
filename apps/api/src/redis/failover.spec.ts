import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as elapsed } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import type { Task } from '@task-queue/contracts';
import { CLUSTER_NODE, holderOf, meet, REPLICATED, startCluster } from '../../testing/cluster.js';
import { expectWorking } from '../../testing/expect-working.js';
import { leaseThreadsAt } from '../../testing/lease-threads-at.js';
import { startOwnRedis, type OwnRedis } from '../../testing/own-redis.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';
import { stoppedAfterEach } from '../../testing/stopped-after-each.js';

/** Long enough for a machine that is busy with other things, in milliseconds. */
const DEADLINE_MS = 75_000;
jest.setTimeout(2 * DEADLINE_MS);

const running = stoppedAfterEach();

async function redis(...args: string[]): Promise<OwnRedis> {
  const own = await startOwnRedis(args);
  running.push(own);
  return own;
}

/** The product on such a Redis. */
async function api(url: string, prefix: string): Promise<RunningApi> {
  process.env['TEST_REDIS_URL'] = url; // where the fixture looks
  const started = await startApi({ REDIS_PREFIX: prefix });
  running.push(started);
  return started;
}

async function until(what: string, holds: () => Promise<boolean>, seen: () => unknown = () => ''): Promise<void> {
  for (const startedMs = Date.now(); !(await holds()); await elapsed(50)) {
    if (Date.now() - startedMs > DEADLINE_MS) {
      throw new Error(`In vain: ${what} ${JSON.stringify(seen())}`);
    }
  }
}

/** What is not replicated is lost with the master; Redis waits for what came before a write of the connection that asks. */
async function replicated(master: OwnRedis, prefix: string): Promise<void> {
  await until('the replica has what the master has', async () => {
    await master.redis.set(`${prefix}:replicated`, '1');
    return (await master.redis.wait(1, 5_000)) === 1;
  });
}

/** A task is created, as soon as that is answered again, and ends; one of before is still there. */
async function expectGoesOn({ request }: RunningApi, token: string, before: string): Promise<void> {
  const seen = new Set<number>();
  let created: Task | undefined;
  await until(
    'a create is answered',
    async () => {
      const body = { type: 'demo.steps', params: { steps: 2, stepMs: 0 } };
      const answer = await request<Task>('POST', '/api/tasks', { token, body });
      seen.add(answer.status);
      created = answer.body;
      return answer.status === 201;
    },
    () => [[...seen], created],
  );
  seen.delete(201);
  expect([...seen].filter((status) => status !== 503)).toEqual([]);
  for (const id of [created!.id, before]) {
    await until('the task is completed', async () => {
      const { status, body } = await request<Task>('GET', `/api/tasks/${id}`, { token });
      return status === 200 && body.status === 'completed';
    });
  }
}

describe('Redis Sentinel', () => {
  test('the master is found by its name, and the new one when it dies', async () => {
    const master = await redis(...REPLICATED);
    const replica = await redis('--replicaof', `127.0.0.1 ${master.port}`);
    await until('the replica follows', async () =>
      /master_link_status:up/.test(await replica.redis.info('replication')),
    );
    const dir = await mkdtemp(join(tmpdir(), 'task-queue-sentinel-'));
    running.push({ stop: () => rm(dir, { recursive: true }) });
    const config = join(dir, 'sentinel.conf');
    await writeFile(
      config,
      `sentinel monitor queue 127.0.0.1 ${master.port} 1\n` +
        'sentinel down-after-milliseconds queue 500\nsentinel failover-timeout queue 5000\n',
    );
    const sentinel = await redis(config, '--sentinel');
    // One that gets no processor for two seconds distrusts its clock, and does nothing for thirty unless told otherwise.
    await sentinel.redis.call('SENTINEL', 'DEBUG', 'tilt-period', '1000');
    await until('the sentinel knows the replica', async () => {
      const replicas = (await sentinel.redis.call('SENTINEL', 'REPLICAS', 'queue')) as unknown[];
      return replicas.length === 1;
    });
    const product = await api(`redis+sentinel://127.0.0.1:${sentinel.port}/queue`, '{sentinel}');
    await expectWorking(product);
    const { accessToken: token } = await product.login('admin');
    const { id } = await product.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 0 } });
    await product.finished(token, id);
    await replicated(master, '{sentinel}');
    await master.stop();
    await expectGoesOn(product, token, id);
    expect((await replica.redis.role())[0]).toBe('master');
    await until('the lease thread follows', async () => (await leaseThreadsAt(replica.redis)) === 1);
  });
});

describe('Redis Cluster', () => {
  /** Of slots in different thirds. */
  const [PREFIX, OTHER_PREFIX] = ['{tenant-c}', '{tenant-d}'];

  test('two tenants work side by side, each on the node of its slot, whichever node they are told of', async () => {
    const nodes = await startCluster(running);
    const [one, two] = [await holderOf(nodes, PREFIX), await holderOf(nodes, OTHER_PREFIX)];
    expect(one).not.toBe(two);
    const third = nodes.find((node) => node !== one && node !== two)!;
    const url = `redis+cluster://127.0.0.1:1,127.0.0.1:${third.port}`; // nobody is at the first
    const [a, b] = [await api(url, PREFIX), await api(url, OTHER_PREFIX)];
    await Promise.all([expectWorking(a), expectWorking(b)]);
    await until('each has its lease thread there', async () => {
      const threads = await Promise.all([one, two, third].map((node) => leaseThreadsAt(node.redis)));
      return threads.join() === '1,1,0';
    });
    for (const [node, prefix] of [
      [one, PREFIX],
      [two, OTHER_PREFIX],
    ] as const) {
      const keys = await node.redis.keys('*');
      expect(keys.length).toBeGreaterThan(5);
      expect(keys.filter((key) => !key.startsWith(`${prefix}:`))).toEqual([]);
    }
    expect(await third.redis.dbsize()).toBe(0);
    const tasks = await a.request<{ total: number }>('GET', '/api/tasks', {
      token: (await a.login('admin')).accessToken,
    });
    expect(tasks.body.total).toBe(2); // its own, and none of the other's
  });

  test('the product follows its slot to a replica that takes over', async () => {
    const nodes = await startCluster(running);
    const master = await holderOf(nodes, PREFIX);
    const replica = await redis(...CLUSTER_NODE);
    const product = await api(`redis+cluster://127.0.0.1:${master.port},127.0.0.1:${nodes[0]!.port}`, PREFIX);
    await expectWorking(product);
    const { accessToken: token } = await product.login('admin');
    const { id } = await product.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 0 } });
    await product.finished(token, id);

    await meet([...nodes, replica]);
    const masterId = String(await master.redis.call('CLUSTER', 'MYID'));
    await replica.redis.call('CLUSTER', 'REPLICATE', masterId);
    await until('the replica follows, and everybody knows', async () => {
      const known = await Promise.all(nodes.map((node) => node.redis.call('CLUSTER', 'REPLICAS', masterId)));
      const follows = /master_link_status:up/.test(await replica.redis.info('replication'));
      return follows && known.every((replicas) => (replicas as unknown[]).length === 1);
    });
    await replica.redis.call('CLUSTER', 'FAILOVER');
    await until('it has taken over', async () => (await replica.redis.role())[0] === 'master');
    await expectGoesOn(product, token, id);
    expect((await master.redis.role())[0]).toBe('slave'); // still there, and not written to
  });
});
