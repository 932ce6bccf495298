import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { formerSearchTermsOf } from '../domain/former-search-terms.js';
import { AttemptStore } from '../attempts/attempt-store.js';
import { defineScripts } from '../scripts/scripts.js';
import { toStoreFilter } from './task-filter.js';
import { TaskStore } from '../life/task-store.js';
import { TermFiling } from './term-filing.js';

const TITLE = 'İstanbul ~ Straße 📊 ส่งออกรายงาน ReexportCustomers レポート 甲乙甲乙';
const MESSAGE = 'résumé: 磁盘 E404';
const NOW = ['istanbul', 'strasse', '📊', '~', 'รายงาน', 'customers', 'レポート'];
const type = 'test.task';

let fixture: RedisFixture;
let prefix: string;
let clock: ManualClock;
let tasks: TaskStore;
let attempts: AttemptStore;
let filing: TermFiling;
let prefixes = 0;

beforeAll(async () => {
  fixture = await openRedisFixture();
});
beforeEach(() => {
  prefix = `${fixture.prefix}:${(prefixes += 1)}`;
  clock = new ManualClock();
  tasks = new TaskStore(fixture.redis, clock, prefix);
  attempts = new AttemptStore(fixture.redis, clock, prefix, 'worker', 15_000);
  filing = new TermFiling(fixture.redis, clock, prefix);
});
afterAll(() => fixture.close());

async function create(title: string): Promise<string> {
  const head = {
    ...{ type, title, priority: 'normal' as const, timeoutMs: 1_000, locale: 'en' as const, requestId: 'r' },
    createdBy: { id: 'owner', username: 'owner', roles: ['user' as const] },
  };
  return (await tasks.create({ head, params: '{}', maxRetries: 0, runAtMs: null, idempotency: null })).id;
}

/** A task as an earlier version created it: what waits in the intake has its terms. */
async function createFormer(title = TITLE): Promise<string> {
  const id = await create(title);
  const [number, entry] = /^(\d+):(.*)$/.exec((await fixture.redis.lindex(`${prefix}:intake`, -1))!)!.slice(1);
  const terms = formerSearchTermsOf(`${title} ${type}`);
  const former = JSON.stringify({ ...(JSON.parse(entry!) as object), terms });
  await fixture.redis.lset(`${prefix}:intake`, -1, `${number}:${former}`);
  return id;
}

async function failFormer(taskId: string): Promise<void> {
  await attempts.start({ taskId, number: 1 });
  const error = JSON.stringify({ message: MESSAGE, code: 'HANDLER_ERROR', attempt: 1 });
  const terms = JSON.stringify(formerSearchTermsOf(MESSAGE));
  await defineScripts(fixture.redis).fail(`${prefix}:t:${taskId}`, prefix, clock.nowMs(), taskId, 1, error, terms);
}

async function found(q: string): Promise<string[]> {
  const { items } = await tasks.list(toStoreFilter({ q }, null)!, { offset: 0, limit: 100, countAll: true });
  return items.map(({ task }) => task.id);
}

async function fileAll(limit = 2, by = filing): Promise<number> {
  let steps = 1;
  while (await by.fileNext(limit)) {
    steps += 1;
  }
  return steps;
}

describe('tasks that an earlier version filed', () => {
  test('leave no posting behind when they are deleted, filed anew or not', async () => {
    for (const isFiledAnew of [false, true]) {
      const id = await createFormer();
      await failFormer(id);
      if (isFiledAnew) {
        await fixture.redis.hdel(`${prefix}:meta`, 'terms');
        await fileAll();
      }
      await tasks.remove(id, { title: TITLE, type });
      expect(await fixture.redis.keys(`${prefix}:x:*`)).toEqual([]);
    }
  });

  test('are found by what is searched now once they are filed anew, and by nothing else', async () => {
    const pending = await createFormer();
    const failed = await createFormer();
    await failFormer(failed);
    expect(await found('istanbul')).toEqual([]);
    await fileAll();
    for (const q of NOW) {
      expect([q, await found(q)]).toEqual([q, [failed, pending]]);
    }
    expect(await found('resume e404')).toEqual([failed]);
    expect(await found('404')).toEqual([failed]);
    expect(await disagreements(fixture.redis, prefix)).toEqual([]);
  });

  test('are filed some at a time, from where it was left, beside those that come, fail and go', async () => {
    const ids = [];
    for (let i = 0; i < 5; i += 1) {
      ids.push(await createFormer());
    }
    expect(await filing.fileNext(2)).toBe(true);
    expect(await found('istanbul')).toEqual([ids[1], ids[0]]);
    const gone = ids[3]!;
    await tasks.cancel(gone);
    await tasks.remove(gone, { title: TITLE, type });
    const newest = await create('customers');
    filing = new TermFiling(fixture.redis, clock, prefix); // of a process that began later
    await fileAll();
    expect(await found('customers')).toEqual([newest, ids[4], ids[2], ids[1], ids[0]]);
    expect(await disagreements(fixture.redis, prefix)).toEqual([]);
  });

  test('stay away when they are deleted while they are filed', async () => {
    const id = await createFormer();
    await tasks.cancel(id);
    const filed = filing.fileNext(2); // which has read the task when it is deleted
    await tasks.remove(id, { title: TITLE, type });
    await filed;
    expect(await fixture.redis.keys(`${prefix}:x:*`)).toEqual([]);
  });

  test('are filed once: later there is nothing to do, as in a new installation', async () => {
    expect(await fileAll()).toBe(1);
    await createFormer();
    await filing.fileNext(2);
    expect(await found('istanbul')).toEqual([]);
  });

  test('are filed right by two processes at once', async () => {
    const ids = [];
    for (let i = 0; i < 9; i += 1) {
      ids.unshift(await createFormer());
    }
    const connection = fixture.redis.duplicate();
    await Promise.all([fileAll(), fileAll(3, new TermFiling(connection, clock, prefix))]);
    connection.disconnect();
    expect(await found('customers')).toEqual(ids);
    expect(await disagreements(fixture.redis, prefix)).toEqual([]);
  });

  test('that somebody wrote over are passed by', async () => {
    const broken = await createFormer();
    const whole = await createFormer();
    await fixture.redis.hset(`${prefix}:t:${broken}`, 'h', '[]');
    await fileAll();
    expect(await found('customers')).toEqual([whole]);
  });
});
