import { deepStrictEqual } from 'node:assert';
import type { ErrorCode, TaskEvent, TaskFailure, TaskFilter, TaskPriority } from '@task-queue/contracts';
import * as fc from 'fast-check';
import { ProblemError } from '@task-queue/problems';
import { AttemptStore } from '../../src/attempts/attempt-store.js';
import { decodeEvent } from '../../src/record/codec.js';
import { toStoreFilter } from '../../src/index/task-filter.js';
import { TaskStore, type Creation } from '../../src/life/task-store.js';
import { loseTicket } from '../lane-tickets.js';
import { ManualClock, type RedisFixture } from '../redis-fixture.js';
import { damage } from './damage.js';
import { disagreements } from '../invariants/disagreements.js';
import { LEASE_MS, summaryOf, taskOf, TaskModel, TIMEOUT_MS, type ModelAttempt } from './task-model.js';

const WORKERS = ['worker-a', 'worker-b'] as const;
export const OWNERS = ['ada', 'bob'] as const;
const TYPES = ['demo.steps', 'reports.monthly', 'tasks.export'] as const;
const PRIORITIES: readonly TaskPriority[] = ['high', 'normal', 'low'];
const TITLE_PIECES = [
  '导出',
  '订单',
  '甲乙丙丁',
  '甲乙丙，',
  '哈哈哈',
  ' Monthly',
  ' export',
  ' 019a',
  ' internationalization',
  ' 2026-11',
  '（ＣＳＶ）',
  'ExportCustomers2026Q1',
  ' Straße 📊',
  ' résumé ~',
  'รายงาน',
];
const MESSAGES = [
  'disk full',
  '磁盘已满',
  '导出失败，导出订单',
  'export refused: 甲乙丙',
  'x'.repeat(250),
  '😀 \u0000',
  'HTTPServer: ~~ İstanbul 磁盘',
];
const QUERIES = [
  ...['导', '导出', '导出订单', '订单导出', '甲乙丙丁', '哈哈哈哈', '导出导出导出', '磁盘已满', '失败导出'],
  ...['x'.repeat(13), 'x'.repeat(40), 'x'.repeat(41), 'internationalizati', 'internationalizationx'],
  ...['expo', 'export', 'ex', 'monthly refused', '导出 csv', '019a', 'demo.steps', '2026-11', '月', 'nothing like it'],
  ...['q1', 'Q', '2026q', 'customers2026', 'STRASSE', 'resume', '📊 stra', '~', 'งาน', 'รายงาน', 'server', 'istanbul'],
];

/** The store under test beside the model of it. */
export interface Pair {
  readonly tasks: TaskStore;
  readonly workers: readonly AttemptStore[];
  readonly clock: ManualClock;
  readonly fixture: Pick<RedisFixture, 'redis'>;
  readonly prefix: string;
  readonly model: TaskModel;
  /** Ids that changed since they were last compared. */
  readonly dirty: Set<string>;
}

/** One thing that happens: its answer must be the model's. Numbers choose among what there is. */
export interface StoreCommand {
  readonly name: string;
  readonly args: readonly unknown[];
  run(pair: Pair): Promise<void>;
}

const pick = <Item>(items: readonly Item[], n: number): Item | undefined => items[n % Math.max(1, items.length)];

/** Every other time one of the latest three: old tickets and attempts are many, and the latest make things happen. */
const pickRecent = <Item>(items: readonly Item[], n: number): Item | undefined =>
  n % 2 === 0 ? pick(items, n / 2) : pick(items.slice(-3), (n - 1) / 2);

/** Attempts that were given up, while the next one of their task runs: their late words must change nothing. */
function replaced({ attempts, tasks }: TaskModel): ModelAttempt[] {
  return attempts.filter(({ taskId, number }) => {
    const task = tasks.get(taskId);
    return task?.status === 'running' && task.attempts.length !== number;
  });
}

/** What a worker or a person may ask of an existing task, on the store and on the model; answers are compared. */
export interface Word {
  readonly name: string;
  /** Whether the model has what the word needs: a ticket, an attempt, a task. */
  prepare(
    model: TaskModel,
  ): { real(pair: Pair): Promise<unknown>; said(model: TaskModel): unknown; taskId: string } | null;
}

