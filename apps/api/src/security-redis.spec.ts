import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterEach, beforeAll, afterAll, describe, expect, test } from '@jest/globals';
import { freePort, startOwnRedis, type OwnRedis } from '../testing/own-redis.js';
import { selfSigned } from '../testing/self-signed.js';
import { startApi, type RunningApi } from '../testing/start-api.js';

const shared = process.env['TEST_REDIS_URL']!;
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const started of running.splice(0).reverse()) {
    await started.stop();
  }
  process.env['TEST_REDIS_URL'] = shared;
});

async function ownRedis(args?: readonly string[]): Promise<OwnRedis> {
  const own = await startOwnRedis(args);
  running.push(own);
  process.env['TEST_REDIS_URL'] = `redis://127.0.0.1:${own.port}`; // where the fixture looks
  return own;
}

async function api(env: Readonly<Record<string, string>>): Promise<RunningApi> {
  const started = await startApi(env);
  running.push(started);
  return started;
}

/** Signs in, runs a task to its end and finds it again: what needs every part of the product. */
async function expectWorking({ login, create, finished, request }: RunningApi): Promise<void> {
  const { accessToken: token } = await login('admin');
  const { id } = await create(token, { type: 'demo.steps', params: { steps: 2, stepMs: 0 } });
  expect((await finished(token, id)).status).toBe('completed');
  expect((await request('GET', '/api/tasks?q=demo', { token })).status).toBe(200);
  const { id: exported } = await create(token, { type: 'tasks.export', params: { format: 'csv' } });
  expect((await finished(token, exported)).status).toBe('completed');
}

describe('Redis ACL', () => {
  test('the documented user is enough, and can do nothing beyond its prefix', async () => {
    const { redis, port } = await ownRedis();
    const operations = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
    const [, rules = ''] = /ACL SETUSER taskqueue ([^\n]+)/.exec(operations)!;
    await redis.call('ACL', 'SETUSER', 'taskqueue', ...rules.replaceAll('{tq}', '{test-*}').split(' '));
    const password = /(?:^| )>(\S+)/.exec(rules)![1]!;
    await expectWorking(await api({ REDIS_URL: `redis://taskqueue:${password}@127.0.0.1:${port}` }));
    expect(await redis.call('ACL', 'LOG')).toEqual([]);

    const user = redis.duplicate({ username: 'taskqueue', password });
    running.push({ stop: async () => user.disconnect() });
    for (const [command, ...args] of [
      ['GET', 'elsewhere'],
      ['KEYS', '*'],
      ['FLUSHALL'],
      ['CONFIG', 'GET', '*'],
      ['ACL', 'LIST'],
      ['SHUTDOWN'],
      ['EVAL', 'return redis.call("GET", "elsewhere")', '0'],
    ] as const) {
      await expect(user.call(command, ...args)).rejects.toThrow(/NOPERM|permission|can't access/i);
    }
  });
});

describe('Redis TLS', () => {
  let dir: string;
  let files: { readonly key: string; readonly certificate: string };
  const trusted = tls.getCACertificates('default');
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'task-queue-tls-'));
    files = selfSigned();
    await writeFile(join(dir, 'key.pem'), files.key, { mode: 0o600 });
    await writeFile(join(dir, 'cert.pem'), files.certificate);
  });
  afterAll(async () => {
    tls.setDefaultCACertificates(trusted);
    await rm(dir, { recursive: true });
  });

  test('rediss:// works with a certificate this machine trusts, and not with any other', async () => {
    const tlsPort = await freePort();
    const cert = join(dir, 'cert.pem');
    await ownRedis([
      ...['--tls-port', String(tlsPort), '--tls-cert-file', cert, '--tls-key-file', join(dir, 'key.pem')],
      ...['--tls-ca-cert-file', cert, '--tls-auth-clients', 'no'],
    ]);
    const REDIS_URL = `rediss://127.0.0.1:${tlsPort}`;
    await expect(startApi({ REDIS_URL })).rejects.toThrow(/self-signed|certificate|closed/i);
    tls.setDefaultCACertificates([...trusted, files.certificate]); // as NODE_EXTRA_CA_CERTS does before the start
    await expectWorking(await api({ REDIS_URL }));
  });
});

describe('Redis Sentinel', () => {
  test('redis+sentinel:// finds the master by its name', async () => {
    const { port, redis } = await ownRedis();
    const dir = await mkdtemp(join(tmpdir(), 'task-queue-sentinel-'));
    running.push({ stop: () => rm(dir, { recursive: true }) });
    const config = join(dir, 'sentinel.conf');
    await writeFile(config, `sentinel monitor queue 127.0.0.1 ${port} 1\n`);
    const sentinel = await startOwnRedis([config, '--sentinel']);
    running.push(sentinel);
    await expectWorking(await api({ REDIS_URL: `redis+sentinel://127.0.0.1:${sentinel.port}/queue` }));
    expect(await redis.dbsize()).toBeGreaterThan(5);
  });
});

describe('Redis Cluster', () => {
  test('the product runs on the node that holds its slot: no script touches another', async () => {
    const { port, redis } = await ownRedis(['--cluster-enabled', 'yes']);
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    for (let info = ''; !info.includes('cluster_state:ok');) {
      info = String(await redis.call('CLUSTER', 'INFO'));
    }
    await expectWorking(await api({ REDIS_URL: `redis://127.0.0.1:${port}` }));
    const keys = await redis.keys('*');
    const slots = await Promise.all(keys.map((key) => redis.call('CLUSTER', 'KEYSLOT', key)));
    expect(new Set(slots).size).toBe(1);
  });
});
