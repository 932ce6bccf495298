import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import type { ArtifactKey } from './artifact-storage.js';
import { DiskArtifactStorage } from './disk-artifact-storage.js';

describe('DiskArtifactStorage', () => {
  let dir: string;
  let storage: DiskArtifactStorage;
  let key: ArtifactKey;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'artifacts-'));
    storage = new DiskArtifactStorage(join(dir, 'store'));
    key = { taskId: randomUUID(), attempt: 1 };
  });

  afterEach(() => rm(dir, { recursive: true }));

  const write = async (content: string, to = key): Promise<void> =>
    pipeline(Readable.from([content]), await storage.write(to));
  const read = async (from = key): Promise<string | null> => {
    const stream = await storage.read(from);
    return stream && text(stream);
  };

  test('what was written is read back, for each attempt its own', async () => {
    await write('第一次');
    await write('second', { ...key, attempt: 2 });
    expect(await read()).toBe('第一次');
    expect(await read({ ...key, attempt: 2 })).toBe('second');
  });

  test('a part of it is read by its first and its last byte', async () => {
    await write('0123456789');
    for (const [range, part] of [
      [{ start: 0, end: 0 }, '0'],
      [{ start: 3, end: 9 }, '3456789'],
    ] as const) {
      expect(await text((await storage.read(key, range))!)).toBe(part);
    }
  });

  test('nobody else on the machine can read files or folders', async () => {
    await write('secret');
    const folder = join(dir, 'store', key.taskId.slice(-2), key.taskId);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, '1'))).mode & 0o777).toBe(0o600);
  });

  test('a file is not to be seen before it is whole', async () => {
    const stream = await storage.write(key);
    await new Promise((resolve) => stream.write('half', resolve));
    expect(await storage.read(key)).toBeNull();
    await finished(stream.end(' and half'));
    expect(await read()).toBe('half and half');
  });

  test('a write that breaks off leaves nothing behind, and the earlier file as it was', async () => {
    await write('before');
    const stream = await storage.write(key);
    stream.write('half');
    stream.destroy(new Error('the worker gave up'));
    await expect(finished(stream)).rejects.toThrow('the worker gave up');
    expect(await read()).toBe('before');
    expect(await readdir(join(dir, 'store', key.taskId.slice(-2), key.taskId))).toEqual(['1']);
  });

  test('a file is begun also where its folder, empty as yet, is taken away at the same time', async () => {
    const folder = join(dir, 'store', key.taskId.slice(-2), key.taskId);
    const takeFolder = async (): Promise<void> => rmdir(folder).catch(() => undefined); // it is not there, or not empty
    for (let attempt = 1; attempt <= 200; attempt += 1) {
      const file = { ...key, attempt };
      await Promise.all([write('whole', file), takeFolder().then(takeFolder).then(takeFolder)]);
      expect(await read(file)).toBe('whole');
      await storage.discard(file);
    }
  });

  test('an error of the disk reaches the writer', async () => {
    const stream = await storage.write(key);
    await storage.removeAll(key.taskId);
    await expect(pipeline(Readable.from(['x']), stream)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('discarding removes one attempt, removing all the folder; both may be repeated', async () => {
    await write('one');
    await write('two', { ...key, attempt: 2 });
    await storage.discard(key);
    await storage.discard(key);
    expect(await read()).toBeNull();
    expect(await read({ ...key, attempt: 2 })).toBe('two');

    await storage.removeAll(key.taskId);
    await storage.removeAll(key.taskId);
    expect(await readdir(join(dir, 'store', key.taskId.slice(-2)))).toEqual([]);
  });

  test.each([
    '../../../etc/passwd',
    '..',
    '',
    'a/b',
    `${randomUUID()}/..`,
    `${randomUUID()}\n`,
    randomUUID().toUpperCase(),
  ])('the task id %j never becomes a path', async (taskId) => {
    const hostile = { taskId, attempt: 1 };
    await expect(storage.write(hostile)).rejects.toThrow('task id');
    await expect(storage.read(hostile)).rejects.toThrow('task id');
    await expect(storage.discard(hostile)).rejects.toThrow('task id');
    await expect(storage.removeAll(taskId)).rejects.toThrow('task id');
  });

  test.each([0, -1, 1.5, NaN, '../1' as unknown as number])('%p is no attempt', async (attempt) => {
    await expect(storage.write({ ...key, attempt })).rejects.toThrow('no attempt');
  });
});
