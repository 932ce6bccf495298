import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readS3Place } from '@task-queue/artifacts-s3';
import { S3_CREDENTIALS, startS3Server, type S3Server } from '@task-queue/artifacts-s3/testing';
import type { LoginResponse, Task, TaskPage } from '@task-queue/contracts';
import { readCompose } from '../../testing/compose.js';
import { eventually } from '../../testing/eventually.js';
import { buildProgram, PROGRAM } from '../../testing/program.js';
import { PASSWORD } from '../../testing/start-api.js';
import { layTopology, type Topology } from '../../testing/topology.js';
import { SETTING_NAMES } from '../settings/setting-values.js';
import { loadSettings } from '../settings/settings.js';

jest.setTimeout(120_000);

/** What somebody who starts it has to set. */
const GIVEN = { JWT_SECRET: '3f9c61b7d04e8a2516cb97f0ea84d35b', REDIS_PASSWORD: 'f'.repeat(48) };

const fileOf = (name: string): string => readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8');

describe('compose.yaml', () => {
  const { services, volumes } = readCompose(GIVEN);
  const ours = Object.entries(services).filter(([, { build }]) => build !== undefined);

  test.each(Object.keys(GIVEN))('does not start without %s', (name) => {
    expect(() => readCompose({ ...GIVEN, [name]: '' })).toThrow(`${name}: set ${name}`);
  });

  test('has two servers, two workers, a proxy and a Redis; object storage only where it is asked for', () => {
    const roles = ours.map(([name, { environment }]) => [name, environment!['ROLE']]);
    expect(roles).toEqual([
      ['api-1', 'api'],
      ['api-2', 'api'],
      ['worker-1', 'worker'],
      ['worker-2', 'worker'],
    ]);
    expect(services).toMatchObject({ proxy: { ports: ['8080:8080'] }, redis: { volumes: ['redis:/data'] } });
    const published = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name]) => name)).toEqual(['proxy']);
  });

  test.each(ours)('%s has settings that the program knows and takes', (_name, { environment = {} }) => {
    const names = Object.keys(environment);
    expect(names.filter((name) => !SETTING_NAMES.includes(name))).toEqual([]);
    const settings = loadSettings({ NODE_ENV: 'production', ...environment });
    expect(settings).toMatchObject({ REDIS_URL: `redis://:${GIVEN.REDIS_PASSWORD}@redis:6379` });
  });

  test.each(ours)('%s has time to end, a root that nobody writes and no right beyond', (_name, service) => {
    const graceMs = loadSettings({ ...service.environment }).SHUTDOWN_GRACE_MS;
    expect(Number.parseInt(service.stop_grace_period!, 10) * 1000).toBeGreaterThan(graceMs + 2_000);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  });

  test('has its proxy lead to its servers, by the file that is tested before two of them', () => {
    const { proxy } = services;
    const [file = ''] = proxy!.volumes![0]!.split(':');
    const conf = fileOf(file);
    const servers = [...conf.matchAll(/^ {2}server (\S+:\d+)/gm)].map(([, server]) => server);
    expect([...new Set(servers)]).toEqual(['api-1:3000', 'api-2:3000']);
    expect(proxy!.ports).toEqual([`8080:${/listen (\d+);/.exec(conf)![1]}`]);
    expect(ours.map(([, { environment }]) => environment!['TRUST_PROXY'])).toEqual([
      'uniquelocal',
      'uniquelocal',
      undefined,
      undefined,
    ]);
  });

  test('has an object storage of its own with the profile s3, at the address that its head names', () => {
    const [, url = ''] = /ARTIFACTS_URL='([^']+)'/.exec(fileOf('compose.yaml'))!;
    const { bucket, endpoint } = readS3Place(url);
    const keys = { ARTIFACTS_ACCESS_KEY: 'key', ARTIFACTS_SECRET_KEY: 'secret' };
    const { s3, 'api-1': api, 'worker-1': worker } = readCompose({ ...GIVEN, ARTIFACTS_URL: url, ...keys }).services;
    expect([endpoint, s3!.profiles]).toEqual(['http://s3:9000', ['s3']]);
    expect(s3!.command).toEqual([expect.stringContaining(`mkdir -p /data/${bucket} && exec minio server /data`)]);
    expect(s3!.environment).toEqual({ MINIO_ROOT_USER: 'key', MINIO_ROOT_PASSWORD: 'secret' });
    for (const { environment = {} } of [api!, worker!]) {
      expect(loadSettings({ ...environment })).toMatchObject({ ARTIFACTS_URL: url, ...keys });
    }
  });

  test('keeps what is written in volumes that it names', () => {
    const mounted = Object.values(services).flatMap(({ volumes: places = [] }) =>
      places.map((place) => place.split(':')[0]!),
    );
    for (const name of mounted.filter((place) => !place.startsWith('./'))) {
      expect(volumes).toHaveProperty(name);
    }
  });
});