function attemptWord(
  name: string,
  n: number,
  real: (store: AttemptStore, attempt: ModelAttempt) => Promise<boolean>,
  said: (model: TaskModel, attempt: ModelAttempt) => boolean,
): Word {
  return {
    name: `${name}(${n})`,
    prepare(model) {
      const attempt = (n % 3 === 0 ? pick(replaced(model), n) : undefined) ?? pickRecent(model.attempts, n);
      return attempt === undefined
        ? null
        : {
            taskId: attempt.taskId,
            real: ({ workers }) => real(workers[n % workers.length]!, attempt),
            said: (before) => said(before, attempt),
          };
    },
  };
}

function personWord(
  name: string,
  n: number,
  real: (store: TaskStore, id: string, model: TaskModel) => Promise<unknown>,
  said: (model: TaskModel, id: string) => unknown,
): Word {
  return {
    name: `${name}(${n})`,
    prepare(model) {
      const id = pick(model.ids, n);
      return id === undefined
        ? null
        : { taskId: id, real: ({ tasks }) => codeOf(real(tasks, id, model)), said: (before) => said(before, id) };
    },
  };
}

/** A start with any ticket that was ever issued. */
export function start(n: number): Word {
  return {
    name: `start(${n})`,
    prepare(model) {
      const ticket = pickRecent(model.tickets, n);
      const worker = n % WORKERS.length;
      return ticket === undefined
        ? null
        : {
            taskId: ticket.taskId,
            real: async ({ workers }) => (await workers[worker]!.start(ticket))?.number ?? null,
            said: (before) => before.start(ticket, WORKERS[worker]!),
          };
    },
  };
}

/** The answer is the task as the word left it, whatever happens to it next. */
export const cancel = (n: number): Word =>
  personWord(
    'cancel',
    n,
    (store, id) => store.cancel(id),
    (model, id) => model.cancel(id) ?? taskOf(model.tasks.get(id)!),
  );

export const retryByHand = (n: number): Word =>
  personWord(
    'retryByHand',
    n,
    (store, id) => store.retryByHand(id),
    (model, id) => model.retryByHand(id) ?? taskOf(model.tasks.get(id)!),
  );

export const remove = (n: number): Word => {
  let head = { title: '', type: '' };
  return personWord(
    'remove',
    n,
    (store, id, model) => {
      head = model.tasks.get(id) ?? head;
      return store.remove(id, head);
    },
    (model, id) => model.remove(id),
  );
};

/** Retention comes by some tasks at once, in whatever state and one of them twice. */
export const removeFinished = (n: number): Word => ({
  name: `removeFinished(${n})`,
  prepare(model) {
    const ids = model.ids.length === 0 ? [] : [n, n + 1, n + 3, n].map((i) => pick(model.ids, i)!);
    const some = ids.map((id) => ({ id, head: model.tasks.get(id) ?? { title: '', type: '' } }));
    return {
      taskId: '*',
      real: ({ tasks }) => tasks.removeFinished(some),
      said: (before) => ids.filter((id) => before.remove(id) === null),
    };
  },
});

export const complete = (n: number): Word => {
  const artifact = n % 3 === 0 ? { name: 'a.csv', contentType: 'text/csv', sizeBytes: n } : null;
  return attemptWord(
    'complete',
    n,
    (store, attempt) =>
      store.complete(
        attempt,
        `{"n":${n}}`,
        n % 2 ? '完成' : null,
        artifact && { ...artifact, attempt: attempt.number },
      ),
    (model, attempt) => model.complete(attempt, { n }, n % 2 ? '完成' : null, artifact),
  );
};

