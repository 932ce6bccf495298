import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { DiskArtifactStorage } from '../artifacts/disk-artifact-storage.js';
import { toStoreFilter } from '../index/task-filter.js';
import { TaskStore } from '../life/task-store.js';
import { createdAtMs } from '../record/codec.js';
import { TasksBackup } from './tasks-backup.js';

let from: RedisFixture;
let to: RedisFixture;
let dir: string;
beforeEach(async () => {
  [from, to] = [await openRedisFixture(), await openRedisFixture()];
  dir = await mkdtemp(join(tmpdir(), 'task-queue-backup-'));
});
afterEach(async () => {
  await Promise.all([from, to].map((fixture) => fixture.close()));
  await rm(dir, { recursive: true });
});

const backupOf = ({ redis, prefix }: RedisFixture, clock: ManualClock): TasksBackup =>
  new TasksBackup(redis, clock, prefix, new DiskArtifactStorage(dir)); // of these tasks none has a file

async function create({ redis, prefix }: RedisFixture, clock: ManualClock): Promise<string> {
  const createdBy = { id: 'ann', username: 'ann', roles: ['user'] as const };
  const head = { type: 'a.b', title: 't', priority: 'low', timeoutMs: 1_000, locale: 'en', requestId: 'r' } as const;
  const task = { head: { ...head, createdBy }, params: '{}', maxRetries: 0, runAtMs: null, idempotency: null };
  return (await new TaskStore(redis, clock, prefix).create(task)).id;
}

async function listed({ redis, prefix }: RedisFixture, createdFrom?: string): Promise<string[]> {
  const filter = toStoreFilter(createdFrom === undefined ? {} : { createdFrom }, null)!;
  const window = { offset: 0, limit: 10, countAll: true };
  const { items } = await new TaskStore(redis, new ManualClock(), prefix).list(filter, window);
  return items.map(({ task }) => task.id);
}

test('what is created after a restore is newer than all of it, and found by its time, also where the clock there is behind', async () => {
  const clock = new ManualClock();
  const first = await create(from, clock);
  clock.advance(60_000);
  const second = await create(from, clock);

  const behind = new ManualClock(clock.timeMs - 3_600_000);
  const restored = backupOf(to, behind);
  for await (const entry of backupOf(from, clock).entries()) {
    await restored.restore(entry);
  }
  await restored.finish();
  const third = await create(to, behind);

  expect(createdAtMs(third)).toBe(clock.timeMs);
  expect(await listed(to)).toEqual([third, second, first]);
  expect(await listed(to, new Date(clock.timeMs).toISOString())).toEqual([third, second]);
  expect(await disagreements(to.redis, to.prefix, { isShared: true })).toEqual([]);
});
