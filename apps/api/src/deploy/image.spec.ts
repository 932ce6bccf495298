import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoginResponse, Task } from '@task-queue/contracts';
import { openRedisFixture, type RedisFixture } from '@task-queue/tasks/testing';
import { commandOf, environmentOf, lastOf, parseDockerfile } from '../../testing/dockerfile.js';
import { eventually } from '../../testing/eventually.js';
import { buildImage, CAN_CHANGE_ROOT, sendSignal, type Image } from '../../testing/image.js';
import { freePort } from '../../testing/own-redis.js';
import { PASSWORD } from '../../testing/start-api.js';
import { loadSettings } from '../settings/settings.js';

const file = (name: string): string => readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8');
const stages = parseDockerfile(file('Dockerfile'));
const last = stages.at(-1)!;
/** For processes that begin on a machine that has much else to do. */
const BUSY_MS = 120_000;

describe('the image', () => {
  test('has the Node that everything is tried with', () => {
    const { devDependencies } = JSON.parse(file('package.json')) as { devDependencies: { node: string } };
    for (const { from } of stages) {
      expect(from).toBe(`node:${devDependencies.node.split('.')[0]!}-bookworm-slim`);
    }
  });

  test('listens on every address, on the port it shows, with what the settings know, as no administrator', () => {
    const env = environmentOf(last);
    const secrets = { REDIS_URL: 'redis://redis', JWT_SECRET: '3f9c61b7d04e8a2516cb97f0ea84d35b' };
    expect(loadSettings({ ...env, ...secrets })).toMatchObject({
      HOST: '0.0.0.0',
      PORT: Number(lastOf(last, 'EXPOSE')),
    });
    expect(env).toMatchObject({ NODE_ENV: 'production', DATA_DIR: lastOf(last, 'VOLUME') });
    expect(lastOf(last, 'USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  test('installs nothing when it starts, and Node is who hears its signals', () => {
    expect(commandOf(lastOf(last, 'CMD'))).toEqual(['node', '--enable-source-maps', 'dist/apps/api/main.js']);
  });
});

const tried = CAN_CHANGE_ROOT ? describe : describe.skip; // it takes root, or rights as root has them
tried('the steps of the Dockerfile, run in empty roots', () => {
  let image: Image;
  let fixture: RedisFixture;
  const running: ReturnType<Image['run']>[] = [];
  beforeAll(async () => {
    fixture = await openRedisFixture();
    image = await buildImage();
  }, 600_000);
  afterEach(async () => {
    await Promise.all(
      running.splice(0).map(async (child) => {
        if (child.exitCode === null && child.signalCode === null) {
          sendSignal(child, 'SIGKILL');
          await once(child, 'exit');
        }
      }),
    );
  });
  afterAll(async () => {
    await (image as Image | undefined)?.remove();
    await fixture.close();
  });

  async function start(
    role: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ env: Record<string, string>; url: string; child: ReturnType<Image['run']> }> {
    const env = {
      PORT: String(await freePort()),
      ROLE: role,
      REDIS_URL: fixture.url,
      REDIS_PREFIX: fixture.prefix,
      JWT_SECRET: '3f9c61b7d04e8a2516cb97f0ea84d35b',
      ADMIN_PASSWORD: PASSWORD,
      ...more,
    };
    const child = image.run(image.command, env);
    running.push(child);
    let printed = '';
    child.stdout!.on('data', (data) => (printed += String(data)));
    child.stderr!.on('data', (data) => (printed += String(data)));
    await eventually(() => {
      if (child.exitCode !== null) {
        throw new Error(printed);
      }
      return printed.includes('Listening');
    }, BUSY_MS);
    return { env, url: `http://127.0.0.1:${env.PORT}`, child };
  }

  async function outcomeOf(child: ReturnType<Image['run']>): Promise<{ code: number; printed: string }> {
    const [printed, [code]] = await Promise.all([
      Promise.all([text(child.stdout!), text(child.stderr!)]),
      once(child, 'exit') as Promise<[number]>,
    ]);
    return { code, printed: printed.join('') };
  }

  test(
    'give a server and a worker that are healthy, without rights and on a root that nobody can write',
    async () => {
      const api = await start('api');
      const away = 'http://127.0.0.1:1';
      const worker = await start('worker', {
        // What is only loaded where somebody wants it is there, too.
        ARTIFACTS_URL: `s3://files?endpoint=${away}`,
        OTEL_EXPORTER_OTLP_ENDPOINT: away,
      });
      for (const { env } of [api, worker]) {
        expect((await outcomeOf(image.run(image.healthCheck, env))).code).toBe(0);
      }
      expect((await outcomeOf(image.run(image.healthCheck, { PORT: '1' }))).code).toBe(1);
      expect((await outcomeOf(image.run(['id', '-u']))).printed.trim()).toBe('1000');
      const write = await outcomeOf(
        image.run(['sh', '-c', 'echo > /app/file; echo > /file; echo > /data/file && echo written']),
      );
      expect(write.printed.match(/Read-only file system/g)).toHaveLength(2);
      expect(write.printed).toContain('written');
    },
    BUSY_MS,
  );

  test(
    'give the page, ready compressed, and tasks that write files into the volume, which a backup holds',
    async () => {
      const { url, env } = await start('all');
      const page = await (await fetch(url)).text();
      const script = /src="(main-[^"]+\.js)"/.exec(page)![1]!;
      const compressed = await fetch(`${url}/${script}`, { headers: { 'accept-encoding': 'br' } });
      expect(compressed.headers.get('content-encoding')).toBe('br');
      await compressed.arrayBuffer();

      const post = async <Body>(path: string, body: object, token = ''): Promise<Body> => {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
        return (await (
          await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
        ).json()) as Body;
      };
      const { accessToken } = await post<LoginResponse>('/api/auth/login', { username: 'admin', password: PASSWORD });
      const { id } = await post<Task>('/api/tasks', { type: 'tasks.export', params: { format: 'xlsx' } }, accessToken);
      await eventually(async () => {
        const answer = await fetch(`${url}/api/tasks/${id}`, { headers: { authorization: `Bearer ${accessToken}` } });
        return ((await answer.json()) as Task).status === 'completed';
      });
      expect(await readdir(image.dataDir, { recursive: true })).toContainEqual(expect.stringContaining(id));

      const backup = ['node', 'dist/apps/api/backup.js', 'backup', '/data/tasks.backup.gz'];
      expect(await outcomeOf(image.run(backup, env))).toEqual({
        code: 0,
        printed: expect.stringMatching(/^Backed up \d+ tasks and 1 files to /),
      });
    },
    BUSY_MS,
  );

  test(
    'give a process 1 that SIGTERM ends at once where nothing runs, and not only when its grace is over',
    async () => {
      const { child } = await start('all', { SHUTDOWN_GRACE_MS: '600000' });
      sendSignal(child, 'SIGTERM');
      expect(await once(child, 'exit')).toEqual([0, null]);
    },
    BUSY_MS,
  );

  test(
    'leave neither tools nor sources in the image',
    async () => {
      const { printed } = await outcomeOf(image.run(['ls', '.', 'node_modules']));
      const names = printed.split(/\s+/);
      expect(names).toEqual(expect.arrayContaining(['dist', 'fastify']));
      const tools = ['apps', 'libs', 'tools', '@angular', 'nx', 'typescript', 'jest', 'lighthouse'];
      expect(tools.filter((tool) => names.includes(tool))).toEqual([]);
    },
    BUSY_MS,
  );
});