/** A failure: a retry where the worker thinks that one is left, the end where not or where nothing may help. */
export const fail = (n: number, delayMs: number): Word => {
  const failureOf = ({ number }: ModelAttempt): TaskFailure => ({
    message: pick(MESSAGES, n)!,
    code: n % 5 === 0 ? 'UNRECOVERABLE' : 'HANDLER_ERROR',
    attempt: number,
    ...(n % 2 ? { stack: 'at …' } : {}),
  });
  const retries = (attempt: ModelAttempt): boolean => attempt.hasRetryLeft && n % 5 !== 0;
  return attemptWord(
    'fail',
    n,
    (store, attempt) =>
      retries(attempt) ? store.retry(attempt, failureOf(attempt), delayMs) : store.fail(attempt, failureOf(attempt)),
    (model, attempt) =>
      retries(attempt) ? model.retry(attempt, failureOf(attempt), delayMs) : model.fail(attempt, failureOf(attempt)),
  );
};

export const interrupt = (n: number): Word =>
  attemptWord('interrupt', n, (store, attempt) => store.interrupt(attempt), (model, attempt) => model.interrupt(attempt)); // prettier-ignore

export const renew = (n: number): Word =>
  attemptWord(
    'renew',
    n,
    async (store, attempt) => (await store.renew([attempt])).length === 0,
    (model, attempt) => model.renew(attempt),
  );

export const progress = (n: number, percent: number, lines: number): Word => {
  const log = Array.from({ length: lines }, (_, i) => ({ at: 'x', attempt: 1, line: `${n}-${i}` }));
  const text = n % 4 === 0 ? null : `第 ${n} 步`;
  return attemptWord(
    'progress',
    n,
    (store, attempt) => store.progress(attempt, { percent, text, logLines: log.map((line) => JSON.stringify(line)) }),
    (model, attempt) => model.progress(attempt, percent, text, log),
  );
};

/** A sweep that takes what it found lost a moment ago. */
export const recover = (limit: number): Word => ({
  name: `recover(${limit})`,
  prepare(model) {
    const lost = model.lost(limit).map((attempt, i) => ({ ...attempt, delayMs: i * 700 }));
    return {
      taskId: '*',
      real: ({ workers }) => workers[0]!.recover(lost),
      said: (before) => before.recover(lost),
    };
  },
});

/** A word said once, alone. */
function said(word: Word): StoreCommand {
  return {
    name: word.name,
    args: [],
    async run(pair) {
      const prepared = word.prepare(pair.model);
      if (prepared !== null) {
        const answer = await prepared.real(pair);
        deepStrictEqual(answer, prepared.said(pair.model), word.name);
        touch(pair, prepared.taskId);
      }
    },
  };
}

/** A create; numbers choose among what there is. */
export function create(what: {
  readonly owner: number;
  readonly type: number;
  readonly priority: number;
  readonly title: readonly number[];
  readonly maxRetries: number;
  readonly delayMs: number | null;
  readonly key: number | null;
  readonly hash: number;
}): StoreCommand {
  return {
    name: 'create',
    args: [what],
    async run(pair) {
      const { model, tasks } = pair;
      const request = {
        owner: pick(OWNERS, what.owner)!,
        type: pick(TYPES, what.type)!,
        priority: pick(PRIORITIES, what.priority)!,
        title: what.title.map((n) => pick(TITLE_PIECES, n)!).join(''),
        maxRetries: what.maxRetries,
        runAtMs: what.delayMs === null ? null : model.nowMs + what.delayMs,
      };
      const key = what.key === null ? null : `key-${what.key}`;
      const expected = model.earlier(key, `hash-${what.hash}`);
      const answer = await codeOf(
        tasks.create({
          head: {
            type: request.type,
            title: request.title,
            priority: request.priority,
            createdBy: { id: request.owner, username: request.owner, roles: ['user'] },
            timeoutMs: TIMEOUT_MS,
            locale: 'en',
            requestId: 'r',
          },
          params: '{}',
          maxRetries: request.maxRetries,
          runAtMs: request.runAtMs,
          idempotency: key === null ? null : { key, requestHash: `hash-${what.hash}` },
        }),
      );
      if (expected !== null) {
        deepStrictEqual(typeof answer === 'string' ? { code: answer } : { id: (answer as Creation).id }, expected);
        return;
      }
      const { id, task } = answer as Creation;
      deepStrictEqual([task?.id, task?.status], [id, 'pending']);
      const timeDigits = model.nextCreationMs().toString(16).padStart(12, '0');
      deepStrictEqual(id.replaceAll('-', '').slice(0, 13), `${timeDigits}7`, 'a UUIDv7 of its creation');
      model.created(id, request, key, `hash-${what.hash}`);
      touch(pair, id);
    },
  };
}

