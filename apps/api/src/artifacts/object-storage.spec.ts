import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ArtifactLink, LoginResponse, Task } from '@task-queue/contracts';
import { S3_CREDENTIALS, startS3Server, type S3Server } from '@task-queue/artifacts-s3/testing';
import { ARTIFACT_STORAGE, TaskHandler, type ArtifactStorage, type TaskContext } from '@task-queue/tasks';
import { namesIn, sweepOrphans } from '@task-queue/tasks/testing';
import { eventually } from '../../testing/eventually.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';
import { backup } from '../backup/backup.js';
import { restore } from '../backup/restore.js';
import { loadSettings, type Settings } from '../settings/settings.js';

const CONTENT = randomBytes(9 * 2 ** 20);

class NoParams {}

@TaskHandler({ type: 'test.file', title: { zh: '文件', en: 'File' }, params: NoParams, maxRetries: 0 })
class FileTask {
  async run(_params: NoParams, context: TaskContext): Promise<void> {
    await pipeline([CONTENT], context.artifact('报表.bin', 'application/x-report'));
  }
}

/** Writes until somebody stops it. */
@TaskHandler({ type: 'test.endless', title: { zh: '无尽', en: 'Endless' }, params: NoParams, maxRetries: 0 })
class EndlessTask {
  async run(_params: NoParams, context: TaskContext): Promise<void> {
    async function* forEver(): AsyncGenerator<Buffer> {
      for (;;) {
        yield CONTENT;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    await pipeline(forEver, context.artifact('endless.bin', 'application/x-report'), { signal: context.signal });
  }
}

let server: S3Server;
let api: RunningApi;
let ann: LoginResponse;
beforeAll(async () => {
  server = await startS3Server();
  api = await start({ ARTIFACTS_DOWNLOADS: 'stream' });
  ann = await api.person('ann');
});
afterAll(async () => {
  await api.stop();
  await server.stop();
});

const storageSettings = (): Readonly<Record<string, string>> => ({
  ARTIFACTS_URL: server.url,
  ARTIFACTS_ACCESS_KEY: S3_CREDENTIALS.accessKeyId,
  ARTIFACTS_SECRET_KEY: S3_CREDENTIALS.secretAccessKey,
});
const start = (env: Readonly<Record<string, string>>): Promise<RunningApi> =>
  startApi({ ...storageSettings(), ...env }, undefined, [FileTask, EndlessTask]);

async function made(by = api, { accessToken } = ann): Promise<Task> {
  const { id } = await by.create(accessToken, { type: 'test.file' });
  return by.finished(accessToken, id);
}
const linkOf = async ({ id }: Task, by = api, { accessToken } = ann): Promise<string> =>
  (await by.request<ArtifactLink>('POST', `/api/tasks/${id}/artifact/link`, { token: accessToken })).body.url;
const filesOf = async ({ id }: Pick<Task, 'id'>): Promise<readonly string[]> =>
  (await namesIn(api.app.get<ArtifactStorage>(ARTIFACT_STORAGE))).filter((name) => name.startsWith(id));

describe('files on an object storage', () => {
  test('are downloaded in whole and gone on with, as from the disk', async () => {
    const url = api.url + (await linkOf(await made()));
    const whole = await fetch(url);
    expect(Buffer.from(await whole.arrayBuffer()).equals(CONTENT)).toBe(true);
    const rest = await fetch(url, { headers: { range: 'bytes=1000-', 'if-range': whole.headers.get('etag')! } });
    expect([rest.status, rest.headers.get('content-range')]).toEqual([
      206,
      `bytes 1000-${CONTENT.length - 1}/${CONTENT.length}`,
    ]);
    expect(Buffer.from(await rest.arrayBuffer()).equals(CONTENT.subarray(1_000))).toBe(true);
    const beyond = await fetch(url, { headers: { range: `bytes=${CONTENT.length}-` } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${CONTENT.length}`]);
  });

  test('break off for their reader where the storage does, and are no whole file', async () => {
    const url = api.url + (await linkOf(await made()));
    server.cutAfter(2 ** 20);
    try {
      const broken = await fetch(url);
      expect([broken.status, broken.headers.get('content-length')]).toEqual([200, String(CONTENT.length)]);
      await expect(broken.arrayBuffer()).rejects.toThrow('terminated');
    } finally {
      server.cutAfter(null);
    }
    const whole = await fetch(url);
    expect(Buffer.from(await whole.arrayBuffer()).equals(CONTENT)).toBe(true);
  });

  test('go with their task', async () => {
    const task = await made();
    expect(await filesOf(task)).toEqual([`${task.id}/1`]);
    await api.request('DELETE', `/api/tasks/${task.id}`, { token: ann.accessToken });
    expect(await filesOf(task)).toEqual([]);
  });

  test('are taken back in all their parts when their task is stopped', async () => {
    const task = await api.create(ann.accessToken, { type: 'test.endless' });
    await eventually(async () => (await filesOf(task)).length > 0);
    const { status } = await api.request('POST', `/api/tasks/${task.id}/stop`, { token: ann.accessToken });
    expect(status).toBeLessThan(300);
    await api.happened(task.id, /task:(cancelled|failed)/);
    await eventually(async () => (await filesOf(task)).length === 0);
  });

  test('that cannot be kept or read are told of in plain words, and keep no task from being deleted', async () => {
    const task = await made();
    server.refuse(403);
    try {
      const failed = await made();
      expect([failed.status, failed.error?.message]).toEqual([
        'failed',
        'The storage of files refuses (AccessDenied, HTTP 403)',
      ]);
      const path = `/api/tasks/${task.id}/artifact`;
      const { status, body } = await api.request('GET', path, { token: ann.accessToken });
      expect([status, body.code]).toEqual([503, 'ARTIFACT_UNAVAILABLE']);
      const deleted = await api.request('DELETE', `/api/tasks/${task.id}`, { token: ann.accessToken });
      expect(deleted.status).toBe(204);
    } finally {
      server.refuse(null);
    }
  });

  test('are away and come back without the service, which starts all the same', async () => {
    // A place of its own: in another's, its files are nobody's.
    const place = { ARTIFACTS_URL: server.url.replace('/tasks?', '/early?') };
    server.drop(true);
    const early = await start(place).finally(() => server.drop(false));
    try {
      const eve = await early.person('eve');
      server.refuse(500);
      expect((await early.request('GET', '/health/ready')).status).toBe(200);
      expect((await made(early, eve)).status).toBe('failed');
      server.refuse(null);
      const url = early.url + (await linkOf(await made(early, eve), early, eve));
      expect((await fetch(url)).status).toBe(200);
    } finally {
      server.refuse(null);
      await early.stop();
    }
  });

  test('are in a backup, and once a restore has taken the place over what is no task of it is swept again', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'task-queue-backup-'));
    const file = join(dir, 'backup.gz');
    const REDIS_PREFIX = `{restored-${randomUUID()}}`;
    const settingsOf = (prefix: string): Settings =>
      loadSettings({ ...storageSettings(), REDIS_URL: api.fixture.url, REDIS_PREFIX: prefix });
    try {
      const { id } = await made();
      const storage = api.app.get<ArtifactStorage>(ARTIFACT_STORAGE);
      await storage.inventory!.takeOver('before Redis was emptied');
      const { files, damage } = await backup(settingsOf(api.fixture.prefix), file);
      expect([files > 0, damage.files]).toEqual([true, 0]);
      await storage.removeAll(id);

      const refused = 'Files of tasks of another deployment, or of this one before its Redis was emptied';
      await expect(restore(settingsOf(REDIS_PREFIX), file, false)).rejects.toThrow(refused);
      expect(await filesOf({ id })).toEqual([]);
      await restore(settingsOf(REDIS_PREFIX), file, true);

      const orphan = { taskId: randomUUID(), attempt: 1 };
      await pipeline(['of nobody'], await storage.write(orphan));
      const restored = await start({ REDIS_PREFIX });
      try {
        await sweepOrphans(restored.fixture, storage);
        expect([await filesOf({ id: orphan.taskId }), await filesOf({ id })]).toEqual([[], [`${id}/1`]]);
        const { accessToken: token } = await restored.login('ann');
        const answer = await fetch(`${restored.url}/api/tasks/${id}/artifact`, {
          headers: { authorization: `Bearer ${token}` },
        });
        expect(Buffer.from(await answer.arrayBuffer()).equals(CONTENT)).toBe(true);
      } finally {
        await restored.stop();
      }
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test('are fetched from the storage itself where the operator wants that', async () => {
    const redirecting = await start({ ARTIFACTS_DOWNLOADS: 'redirect' });
    try {
      const ben = await redirecting.person('ben');
      const url = redirecting.url + (await linkOf(await made(redirecting, ben), redirecting, ben));
      const led = await fetch(url, { redirect: 'manual' });
      expect([led.status, new URL(led.headers.get('location')!).origin]).toEqual([
        302,
        new URL(server.url).searchParams.get('endpoint'),
      ]);
      const answer = await fetch(url);
      expect(answer.headers.get('content-type')).toBe('application/x-report');
      expect(answer.headers.get('content-disposition')).toContain('attachment');
      expect(Buffer.from(await answer.arrayBuffer()).equals(CONTENT)).toBe(true);
    } finally {
      await redirecting.stop();
    }
  });
});

test.each([
  ['s3://', 'ARTIFACTS_URL: must name a bucket'],
  ['s3://key:word@files', 'ARTIFACTS_URL: must hold no credentials'],
  ['s3://files?endpoint=nowhere', 'ARTIFACTS_URL: must have endpoints'],
  ['s3://files?speed=high', 'ARTIFACTS_URL: must have no option but'],
])('the place %s stops the start, and is told without itself', async (ARTIFACTS_URL, words) => {
  await expect(start({ ARTIFACTS_URL })).rejects.toThrow(words);
});
