import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { namesIn, raceSweep, sweepOrphans } from '../../testing/index.js';
import {
  attempts,
  createStarted,
  FAILURE,
  fixture,
  recover,
  clock,
  storesForAll,
  tasks,
  HEAD,
} from '../../testing/stores.js';
import { DiskArtifactStorage } from '../artifacts/disk-artifact-storage.js';
import { OrphanSweep } from './orphan-sweep.js';

let dir: string;
let storage: DiskArtifactStorage;
storesForAll();
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'orphans-'));
  storage = new DiskArtifactStorage(dir);
});
afterEach(async () => {
  begun.splice(0).forEach((file) => file.destroy());
  await rm(dir, { recursive: true, force: true });
});

const begun: Writable[] = [];

const write = async (taskId: string, attempt = 1): Promise<void> =>
  pipeline(['a file'], await storage.write({ taskId, attempt }));

/** Begins a file as a process does that dies: nobody ends it. */
async function beginFile(taskId: string, attempt = 1): Promise<void> {
  const file = await storage.write({ taskId, attempt });
  begun.push(file);
  await new Promise((resolve) => file.write('half', resolve));
}

const sweep = (): Promise<number> => sweepOrphans(fixture, storage);

describe('the sweep for files that belong to nobody', () => {
  test('deletes whole and half-written files of tasks that are not there, with their folders', async () => {
    const [gone, half] = [randomUUID(), randomUUID()];
    await write(gone, 1);
    await write(gone, 2);
    await beginFile(half);
    expect(await sweep()).toBe(3);
    expect(await namesIn(storage)).toEqual([]);
    expect(await readdir(join(dir, gone.slice(-2)))).toEqual([]);
  });

  test('leaves what a running attempt writes and has written, and deletes it when the attempt is lost', async () => {
    const { id } = await createStarted();
    await beginFile(id);
    await write(id);
    expect(await sweep()).toBe(0);
    clock.advance(20_000);
    while ((await recover()) === 0) {
      await attempts.canJudgeSilence();
    }
    expect(await sweep()).toBe(2);
  });

  test('leaves the file of a completed task, and deletes those of its earlier attempts', async () => {
    const { id, started } = await createStarted();
    await attempts.retry(started, FAILURE, 0);
    await write(id, 1);
    await write(id, 2);
    const again = (await attempts.start({ taskId: id, number: 2 }))!;
    const file = { name: 'a', contentType: 'text/plain', sizeBytes: 6, attempt: 2 };
    expect(await attempts.complete(again, 'null', null, file)).toBe(true);
    await beginFile(id, 2);
    expect(await sweep()).toBe(2);
    expect(await namesIn(storage)).toEqual([`${id}/2`]);
    await tasks.remove(id, HEAD);
    expect(await sweep()).toBe(1);
  });

  test('deletes the file of a failed task', async () => {
    const { id, started } = await createStarted();
    await write(id);
    await attempts.fail(started, FAILURE);
    expect(await sweep()).toBe(1);
  });

  test.each([
    ['whose state nobody can read', 's', '{'],
    ['whose file’s facts nobody can read', 'f', '{"attempt":'],
  ])('leaves the files of a task %s', async (_what, field, value) => {
    const { id, started } = await createStarted();
    await attempts.complete(started, 'null', null, null);
    await write(id);
    await fixture.redis.hset(`${fixture.prefix}:t:${id}`, field, value);
    expect(await sweep()).toBe(0);
  });

  test('leaves the files of an attempt that Redis has forgotten: its number will be given again', async () => {
    const { id } = await createStarted();
    await write(id, 2);
    expect(await sweep()).toBe(0);
  });

  test('leaves alone what the storage did not write itself', async () => {
    const id = randomUUID();
    const folder = join(dir, id.slice(-2), id);
    await mkdir(folder, { recursive: true });
    await mkdir(join(dir, 'xx', randomUUID()), { recursive: true });
    for (const name of ['notes.txt', '0', '1.partial', '1.bak']) {
      await writeFile(join(folder, name), 'mine');
    }
    await writeFile(join(dir, 'readme'), 'mine');
    expect(await sweep()).toBe(0);
    expect(await readdir(folder)).toHaveLength(4);
  });

  test('touches nothing where another deployment keeps its files, and says so', async () => {
    const told: string[] = [];
    await write(randomUUID());
    expect(await storage.inventory.claim('another')).toBe(true);
    expect(await sweepOrphans(fixture, storage, (line) => told.push(line))).toBe(0);
    expect(told).toEqual([
      expect.stringMatching(
        /keeps its own and deletes.*whatever is not of its tasks.*delete the mark named deployment/,
      ),
    ]);
    await rm(join(dir, 'deployment'));
    expect(await storage.inventory.isClaimed()).toBe(false);
    expect(await sweep()).toBe(1);
    expect(await storage.inventory.isClaimed()).toBe(true);
    await storage.inventory.takeOver('another');
    await write(randomUUID());
    expect(await sweep()).toBe(0);
  });

  test('looks again an hour later, and a minute after it failed', async () => {
    let nowMs = 0;
    let isAway = false;
    let looked = 0;
    const duty = new OrphanSweep({
      inventory: {
        claim: async () => (isAway ? Promise.reject(new Error('away')) : true),
        files: () => {
          looked += 1;
          return storage.inventory.files();
        },
      },
      needed: { among: async () => new Set() },
      deployment: async () => 'd',
      logger: { log: () => undefined, warn: () => undefined },
      nowMs: () => nowMs,
    });
    const turnAt = async (atMs: number): Promise<number> => {
      nowMs = atMs;
      await duty.turn(async () => true);
      return looked;
    };
    expect([await turnAt(0), await turnAt(3_599_999), await turnAt(3_600_000)]).toEqual([1, 1, 2]);
    isAway = true;
    await expect(turnAt(7_200_000)).rejects.toThrow('away');
    isAway = false;
    expect([await turnAt(7_259_999), await turnAt(7_260_000)]).toEqual([2, 3]);
  });

  test('ends between two steps where the duty is another’s by now', async () => {
    await Promise.all(Array.from({ length: 250 }, () => write(randomUUID())));
    const duty = new OrphanSweep({
      inventory: storage.inventory,
      needed: { among: async () => new Set() },
      deployment: async () => 'd',
      logger: { log: () => undefined, warn: () => undefined },
    });
    expect(await duty.turn(async () => false)).toBe(200);
  });

  test('never deletes what is being written, however often it looks', async () => {
    const { expected, found, broken } = await raceSweep(storage, 60);
    expect(broken).toBe(0);
    expect(found).toEqual(expected);
  }, 60_000);
});