/** A worker pops the ticket of a task and dies before it begins; the sweep looks through everything for such. */
function ticketLost(n: number): StoreCommand {
  return {
    name: 'ticketLost',
    args: [n],
    async run({ fixture, prefix, model, workers }) {
      const task = model.tasks.get(pick(model.ids, n) ?? '');
      if (task) {
        const lost = { taskId: task.id, number: task.ticket };
        await loseTicket({ redis: fixture.redis, prefix }, task.priority, lost);
        deepStrictEqual(await workers[1]!.replaceMissingTickets(0, 1_000), 0);
        model.ticketReplaced(task.id);
      }
    },
  };
}

function issueDueTickets(limit: number): StoreCommand {
  return {
    name: 'issueDueTickets',
    args: [limit],
    async run({ workers, model }) {
      deepStrictEqual(await workers[1]!.issueDueTickets(limit), model.issueDueTickets(limit));
    },
  };
}

function findLost(limit: number): StoreCommand {
  return {
    name: 'findLost',
    args: [limit],
    async run({ workers, model }) {
      deepStrictEqual(await workers[1]!.lost(limit), model.lost(limit));
    },
  };
}

function moveClock(ms: number): StoreCommand {
  return {
    name: 'moveClock',
    args: [ms],
    async run({ clock, model }) {
      clock.advance(ms);
      model.nowMs = clock.nowMs();
    },
  };
}

/** A running task is given back and begun again, by the other worker perhaps. */
function beginAgain(n: number): StoreCommand {
  return {
    name: 'beginAgain',
    args: [n],
    async run(pair) {
      const { model } = pair;
      const held = model.attempts.findLastIndex(
        ({ taskId, number }) =>
          model.tasks.get(taskId)?.status === 'running' && model.tasks.get(taskId)?.attempts.length === number,
      );
      if (held >= 0) {
        const { taskId, number } = model.attempts[held]!;
        deepStrictEqual(await pair.workers[0]!.interrupt({ taskId, number }), model.interrupt(model.attempts[held]!));
        const ticket = model.tickets.findLast((one) => one.taskId === taskId)!;
        const started = await pair.workers[n % WORKERS.length]!.start(ticket);
        deepStrictEqual(started?.number, model.start(ticket, WORKERS[n % WORKERS.length]!));
        touch(pair, taskId);
      }
    },
  };
}

/** Workers fall silent for longer than a lease, and a sweep comes by. */
function crash(limit: number): StoreCommand {
  return {
    name: 'crash',
    args: [limit],
    async run(pair) {
      await moveClock(LEASE_MS).run(pair);
      await findLost(limit).run(pair);
      await said(recover(limit)).run(pair);
    },
  };
}

function look(which: TaskFilter, window: { readonly offset: number; readonly limit: number; readonly below: number }) {
  return {
    name: 'look',
    args: [which, window],
    run: (pair: Pair) => compareList(pair, which, window),
  } satisfies StoreCommand;
}

/** A filter of every kind of facet, alone and together. */
export const filters = fc.record(
  {
    status: fc.subarray(['pending', 'running', 'completed', 'failed', 'cancelled'] as const, { maxLength: 3 }),
    type: fc.subarray([...TYPES], { maxLength: 2 }),
    priority: fc.subarray([...PRIORITIES], { maxLength: 2 }),
    createdBy: fc.constantFrom(...OWNERS),
    q: fc.constantFrom(...QUERIES),
    createdFrom: fc
      .integer({ min: 0, max: 120_000 })
      .map((ms) => new Date(new ManualClock().nowMs() + ms).toISOString()),
    createdTo: fc.oneof(
      fc.integer({ min: 0, max: 120_000 }).map((ms) => new Date(new ManualClock().nowMs() + ms).toISOString()),
      fc.constant('1970-01-01T00:00:00.000Z'), // before all there ever was
    ),
  },
  { requiredKeys: [] },
);

