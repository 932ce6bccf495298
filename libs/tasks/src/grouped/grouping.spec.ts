import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ReplyError } from 'ioredis';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { AttemptStore } from '../attempts/attempt-store.js';
import { TaskStore, type NewTask } from '../life/task-store.js';
import { TaskKeys } from '../record/keys.js';
import type { RunScript } from '../scripts/scripts.js';
import { groupedRunner } from './grouping.js';

/** An error that Redis answered with. */
const Refusal = ReplyError as new (message: string) => Error; // ioredis does not declare it

const createdBy = { id: 'ann', username: 'ann', roles: ['user'] as const };
const head = { type: 'a.b', title: 't', priority: 'low', timeoutMs: 1_000, locale: 'en', requestId: 'r', createdBy } as const; // prettier-ignore
const task = (over: Partial<NewTask> = {}): NewTask => ({
  head,
  params: '{}',
  maxRetries: 0,
  runAtMs: null,
  idempotency: null,
  ...over,
});

describe('scripts that are called while another is under way', () => {
  /** What was sent, and the way to answer it. */
  interface Sent {
    readonly name: string;
    readonly args: readonly (string | number)[];
    answer(answer: unknown): void;
    fail(error: Error): void;
  }
  let sent: Sent[];
  let run: RunScript;
  beforeEach(() => {
    sent = [];
    const send: RunScript = (name, _key, ...args) =>
      new Promise((resolve, reject) => sent.push({ name, args, answer: resolve, fail: reject }));
    run = groupedRunner(send, new TaskKeys('{x}'));
  });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const names = (): string[] => sent.map(({ name }) => name);

  test('go together when that is answered, and each gets its own answer', async () => {
    const answers = [run('start', 'k', 'a'), run('start', 'k', 'b', 1), run('complete', 'k', 'c'), run('lastProgress', 'k', 'd')]; // prettier-ignore
    expect(names()).toEqual(['start']);
    sent[0]!.answer('first');
    await settled();
    expect(sent[1]).toMatchObject({
      name: 'attempts',
      args: ['start', 2, 'b', 1, 'complete', 1, 'c', 'lastProgress', 1, 'd'],
    });
    sent[1]!.answer(['second', ['failed', 'OOM of it'], 'ok']);
    expect(await Promise.all(answers.slice(0, 2))).toEqual(['first', 'second']);
    expect(await answers[3]).toBe('ok');
    await expect(answers[2]).rejects.toEqual(new Refusal('OOM of it'));
  });

  test('go at once where nothing is under way, and one alone as it is', async () => {
    const first = run('create', 'k', 'a');
    sent[0]!.answer('x');
    await first;
    void run('create', 'k', 'b');
    void run('progress', 'k', 'c'); // another kind waits for none of those
    expect(names()).toEqual(['create', 'create', 'progress']);
  });

  test('are at most 24, and a megabyte of text', async () => {
    void run('create', 'k', 'first');
    for (let i = 0; i < 30; i += 1) {
      void run('create', 'k', 'small');
    }
    void run('create', 'k', 'x'.repeat(2 ** 20));
    void run('create', 'k', 'after');
    const counts: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      const { name, args } = sent[i]!;
      counts.push(name === 'create' ? 1 : args.length / 3);
      sent[i]!.answer(Array.from({ length: counts[i]! }, () => 'x'));
      await settled();
    }
    expect([names(), counts]).toEqual([
      ['create', 'creates', 'creates', 'create', 'create'],
      [1, 24, 6, 1],
    ]);
  });

  test('are refused with what broke the connection, and sent on where Redis answered with a refusal', async () => {
    const broken = [run('create', 'k', 'a'), run('create', 'k', 'b')].map((call) =>
      call.catch((e: Error) => e.message),
    );
    sent[0]!.fail(new Error('Command timed out'));
    expect(await Promise.all(broken)).toEqual(['Command timed out', 'Command timed out']);
    const refused = run('create', 'k', 'c').catch((e: Error) => e.message);
    void run('create', 'k', 'd');
    sent[1]!.fail(new Refusal('LOADING'));
    expect(await refused).toBe('LOADING');
    expect(sent).toHaveLength(3);
  });
});

