import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { TICKED, tickerOf } from '../../testing/schedules.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { DiskArtifactStorage } from '../artifacts/disk-artifact-storage.js';
import { toStoreFilter } from '../index/task-filter.js';
import { TaskStore, type NewTask } from '../life/task-store.js';
import { createdAtMs } from '../record/codec.js';
import { encodeDefinition, type ScheduleDefinition } from '../schedules/schedule-record.js';
import { ScheduleStore } from '../schedules/schedule-store.js';
import { ScheduleTicks } from '../schedules/schedule-ticks.js';
import { KeyRing } from '../secrets/key-ring.js';
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

async function create(
  { redis, prefix }: RedisFixture,
  clock: ManualClock,
  more: Partial<NewTask> = {},
): Promise<string> {
  const createdBy = { id: 'ann', username: 'ann', roles: ['user'] as const };
  const head = { type: 'a.b', title: 't', priority: 'low', timeoutMs: 1_000, locale: 'en', requestId: 'r' } as const;
  const task = { head: { ...head, createdBy }, params: '{}', maxRetries: 0, runAtMs: null, idempotency: null };
  return (await new TaskStore(redis, clock, prefix).create({ ...task, ...more })).id;
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

test('secrets come along as they are sealed, and it is told with which keys', async () => {
  const clock = new ManualClock();
  const [sealed, other] = ['old', 'new'].map((id) => new KeyRing([{ id, key: randomBytes(32) }]).seal('hunter2', ''));
  const id = await create(from, clock, { secrets: sealed! });
  await create(from, clock);
  const schedules = new ScheduleStore(from.redis, clock, from.prefix);
  for (const secrets of [sealed!, other!]) {
    const fields = { ...encodeDefinition({ ...SCHEDULE, secrets }), version: '1', enabled: '1', next: '' };
    await schedules.keep({ id: schedules.newId(), before: null, fields, dueAt: null, change: 'created' });
  }
  const [made, restored] = [backupOf(from, clock), backupOf(to, clock)];
  for await (const entry of made.entries()) {
    await restored.restore(entry);
  }
  await restored.finish();
  const counts = new Map([
    ['old', 2],
    ['new', 1],
  ]);
  expect([made.sealedWith, restored.sealedWith]).toEqual([counts, counts]);
  expect(await to.redis.hget(`${to.prefix}:t:${id}`, 'x')).toBe(sealed);
});

test('schedules go on after a restore: each due tick once, with owner, pause and history', async () => {
  const clock = new ManualClock(Date.parse('2030-01-01T00:00:00Z'));
  const [there, here] = [from, to].map(({ redis, prefix }) => new ScheduleStore(redis, clock, prefix));
  const keep = async (
    definition: Partial<ScheduleDefinition>,
    fields: Record<string, string> = {},
  ): Promise<string> => {
    const whole = { ...SCHEDULE, ...definition };
    const [id, next] = [there!.newId(), clock.nowMs() + 60_000];
    const kept = { ...encodeDefinition(whole), version: '1', enabled: '1', next: String(next), ...fields };
    await there!.keep({ id, before: null, fields: kept, dueAt: next, change: 'created' });
    return id;
  };
  const anchorAt = clock.nowMs();
  const id = await keep({ anchorAt });
  const paused = await keep({ anchorAt, name: 'paused' }, { enabled: '0', pausedBecause: 'USER' });
  const declared = await keep({ anchorAt, name: 'declared', declared: { as: 'declared', digest: 'd' } });
  const look = (store: ScheduleStore): Promise<void> => new ScheduleTicks(store, tickerOf({ store }), FAILING).look();
  clock.advance(60_000);
  await look(there!);

  const restored = backupOf(to, clock);
  for await (const entry of backupOf(from, clock).entries()) {
    await restored.restore(JSON.parse(JSON.stringify(entry)) as typeof entry); // as the file has it
  }
  await restored.finish();
  const { ids } = await there!.list(null, 0, 10);
  expect(await here!.list(null, 0, 10)).toEqual({ ids, total: 3 });
  expect(await here!.list('ann', 0, 10)).toEqual({ ids, total: 3 });
  expect(await here!.getAll(ids)).toEqual(await there!.getAll(ids));
  expect(await here!.ticks(id)).toEqual(await there!.ticks(id));
  await expect(here!.remove((await here!.get(declared))!)).rejects.toMatchObject({ code: 'SCHEDULE_DECLARED' });

  clock.advance(125_000);
  await look(here!);
  const outcomes = async (one: string) => (await here!.ticks(one)).map(({ outcome }) => outcome);
  expect(await outcomes(id)).toEqual(['started', 'missed', 'started']);
  expect(await outcomes(paused)).toEqual(['paused', 'paused', 'paused']);
  expect(await disagreements(to.redis, to.prefix, { isShared: true })).toEqual([]);
});

const SCHEDULE: ScheduleDefinition = {
  ...{ name: 'nightly', type: TICKED.type, params: {}, everyMs: 60_000, timeZone: 'UTC', locale: 'en' },
  ...{ missed: 'once', missedWithinMs: 3_600_000, overlap: 'allow', jitterMs: 0 },
  createdBy: { id: 'ann', username: 'ann', roles: ['user'] },
};

const FAILING = {
  warn(what: string, error: unknown): void {
    throw new Error(what, { cause: error });
  },
};