const nat = fc.nat({ max: 200 });

/** Everything that can be said to existing tasks. */
export const words: fc.Arbitrary<Word> = fc.oneof(
  { weight: 6, arbitrary: nat.map(start) },
  { weight: 3, arbitrary: fc.tuple(nat, fc.nat({ max: 100 }), fc.constantFrom(0, 1, 7, 600)).map((of) => progress(...of)) },
  { weight: 4, arbitrary: nat.map(complete) },
  { weight: 5, arbitrary: fc.tuple(nat, fc.constantFrom(0, 40, 3_000)).map((of) => fail(...of)) },
  { weight: 2, arbitrary: nat.map(interrupt) },
  { weight: 1, arbitrary: nat.map(renew) },
  { weight: 2, arbitrary: nat.map(cancel) },
  { weight: 4, arbitrary: nat.map(retryByHand) },
  { weight: 3, arbitrary: nat.map(remove) },
  { weight: 1, arbitrary: nat.map(removeFinished) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }).map(recover) },
); // prettier-ignore

/** New tasks, of every kind. */
export const creates: fc.Arbitrary<StoreCommand> = fc
  .record({
    owner: nat,
    type: nat,
    priority: nat,
    title: fc.array(nat, { minLength: 1, maxLength: 4 }),
    maxRetries: fc.nat({ max: 2 }),
    delayMs: fc.constantFrom(null, null, 1, 60_000, 0, -60_000),
    key: fc.constantFrom(null, null, null, 1, 2),
    hash: fc.constantFrom(1, 1, 2),
  })
  .map(create);

/** Everything that can happen. */
export const commands: fc.Arbitrary<StoreCommand> = fc.oneof(
  { weight: 8, arbitrary: creates },
  { weight: 30, arbitrary: words.map(said) },
  { weight: 2, arbitrary: nat.map(ticketLost) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 5 }).map(issueDueTickets) },
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 40, 3_000, 60_000, -2_000).map(moveClock) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }).map(crash) },
  { weight: 3, arbitrary: nat.map(beginAgain) },
  { weight: 1, arbitrary: nat.map(damage) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(filters, fc.record({ offset: fc.nat({ max: 12 }), limit: fc.nat({ max: 8 }), below: fc.nat({ max: 30 }) }))
      .map((of) => look(...of)),
  },
);

/** Makes a counterexample print as one line a step. */
export function printable<Step extends { readonly name: string; readonly args?: readonly unknown[] }>(
  history: fc.Arbitrary<Step[]>,
): fc.Arbitrary<Step[]> {
  return history.map((steps) =>
    Object.assign(steps, {
      [fc.toStringMethod]: () =>
        steps.map(({ name, args = [] }) => [name, ...args.map((arg) => JSON.stringify(arg))].join(' ')).join('\n'),
    }),
  );
}

/** A store and a model that know nothing yet. @param number - how many tasks there were before */
export async function freshPair(
  fixture: RedisFixture,
  connections: readonly RedisFixture['redis'][],
  prefix: string,
  number: number,
  clock = new ManualClock(),
): Promise<Pair> {
  const { redis } = fixture;
  await redis.hset(`${prefix}:meta`, 'number', number);
  return {
    tasks: new TaskStore(connections[0]!, clock, prefix),
    workers: WORKERS.map((name, i) => new AttemptStore(connections[i + 1]!, clock, prefix, name, LEASE_MS)),
    clock,
    fixture,
    prefix,
    model: new TaskModel(clock.nowMs(), number),
    dirty: new Set(),
  };
}

