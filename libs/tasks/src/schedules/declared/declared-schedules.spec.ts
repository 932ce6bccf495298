import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ScheduleDraft } from '@task-queue/contracts';
import { IsString } from 'class-validator';
import { outcomesOf, schedules, tasksOfSchedule, TICKED, tickerOf, ticksOf } from '../../../testing/schedules.js';
import { clock, fixture, read, storesForAll } from '../../../testing/stores.js';
import type { RegisteredHandler } from '../../handlers/task-registry.js';
import { TaskParam } from '../../handlers/task-param.js';
import { keyIdOf, type SecretKey } from '../../secrets/key-ring.js';
import { SecretParams } from '../../secrets/secret-params.js';
import { encodeDefinition, type ScheduleDefinition, type StoredSchedule } from '../schedule-record.js';
import { changeSettled } from '../settled-change.js';
import { CODE_OWNER } from './code-owner.js';
import { DeclaredSchedules } from './declared-schedules.js';

storesForAll();

const MINUTE_MS = 60_000;
const NIGHTLY: ScheduleDraft = { name: 'nightly', type: TICKED.type, cron: '30 2 * * *', timeZone: 'UTC' };
const LATER: ScheduleDraft = { ...NIGHTLY, cron: '30 3 * * *' };
const HOURLY: ScheduleDraft = { name: 'hourly', type: TICKED.type, cron: '0 * * * *', timeZone: 'UTC' };

let startMs: number;
beforeEach(async () => {
  clock.timeMs = Date.parse('2030-01-01T00:00:00Z');
  startMs = clock.nowMs();
  const keys = await fixture.redis.keys(`${fixture.prefix}:schedule*`);
  await fixture.redis.del(`${fixture.prefix}:none`, ...keys);
});

/** A worker whose code declares these. */
function worker(...drafts: ScheduleDraft[]): DeclaredSchedules {
  return workerOf(drafts, TICKED);
}

function workerOf(
  drafts: ScheduleDraft[],
  type: RegisteredHandler,
  keys: readonly SecretKey[] = [],
): DeclaredSchedules {
  const all = () => [{ schedules: drafts } as unknown as RegisteredHandler]; // all that is asked of it
  const parts = { registry: { all, find: () => type }, secrets: new SecretParams({ secrets: { keys } }) };
  const logger = { log: () => undefined, warn: () => undefined };
  return new DeclaredSchedules({ store: schedules(), ticker: tickerOf(), ...parts, locale: 'en', logger }, FAILING);
}

class Vault {
  @TaskParam({ secret: true }) @IsString() password!: string;
}

const FAILING = {
  warn(what: string, error: unknown): void {
    throw new Error(what, { cause: error });
  },
};

async function all(): Promise<StoredSchedule[]> {
  const { ids } = await schedules().list(null, 0, 100);
  return (await schedules().getAll(ids)).sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1));
}

const one = async (): Promise<StoredSchedule> => (await all())[0]!;

/** What an operator does to it. */
async function change(fields: Partial<ScheduleDefinition>, besides: Record<string, string> = {}): Promise<void> {
  const { id } = await one();
  await changeSettled(
    { store: schedules(), ticker: tickerOf() },
    {
      read: async () => (await schedules().get(id))!,
      change: 'updated',
      write: ({ definition, next }) => ({
        fields: { ...encodeDefinition({ ...definition, ...fields }), ...besides },
        dueAt: next,
      }),
    },
  );
}

const pause = (): Promise<void> => change({}, { enabled: '0', pausedBecause: 'USER' });

/** Workers go on saying what they declare for a while. */
async function during(ms: number, ...workers: DeclaredSchedules[]): Promise<void> {
  for (let passed = 0; passed < ms; passed += 20_000) {
    clock.advance(20_000);
    for (const running of workers) {
      await running.turn();
    }
  }
}

