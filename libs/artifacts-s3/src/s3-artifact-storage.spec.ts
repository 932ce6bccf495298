import { randomBytes, randomUUID } from 'node:crypto';
import { buffer, text } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ArtifactKey } from '@task-queue/tasks';
import { namesIn, openRedisFixture, raceSweep, sweepOrphans, type RedisFixture } from '@task-queue/tasks/testing';
import { S3_CREDENTIALS, startS3Server, type S3Server } from '../testing/index.js';
import { S3ArtifactStorage } from './s3-artifact-storage.js';
import { readS3Place } from './s3-place.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MIB = 2 ** 20;

let server: S3Server;
let storage: S3ArtifactStorage;
let fixture: RedisFixture;
let key: ArtifactKey;
beforeAll(async () => {
  server = await startS3Server();
  storage = new S3ArtifactStorage(readS3Place(server.url), S3_CREDENTIALS);
  fixture = await openRedisFixture();
});
beforeEach(() => {
  key = { taskId: randomUUID(), attempt: 1 };
});
afterAll(async () => {
  await fixture.close();
  await server.stop();
});

const write = async (content: string | Buffer, to = key): Promise<void> => pipeline([content], await storage.write(to));
const read = async (from = key): Promise<string | null> => {
  const stream = await storage.read(from);
  return stream && text(stream);
};
const isThere = async (taskId = key.taskId): Promise<boolean> =>
  (await namesIn(storage)).some((name) => name.startsWith(taskId));