/** Whether everything a person can see, and everything in Redis, is what the model says. */
export async function compareAll(pair: Pair, sampled: readonly TaskFilter[]): Promise<void> {
  await compareTasks(pair);
  await compareEvents(pair);
  const everything = { offset: 0, limit: 1_000, below: 0 };
  const beginnings = pair.model.ids
    .slice(-2)
    .flatMap((id) => [id, id.slice(0, 14), id.slice(0, 6), id.replaceAll('-', '')]);
  const asked = [{}, ...QUERIES.map((q) => ({ q })), ...beginnings.map((q) => ({ q })), ...sampled];
  await Promise.all(asked.map((filter) => compareList(pair, filter, everything)));
  for (const owner of [null, ...OWNERS]) {
    deepStrictEqual(await pair.tasks.stats(owner), pair.model.stats(owner), `stats of ${owner}`);
  }
  deepStrictEqual(await disagreements(pair.fixture.redis, pair.prefix, { damaged: pair.model.damaged }), []);
}

async function compareTasks({ dirty, tasks, model }: Pair): Promise<void> {
  for (const id of dirty) {
    const expected = model.tasks.get(id);
    deepStrictEqual((await tasks.get(id))?.task ?? null, expected ? taskOf(expected) : null, `task ${id}`);
  }
  dirty.clear();
}

/** The event log from a place on, decoded, each with its name. */
export async function eventsOf(
  { fixture, prefix }: Pair,
  after = '-',
): Promise<(TaskEvent & { readonly name: string })[]> {
  const entries = await fixture.redis.xrange(`${prefix}:events`, after === '-' ? '-' : `(${after}`, '+');
  return entries.map(([cursor, flat]) => {
    const fields = Object.fromEntries(flat.flatMap((field, i) => (i % 2 === 0 ? [[field, flat[i + 1]!]] : [])));
    return { name: fields['n']!, ...decodeEvent(cursor, fields) };
  });
}

async function compareEvents(pair: Pair): Promise<void> {
  const events = await eventsOf(pair);
  const expected = pair.model.events.map((event, i) => ({ ...event, cursor: events[i]?.cursor })); // Redis' own, ascending
  deepStrictEqual(events, expected, 'the event log');
}

async function compareList(
  { tasks, model }: Pair,
  filter: TaskFilter,
  { offset, limit, below }: { readonly offset: number; readonly limit: number; readonly below: number },
): Promise<void> {
  const storeFilter = toStoreFilter(filter, null);
  const highest = below === 0 ? Infinity : model.number - below;
  const expected = model.list(filter).filter(({ number }) => below === 0 || number < highest);
  if (storeFilter === null || highest <= 0) {
    return;
  }
  const { total, items } = await tasks.list(storeFilter, {
    offset,
    limit,
    countAll: true,
    ...(below === 0 ? {} : { belowNumber: highest }),
  });
  deepStrictEqual(
    { total, items: items.map(({ task }) => task) },
    { total: expected.length, items: expected.slice(offset, offset + limit).map(summaryOf) },
    `list ${JSON.stringify({ filter, offset, limit, below })}`,
  );
  const place = model.ids.length === 0 ? 0 : offset % model.ids.length; // of any task, also of one that is gone
  const afterId = model.ids[place];
  if (afterId !== undefined) {
    const after = await tasks.list(storeFilter, { offset: 0, limit, afterId, countAll: true });
    const all = model.list(filter);
    const afterNumber = model.number - model.ids.length + 1 + place;
    const passed = all.filter(({ number }) => number >= afterNumber).length;
    deepStrictEqual(
      { total: after.total, passed: after.passed, items: after.items.map(({ task }) => task) },
      { total: all.length, passed, items: all.slice(passed, passed + limit).map(summaryOf) },
      `list ${JSON.stringify({ filter, limit, afterId })}`,
    );
  }
}

function touch({ dirty, model }: Pair, id: string): void {
  if (id === '*') {
    model.ids.forEach((each) => dirty.add(each));
  } else {
    dirty.add(id);
  }
}

/** An answer, or the code of a refusal; `null` for no answer. */
async function codeOf(answer: Promise<unknown>): Promise<unknown> {
  try {
    return (await answer) ?? null;
  } catch (error) {
    if (error instanceof ProblemError) {
      return error.code satisfies ErrorCode;
    }
    throw error;
  }
}
