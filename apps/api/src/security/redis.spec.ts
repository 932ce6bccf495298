import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../testing/eventually.js';
import { expectWorking } from '../../testing/expect-working.js';
import { freePort, startOwnRedis, type OwnRedis } from '../../testing/own-redis.js';
import { leaseThreadsAt } from '../../testing/lease-threads-at.js';
import { selfSigned } from '../../testing/self-signed.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';
import { stoppedAfterEach } from '../../testing/stopped-after-each.js';

const running = stoppedAfterEach();

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

describe('Redis ACL', () => {
  test('the documented user is enough, and can do nothing beyond its prefix', async () => {
    const { redis, port } = await ownRedis();
    const operations = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
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
    const { redis } = await ownRedis([
      ...['--tls-port', String(tlsPort), '--tls-cert-file', cert, '--tls-key-file', join(dir, 'key.pem')],
      ...['--tls-ca-cert-file', cert, '--tls-auth-clients', 'no'],
    ]);
    const REDIS_URL = `rediss://127.0.0.1:${tlsPort}`;
    await expect(startApi({ REDIS_URL })).rejects.toThrow(/self-signed|certificate|closed/i);
    tls.setDefaultCACertificates([...trusted, files.certificate]); // as NODE_EXTRA_CA_CERTS does before the start
    await expectWorking(await api({ REDIS_URL }));
    await eventually(async () => (await leaseThreadsAt(redis)) === 1);
  });
});