describe('a schedule that code declares', () => {
  test('is there once, however many workers start at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => worker(NIGHTLY, HOURLY).turn()));
    expect((await all()).map(({ definition, version }) => [definition.name, version])).toEqual([
      ['hourly', 1],
      ['nightly', 1],
    ]);
    expect((await one()).definition).toMatchObject({
      createdBy: CODE_OWNER,
      missed: 'once',
      overlap: 'skip',
      jitterMs: 0,
    });
  });

  test('starts tasks that are nobody’s, whoever the host knows', async () => {
    await worker(HOURLY).turn();
    clock.advance(60 * MINUTE_MS);
    await ticksOf({ rolesOf: async () => [] }).look();
    const [taskId] = await tasksOfSchedule((await one()).id);
    expect(await read(taskId!)).toMatchObject({ title: 'hourly', createdBy: { id: CODE_OWNER.id } });
  });

  test('is left alone by a deploy that declares the same, with what operators made of it', async () => {
    await worker(NIGHTLY).turn();
    await change({ overlap: 'queue' });
    await pause();
    const before = await one();
    await worker(NIGHTLY).turn();
    expect(await one()).toEqual(before);
  });

  test('with a secret is left alone by who has another key first, with what operators made of it', async () => {
    const [key, newKey] = [
      { id: 'old', key: randomBytes(32) },
      { id: 'new', key: randomBytes(32) },
    ];
    const withKeys = (...keys: SecretKey[]): DeclaredSchedules =>
      workerOf([{ ...NIGHTLY, params: { password: 's3cret' } }], { ...TICKED, params: Vault }, keys);
    await withKeys(key).turn();
    await change({ overlap: 'queue' });
    const before = await one();
    clock.advance(1_000);
    await withKeys(newKey, key).turn();
    expect(await one()).toEqual(before);
    clock.advance(1_000);
    await withKeys(newKey).turn(); // who does not have its key makes it anew, which it can read
    const { overlap, secrets } = (await one()).definition;
    expect([overlap, keyIdOf(secrets!)]).toEqual(['skip', 'new']);
  });

  test('is changed by a deploy that declares another, and its pause and owner stay', async () => {
    await worker({ ...NIGHTLY, missed: 'all' }).turn();
    await change({ createdBy: { id: 'ann', username: 'ann', roles: ['user'] } });
    await pause();
    clock.advance(1);
    await worker(LATER).turn();
    const { definition, pausedBecause, next } = await one();
    expect(definition).toMatchObject({ cron: LATER.cron, missed: 'once', createdBy: { id: 'ann' } });
    expect([pausedBecause, next]).toEqual(['USER', startMs + 210 * MINUTE_MS]);
  });

  test('has its ticks that were due before a deploy, and none of them again', async () => {
    await worker(HOURLY).turn();
    clock.advance(60 * MINUTE_MS + 1_000);
    await worker({ ...HOURLY, cron: '0,30 * * * *' }).turn();
    await ticksOf().look();
    expect(await outcomesOf((await one()).id, startMs)).toEqual(['started 3600']);
    expect((await one()).next).toBe(startMs + 90 * MINUTE_MS);
  });

  test('that no longer fits is awake again when a deploy mends it', async () => {
    await worker({ ...HOURLY, params: { odd: 1 } }).turn();
    clock.advance(60 * MINUTE_MS);
    await ticksOf().look();
    expect((await one()).pausedBecause).toBe('INVALID_PARAMS');
    await worker(HOURLY).turn();
    expect((await one()).pausedBecause).toBeNull();
  });
});

describe('while a deploy is under way', () => {
  test('the newer code counts, and older workers that go on or start again take nothing back', async () => {
    const older = worker(NIGHTLY, HOURLY);
    await older.turn();
    await during(20_000, older);
    const newer = worker(LATER);
    await newer.turn();
    const { version } = (await all())[1]!;
    await during(5 * MINUTE_MS, older, newer, worker(NIGHTLY, HOURLY));
    const [hourly, nightly] = await all();
    expect([nightly!.definition.cron, nightly!.version]).toEqual([LATER.cron, version]);
    expect([hourly!.pausedBecause, hourly!.version]).toEqual([null, 1]);
  });

  test('and taken back, the older code counts when the newer is over', async () => {
    const [older, newer] = [worker(NIGHTLY), worker(LATER)];
    await older.turn();
    await during(20_000, older);
    await newer.turn();
    await during(40_000, older);
    expect((await one()).definition.cron).toBe(LATER.cron);
    await during(20_000, older);
    expect((await one()).definition.cron).toBe(NIGHTLY.cron);
  });
});

describe('a schedule whose code is gone', () => {
  test('is paused after ten minutes, not before, and goes on when it is back', async () => {
    await worker(HOURLY).turn();
    await during(10 * MINUTE_MS - 20_000, worker());
    expect((await one()).pausedBecause).toBeNull();
    await during(40_000, worker());
    expect((await one()).pausedBecause).toBe('CODE_GONE');
    await worker(HOURLY).turn();
    expect((await one()).pausedBecause).toBeNull();
  });

  test('is not taken for gone by what starts before its own code, however long nothing ran', async () => {
    await worker(HOURLY).turn();
    clock.advance(3 * 24 * 60 * MINUTE_MS);
    await worker().turn();
    await during(9 * MINUTE_MS, worker());
    expect((await one()).pausedBecause).toBeNull();
    await during(20 * MINUTE_MS, worker(), worker(HOURLY));
    expect((await one()).pausedBecause).toBeNull();
  });

  test('stays as an operator paused it, and no deploy wakes it', async () => {
    await worker(HOURLY).turn();
    await pause();
    await during(11 * MINUTE_MS, worker());
    await worker(HOURLY).turn();
    expect((await one()).pausedBecause).toBe('USER');
  });

  test('can be deleted, and not before; declared again it is a new one', async () => {
    await worker(HOURLY).turn();
    const first = await one();
    await expect(schedules().remove(first)).rejects.toMatchObject({ code: 'SCHEDULE_DECLARED' });
    await during(11 * MINUTE_MS, worker());
    expect(await schedules().remove(await one())).toBe(true);
    await worker(HOURLY).turn();
    expect((await one()).id).not.toBe(first.id);
  });
});
