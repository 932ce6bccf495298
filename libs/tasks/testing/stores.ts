import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { AttemptStore } from '../src/attempts/attempt-store.js';
import { toStoreFilter } from '../src/index/task-filter.js';
import { TaskStore, type NewTask, type Ticket } from '../src/life/task-store.js';
import { waitingTickets } from './lane-tickets.js';
import { ManualClock, openRedisFixture, type RedisFixture } from './redis-fixture.js';

export const LEASE_MS = 15_000;

/** What {@link storesForAll} opens. */
export let fixture: RedisFixture;
export let clock: ManualClock;
export let tasks: TaskStore;
export let attempts: AttemptStore;
/** Whose tasks each test makes: nobody else's are in its lists. */
export let owner: string;
let owners = 0;

/** Opens stores of tasks and of attempts, on a clock that stands, for all tests of a file; each has an owner of its own. */
export function storesForAll(): void {
  beforeAll(async () => {
    fixture = await openRedisFixture();
    clock = new ManualClock();
    tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
    attempts = new AttemptStore(fixture.redis, clock, fixture.prefix, 'worker-1', LEASE_MS);
  });
  beforeEach(() => {
    owner = `owner-${(owners += 1)}`;
  });
  afterAll(() => fixture.close());
}

/** What a removed task is filed by. */
export const HEAD = { title: '测试', type: 'test.task' };
/** How an attempt fails. */
export const FAILURE = { message: 'boom', code: 'HANDLER_ERROR', attempt: 1 } as const;

/** What a task is created from, by who owns this test. */
export function newTask(overrides: Partial<NewTask> = {}, type = 'test.task'): NewTask {
  return {
    head: {
      type,
      title: '测试',
      priority: 'normal',
      createdBy: { id: owner, username: owner, roles: ['user'] },
      timeoutMs: 1_000,
      locale: 'zh-CN',
      requestId: 'r1',
    },
    params: '{"a":1}',
    maxRetries: 2,
    runAtMs: null,
    idempotency: null,
    ...overrides,
  };
}

/** A task whose ticket waits. */
export async function create(overrides: Partial<NewTask> = {}): Promise<{ id: string; ticket: Ticket }> {
  const { id } = await tasks.create(newTask(overrides));
  return { id, ticket: { taskId: id, number: 1 } };
}

/** A task that runs. */
export async function createStarted(overrides: Partial<NewTask> = {}) {
  const { id, ticket } = await create(overrides);
  const started = await attempts.start(ticket);
  return { id, started: started! };
}

/** The newest ticket of a task that waits in its lane. */
export async function waitingTicket(id: string): Promise<Ticket | undefined> {
  return (await waitingTickets(fixture, 'normal')).findLast(({ taskId }) => taskId === id);
}

/** The same, once the sweep has looked for tasks whose time has come. */
export async function ticketWhenDue(id: string): Promise<Ticket | undefined> {
  await attempts.issueDueTickets(100);
  return waitingTicket(id);
}

/** A task as a person sees it. */
export async function read(id: string) {
  return (await tasks.get(id))!.task;
}

/** What a filter lists, newest first. */
export async function idsWith(filter: Parameters<typeof toStoreFilter>[0]): Promise<string[]> {
  const window = { offset: 0, limit: 100, countAll: true };
  const { items, total } = await tasks.list(toStoreFilter(filter, owner)!, window);
  expect(total).toBe(items.length);
  return items.map(({ task }) => task.id);
}

/** Takes what silent workers hold. */
export async function recover(): Promise<number> {
  return attempts.recover((await attempts.lost(100)).map((attempt) => ({ ...attempt, delayMs: 0 })));
}

/** The names of the events of a task. */
export async function eventsOf(id: string): Promise<string[]> {
  const entries = await fixture.redis.xrange(`${fixture.prefix}:events`, '-', '+');
  return entries.filter(([, fields]) => fields[3] === id).map(([, fields]) => fields[1]!);
}