describe('an object storage', () => {
  test('gives back what was written, for each attempt its own, and nothing where there is none', async () => {
    expect(await read()).toBeNull();
    await write('第一次');
    await write('second', { ...key, attempt: 2 });
    expect([await read(), await read({ ...key, attempt: 2 })]).toEqual(['第一次', 'second']);
  });

  test('gives a part by its first and its last byte', async () => {
    await write('0123456789');
    const partOf = async (start: number, end: number): Promise<string> =>
      text((await storage.read(key, { start, end }))!);
    expect([await partOf(0, 3), await partOf(3, 9)]).toEqual(['0123', '3456789']);
  });

  test('takes a file of several parts', async () => {
    const content = randomBytes(20 * MIB);
    await write(content);
    expect((await buffer((await storage.read(key))!)).equals(content)).toBe(true);
  });

  test('takes and gives a large file in memory that does not grow with it', async () => {
    const [block, blocks] = [randomBytes(MIB), 128];
    let most = 0;
    const look = (): void => {
      collectGarbage();
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    };
    async function* content(): AsyncGenerator<Buffer> {
      for (let i = 1; i <= blocks; i += 1) {
        if (i % 32 === 0) {
          look();
        }
        yield block;
      }
    }
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    await pipeline(content, await storage.write(key));
    let [bytes, looked] = [0, 0];
    for await (const chunk of (await storage.read(key))!) {
      bytes += (chunk as Buffer).length;
      if (bytes - looked > 32 * MIB) {
        looked = bytes;
        look();
      }
    }
    expect(bytes).toBe(blocks * MIB);
    expect((most - before) / MIB).toBeLessThan(64);
  }, 120_000);

  test('shows no file before it is whole, and takes all parts back where it breaks off', async () => {
    const stream = await storage.write(key);
    const write = async (bytes: number): Promise<void> =>
      new Promise((resolve) => stream.write(randomBytes(bytes), () => resolve()));
    await write(9 * MIB);
    await write(9 * MIB);
    expect(await namesIn(storage)).toContain(`${key.taskId}/1~`);
    expect(await read()).toBeNull();
    stream.destroy(new Error('the worker gave up'));
    await expect(finished(stream)).rejects.toThrow('the worker gave up');
    await new Promise<void>((resolve) => (stream.closed ? resolve() : stream.once('close', resolve)));
    expect(await isThere()).toBe(false);
  });

  test('deletes one attempt, or all of a task; both may be repeated', async () => {
    await write('one');
    await write('two', { ...key, attempt: 2 });
    await storage.discard(key);
    await storage.discard(key);
    expect([await read(), await read({ ...key, attempt: 2 })]).toEqual([null, 'two']);
    await storage.removeAll(key.taskId);
    await storage.removeAll(key.taskId);
    expect(await isThere()).toBe(false);
  });

  test.each(['../../../etc/passwd', '..', '', 'a/b', `${randomUUID()}/..`])(
    'never makes a key of the task id %j',
    async (taskId) => {
      const hostile = { taskId, attempt: 1 };
      await expect(storage.write(hostile)).rejects.toThrow('task id');
      await expect(storage.read(hostile)).rejects.toThrow('task id');
      await expect(storage.removeAll(taskId)).rejects.toThrow('task id');
    },
  );

  test('writes, reads and deletes through a fault that passes', async () => {
    const calls: (() => Promise<unknown>)[] = [
      () => write(randomBytes(9 * MIB)),
      () => read(),
      () => namesIn(storage),
      () => storage.removeAll(key.taskId),
    ];
    for (const call of calls) {
      server.refuse(503, 1);
      await expect(call()).resolves.not.toBeNull();
    }
    expect(await isThere()).toBe(false);
  }, 30_000);

  test('breaks a file off that it cannot give to the end', async () => {
    await write(randomBytes(2 * MIB));
    server.cutAfter(MIB);
    try {
      await expect(read()).rejects.toThrow('aborted');
    } finally {
      server.cutAfter(null);
    }
  });

  test.each([
    ['without the bucket', '/nowhere', S3_CREDENTIALS.secretAccessKey, 'NoSuchBucket, HTTP 404'],
    ['that knows another secret', '/artifacts', 'of another', 'SignatureDoesNotMatch, HTTP 403'],
  ])('%s says so to who writes and reads, and finds nothing missing', async (_what, bucket, secretAccessKey, words) => {
    const place = readS3Place(server.url.replace('/artifacts', bucket));
    const other = new S3ArtifactStorage(place, { ...S3_CREDENTIALS, secretAccessKey });
    const message = `The storage of files refuses (${words})`;
    await expect(other.read(key)).rejects.toThrow(message);
    await expect(pipeline(['x'], await other.write(key))).rejects.toThrow(message);
    await expect(other.inventory.isClaimed()).rejects.toThrow(message);
  });

  test('refuses a part that begins beyond the end', async () => {
    await write('0123456789');
    await expect(storage.read(key, { start: 10, end: 12 })).rejects.toThrow('InvalidRange, HTTP 416');
  });

  test.each([
    ['refuses', () => server.refuse(403), /^The storage of files refuses \(AccessDenied, HTTP 403\)$/],
    ['fails', () => server.refuse(500), /^The storage of files refuses \(InternalError, HTTP 500\)$/],
    ['is away', () => server.drop(true), /^The storage of files cannot be reached \(\w+\)$/],
  ])(
    'that %s says so in words without its address, to who writes, reads and deletes',
    async (_what, begin, words) => {
      begin();
      try {
        const messages = await Promise.all(
          [
            write('x'),
            write(randomBytes(9 * MIB)),
            storage.read(key),
            storage.removeAll(key.taskId),
            namesIn(storage),
          ].map(async (call) =>
            call.then(
              () => 'done',
              (error: Error) => error.message,
            ),
          ),
        );
        expect(messages).toEqual(messages.map(() => expect.stringMatching(words)));
      } finally {
        server.refuse(null);
        server.drop(false);
      }
    },
    30_000,
  );

  test('leads a browser to a file by an address of its own, with its name and type, where that is wanted', async () => {
    await write('for a browser');
    expect(storage.addressOf).toBeUndefined();
    const redirecting = new S3ArtifactStorage(readS3Place(server.url), S3_CREDENTIALS, true);
    const address = await redirecting.addressOf!(key, {
      contentType: 'text/csv',
      disposition: 'attachment; filename=a.csv',
    });
    const answer = await fetch(address, { headers: { range: 'bytes=4-' } });
    expect([answer.status, await answer.text()]).toEqual([206, 'a browser']);
    expect([answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
      'text/csv',
      'attachment; filename=a.csv',
    ]);
    expect((await fetch(address.replace(/Signature=\w/, 'Signature=x'))).status).toBe(403);
  });

  test('is swept: what belongs to no task goes, parts of unfinished files as well', async () => {
    await write('an orphan');
    const half = await storage.write({ ...key, attempt: 2 });
    for (let i = 0; i < 2; i += 1) {
      await new Promise((resolve) => half.write(randomBytes(9 * MIB), resolve));
    }
    expect(await namesIn(storage)).toEqual(expect.arrayContaining([`${key.taskId}/1`, `${key.taskId}/2~`]));
    await sweepOrphans(fixture, storage);
    expect(await namesIn(storage)).toEqual([]);
    half.destroy();
  });

  test('is never swept of what is being written, however often it is looked at', async () => {
    const other = new S3ArtifactStorage(readS3Place(server.url.replace('/tasks', '/race')), S3_CREDENTIALS);
    const { expected, found, broken } = await raceSweep(other, 30);
    expect(broken).toBe(0);
    expect(found).toEqual(expected);
  }, 60_000);
});