describe('grouped writes', () => {
  let fixture: RedisFixture;
  let clock: ManualClock;
  let tasks: TaskStore;
  let attempts: AttemptStore;
  beforeEach(async () => {
    fixture = await openRedisFixture();
    clock = new ManualClock();
    tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
    attempts = new AttemptStore(fixture.redis, clock, fixture.prefix, 'worker-1', 15_000);
  });
  afterEach(() => fixture.close());

  const all = <Item, Result>(items: readonly Item[], act: (item: Item) => Promise<Result>): Promise<Result[]> =>
    Promise.all(items.map(act));

  test('leave record, index, counts, lanes and events as single ones do, over a whole life', async () => {
    const created = await all(Array.from({ length: 150 }, (_, i) => i), (i) =>
      tasks.create(task({ head: { ...head, createdBy: { ...createdBy, id: i % 3 === 0 ? 'ben' : 'ann' } } })),
    ); // prettier-ignore
    const ids = created.map(({ id }) => id);
    expect(created.map(({ task: of }) => of?.status)).toEqual(ids.map(() => 'pending'));
    expect(new Set(ids).size).toBe(150);
    expect(await disagreements(fixture.redis, fixture.prefix)).toEqual([]);
    const started = await all(ids, (taskId) => attempts.start({ taskId, number: 1 }));
    expect(started.map((attempt) => attempt?.taskId)).toEqual(ids);
    expect(await disagreements(fixture.redis, fixture.prefix)).toEqual([]);
    const held = ids.map((taskId) => ({ taskId, number: 1 }));
    await all(held, (attempt) => attempts.progress(attempt, { percent: 50, text: 'half', logLines: ['"a"'] }));
    const last = { percent: 90, text: 'nearly', logLines: ['"b"'] };
    await all(held, (attempt) => attempts.progress(attempt, last, () => true));
    const failure = { message: 'broke', code: 'HANDLER_ERROR', attempt: 1 } as const;
    const ends = await all(held.map((attempt, i) => [attempt, i % 3] as const), ([attempt, how]) =>
      how === 0
        ? attempts.complete(attempt, '{"rows":1}', 'one', null)
        : how === 1
          ? attempts.fail(attempt, failure)
          : attempts.retry(attempt, failure, 0),
    ); // prettier-ignore
    expect(ends).toEqual(ids.map(() => true));
    expect(await disagreements(fixture.redis, fixture.prefix)).toEqual([]);
    expect((await tasks.stats('ben')).byStatus).toMatchObject({ completed: 50, failed: 0, pending: 0 });
    expect((await tasks.stats(null)).byStatus).toMatchObject({ completed: 50, failed: 50, pending: 50, running: 0 });
  });

  test('refuse one, and do the others', async () => {
    const key = { key: 'k', requestHash: 'a' };
    const outcomes = await all(
      [task(), task({ idempotency: key }), task({ idempotency: { ...key, requestHash: 'b' } }), task({ idempotency: key })],
      (each) => tasks.create(each).then(({ id, task: made }) => [id, made !== null], (error: Error) => error.message),
    ); // prettier-ignore
    const [, keyed] = outcomes as [unknown, [string, boolean]];
    expect(outcomes.slice(1)).toEqual([[keyed[0], true], 'IDEMPOTENCY_KEY_REUSED', [keyed[0], false]]);
    const most = { mostWaiting: 5 };
    const full = await all([1, 2, 3, 4, 5], () => tasks.create(task(most)).then(() => 'created', (e: Error) => e.message)); // prettier-ignore
    expect(full).toEqual(['created', 'created', 'created', 'QUEUE_FULL', 'QUEUE_FULL']);
    expect(await disagreements(fixture.redis, fixture.prefix)).toEqual([]);
  });

  test('begin no ticket twice, whoever asks for it at the same time', async () => {
    const { id } = await tasks.create(task());
    const other = new AttemptStore(fixture.redis, clock, fixture.prefix, 'worker-2', 15_000);
    const racing = [attempts, attempts, other, attempts, other, other];
    const started = await all(racing, (worker) => worker.start({ taskId: id, number: 1 }));
    expect(started.filter((attempt) => attempt !== null)).toHaveLength(1);
    const ends = await all(racing, (worker) => worker.complete({ taskId: id, number: 2 }, '{}', null, null));
    expect(ends).toEqual(racing.map(() => false));
    expect(await disagreements(fixture.redis, fixture.prefix)).toEqual([]);
  });

  test('one that breaks off says so to its caller alone', async () => {
    await fixture.redis.set(`${fixture.prefix}:idem:k`, 'somebody else wrote it');
    const broken = { idempotency: { key: 'k', requestHash: 'a' } };
    const outcomes = await all([task(), task(broken), task()], (each) =>
      tasks.create(each).then(() => 'created', (error: Error) => error.name),
    ); // prettier-ignore
    expect(outcomes).toEqual(['created', 'StoreFaultError', 'created']);
    await fixture.redis.del(`${fixture.prefix}:idem:k`);
    expect(await disagreements(fixture.redis, fixture.prefix)).toEqual([]);
  });

  test('what cannot be counted is told to who asked, and keeps nothing else from being written', async () => {
    const count = `${fixture.prefix}:count:ann`;
    await fixture.redis.set(count, 'somebody else wrote it');
    const outcomes = await all([1, 2, 3], () => tasks.create(task()).then(({ id }) => id, (e: Error) => e.name)); // prettier-ignore
    expect(outcomes).toEqual(outcomes.map(() => 'StoreFaultError'));
    expect(await fixture.redis.llen(`${fixture.prefix}:lane-low:wait`)).toBe(3);
    expect(await fixture.redis.hget(`${fixture.prefix}:meta`, 'number')).toBe('3');
  });
});