describe('the services of compose.yaml as processes', () => {
  let storage: S3Server;
  let topology: Topology;
  let token: string;
  beforeAll(async () => {
    buildProgram();
    storage = await startS3Server();
    topology = await layTopology(
      PROGRAM,
      {
        ...GIVEN,
        ADMIN_PASSWORD: PASSWORD,
        ARTIFACTS_URL: storage.url,
        ARTIFACTS_ACCESS_KEY: S3_CREDENTIALS.accessKeyId,
        ARTIFACTS_SECRET_KEY: S3_CREDENTIALS.secretAccessKey,
      },
      { TASKS_DEMO: 'true', LOG_LEVEL: 'error', WORKER_LEASE_MS: '5000' },
    );
    await topology.start('redis');
    await Promise.all(['api-1', 'api-2', 'worker-1', 'worker-2'].map((name) => topology.start(name)));
    await eventually(async () => (await fetch(`${topology.get('api-1').url}/health/ready`)).ok);
    const body = { username: 'admin', password: PASSWORD };
    token = (await call<LoginResponse>('api-1', 'POST', '/api/auth/login', body)).accessToken;
  });
  afterAll(async () => {
    await topology.stop();
    await storage.stop();
  });

  async function call<Body>(server: string, method: string, path: string, body?: object): Promise<Body> {
    const answer = await fetch(topology.get(server).url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Body;
  }

  const create = async (server: string, type: string, params: object): Promise<Task> =>
    call<Task>(server, 'POST', '/api/tasks', { type, params });

  /** Resolves with a task once a server says that it is completed. */
  async function completed(server: string, id: string): Promise<Task> {
    let task: Task | undefined;
    await eventually(async () => {
      task = await call<Task>(server, 'GET', `/api/tasks/${id}`);
      return task.status === 'completed';
    }, 60_000);
    return task!;
  }

  /** The process that had the latest attempt at a task. */
  const workerOf = ({ attempts }: Task): number => Number(attempts.at(-1)!.worker.split(':')[1]);

  test('are ready, with nothing to say against their Redis', async () => {
    for (const server of ['api-1', 'api-2', 'worker-1']) {
      expect(await call(server, 'GET', '/health/ready')).toMatchObject({ status: 'ready', workers: 2, warnings: [] });
    }
  });

  test('share tasks, people and files: what one server took either worker runs, and the other server gives', async () => {
    const seen = new Set<number>();
    await eventually(async () => {
      const made = await Promise.all(
        Array.from({ length: 10 }, (_, i) => create(`api-${(i % 2) + 1}`, 'demo.steps', { steps: 2, stepMs: 20 })),
      );
      for (const { id } of made) {
        seen.add(workerOf(await completed('api-2', id)));
      }
      return seen.size === 2;
    });
    expect([...seen].sort()).toEqual([topology.get('worker-1').child.pid, topology.get('worker-2').child.pid].sort());

    const { id } = await create('api-1', 'tasks.export', { format: 'csv' });
    await completed('api-2', id);
    const file = await fetch(`${topology.get('api-2').url}/api/tasks/${id}/artifact`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([file.status, (await file.text()).includes('demo.steps')]).toEqual([200, true]);
    expect(storage.calls).toContainEqual(expect.stringMatching(new RegExp(`^GET .*/${id}/1`)));
  });

  test('lose no task with a worker that is killed: the other runs it to its end', async () => {
    const { id } = await create('api-1', 'demo.steps', { steps: 20, stepMs: 100 });
    await eventually(async () => (await call<Task>('api-1', 'GET', `/api/tasks/${id}`)).progress > 0);
    const holder = workerOf(await call<Task>('api-1', 'GET', `/api/tasks/${id}`));
    const name = ['worker-1', 'worker-2'].find((worker) => topology.get(worker).child.pid === holder)!;
    await topology.get(name).end('SIGKILL');
    const task = await completed('api-1', id);
    expect(task.attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'completed']);
    expect(workerOf(task)).not.toBe(holder);
    await topology.start(name);
  });

  test('answer on with a server killed, and have every task after Redis was', async () => {
    await topology.get('api-1').end('SIGKILL');
    const { total } = await call<TaskPage>('api-2', 'GET', '/api/tasks');
    expect(total).toBeGreaterThan(10);
    await topology.get('redis').end('SIGKILL');
    await topology.start('redis');
    await eventually(async () => (await call<TaskPage>('api-2', 'GET', '/api/tasks')).total === total, 60_000);
    await completed('api-2', (await create('api-2', 'demo.steps', { steps: 1, stepMs: 0 })).id);
    await topology.start('api-1');
  });

  test('end by SIGTERM, one after the other, within the time that they are given', async () => {
    const { id } = await create('api-1', 'demo.steps', { steps: 20, stepMs: 100 });
    await eventually(async () => (await call<Task>('api-1', 'GET', `/api/tasks/${id}`)).status === 'running');
    for (const name of ['worker-1', 'worker-2', 'api-2']) {
      expect(await topology.get(name).end('SIGTERM')).toBeLessThan(40_000);
    }
    const task = await call<Task>('api-1', 'GET', `/api/tasks/${id}`);
    expect(task).toMatchObject({ status: 'completed', retryCount: 0, attempts: [{ outcome: 'completed' }] });
  });
});
