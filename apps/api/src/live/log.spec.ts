import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CONTROL_EVENTS,
  TASK_EVENTS,
  type LoginResponse,
  type SubscribeAck,
  type TaskEventName,
} from '@task-queue/contracts';
import { RedisConnections, TasksGauges } from '@task-queue/tasks/server';
import { appendEvents } from '../../testing/append-events.js';
import { listen, type Listener } from '../../testing/live-listener.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
let ann: LoginResponse;
let ben: LoginResponse;
let admin: LoginResponse;
let eventsKey: string;
const listeners: Listener[] = [];
beforeAll(async () => {
  api = await startApi();
  ann = await api.person('ann');
  ben = await api.person('ben');
  admin = await api.login('admin');
  eventsKey = `${api.fixture.prefix}:events`;
}, 60_000);
afterEach(() => listeners.splice(0).forEach(({ client }) => client.disconnect()));
afterAll(() => api.stop(), 60_000);

async function connect({ accessToken }: LoginResponse, url = api.url): Promise<Listener> {
  const listener = await listen(url, accessToken);
  listeners.push(listener);
  return listener;
}

/** An entry's id is the millisecond of Redis and a number: a log begun anew in the same one would have the same ids. */
async function millisecondPassed(cursor: string): Promise<void> {
  for (let now = 0; now <= parseInt(cursor);) {
    const [seconds, microseconds] = await api.fixture.redis.time();
    now = Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const versionsOf = ({ events }: Listener): number[] => events.map(({ version }) => version);

describe('an event', () => {
  const ALWAYS = [
    ...['cursor', 'taskId', 'type', 'title', 'status', 'priority', 'progress', 'retryCount', 'version', 'at'],
    'createdBy',
  ];
  const WITH: Readonly<Record<TaskEventName, readonly string[]>> = {
    'task:created': [],
    'task:rescheduled': ['runAt'],
    'task:started': [],
    'task:progress': ['progressText'],
    'task:stopping': ['stop'],
    'task:at-risk': ['deadline', 'runAt'],
    'task:retrying': ['error', 'runAt'],
    'task:completed': ['progressText', 'resultSummary'],
    'task:failed': ['error'],
    'task:cancelled': ['cancelledBecause'],
    'task:handler-ended': ['cancelledBecause', 'stop'],
    'task:deleted': ['error'],
  };

  /** The scripts take the error of an earlier attempt off before they tell of these. */
  const WITHOUT_ERROR: readonly TaskEventName[] = [
    'task:created',
    'task:rescheduled',
    'task:completed',
    'task:cancelled',
    'task:handler-ended',
  ];

  test('is on the page about events, with every field it may have', () => {
    const page = readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8');
    const rows = (start: RegExp): string[][] =>
      page
        .split('\n')
        .filter((line) => start.test(line))
        .map((line) => [...line.matchAll(/`([\w:-]+)`/g)].map(([, word]) => word!));
    const events = rows(/^\| `task:/);
    expect(events.map(([name]) => name)).toEqual(TASK_EVENTS);
    for (const [name, ...words] of events) {
      expect(words).toEqual(expect.arrayContaining([...WITH[name as TaskEventName]]));
    }
    const withError = events.filter((words) => words.includes('error')).map(([name]) => name);
    expect(withError).toEqual(TASK_EVENTS.filter((name) => !WITHOUT_ERROR.includes(name)));
    expect(rows(/^\| `(?:lane|type):/).map(([name]) => name)).toEqual(CONTROL_EVENTS);
    const fields = rows(/^\| `[a-z][A-Za-z]+` /).map(([field]) => field);
    expect(fields.sort()).toEqual([...new Set([...ALWAYS, ...Object.values(WITH).flat()])].sort());
  });

  test('has exactly the promised fields, and no stack trace, for its owner as for an administrator', async () => {
    const [owner, administrator] = await Promise.all([connect(ann), connect(admin)]);
    await owner.subscribe();
    await administrator.subscribe({ scope: 'all' });
    const token = ann.accessToken;
    const done = await api.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 1 } });
    const flaky = await api.create(token, { type: 'demo.flaky', params: { failures: 9 }, maxRetries: 1 });
    const later = { type: 'demo.steps', params: { steps: 1, stepMs: 1 }, runAt: '2099-01-01T00:00:00Z' };
    const cancelled = await api.create(token, later);
    await api.request('POST', `/api/tasks/${cancelled.id}/cancel`, { token });
    const hanging = await api.create(token, { type: 'demo.hang', timeoutMs: 60_000 });
    await owner.until('task:started', hanging.id);
    await api.request('POST', `/api/tasks/${hanging.id}/stop`, { token: admin.accessToken, body: { force: true } });
    await owner.until('task:handler-ended', hanging.id);
    const { type } = later;
    const debounce = { delayMs: 60_000, maxDelayMs: 60_000 };
    const moved = await api.create(token, { type, params: { steps: 1 }, debounce });
    await api.request('POST', '/api/tasks', { token, body: { type, params: { steps: 2 }, debounce } });
    await owner.until('task:rescheduled', moved.id);
    const due = await api.create(token, { ...later, deadlineAt: '2020-01-01T00:00:00Z' });
    await owner.until('task:at-risk', due.id);
    await Promise.all([owner.until('task:completed', done.id), owner.until('task:failed', flaky.id)]);
    await api.request('DELETE', `/api/tasks/${flaky.id}`, { token });
    await Promise.all([owner, administrator].map((listener) => listener.until('task:deleted', flaky.id)));
    for (const { events } of [owner, administrator]) {
      for (const name of TASK_EVENTS) {
        const event = events.find((candidate) => candidate.name === name)!;
        expect(Object.keys(event).sort()).toEqual(['name', ...ALWAYS, ...WITH[name]].sort());
        expect(Object.keys(event.createdBy).sort()).toEqual(['id', 'username']);
        expect(Object.keys(event.error ?? { message: '', code: '', attempt: 0, fingerprint: '' }).sort()).toEqual([
          'attempt',
          'code',
          'fingerprint',
          'message',
        ]);
      }
    }
  }, 30_000);
});

describe('a cursor', () => {
  test('of before what the log still has says reset, and what comes next arrives', async () => {
    const [first, last] = [
      await appendEvents(api.fixture, { owner: ann.user, count: 1 }),
      await appendEvents(api.fixture, { owner: ann.user, count: 20 }),
    ];
    await api.fixture.redis.xtrim(eventsKey, 'MAXLEN', 10);
    const listener = await connect(ann);
    await listener.subscribe({ since: last });
    expect(await listener.subscribe({ since: first })).toMatchObject({ ok: true, reset: true, replayed: 0 });
    expect(await listener.subscribe({ since: '0-0' })).toMatchObject({ ok: true, reset: true });
    await appendEvents(api.fixture, { owner: ann.user, count: 1, firstVersion: 99 });
    await listener.untilCount(1);
    expect(versionsOf(listener)).toEqual([99]);
  });

  test('of a log that is gone says reset', async () => {
    const old = await appendEvents(api.fixture, { owner: ann.user, count: 3 });
    await api.fixture.redis.del(eventsKey);
    await millisecondPassed(old);
    const newest = await appendEvents(api.fixture, { owner: ann.user, count: 3 });
    const listener = await connect(ann);
    await listener.subscribe({ since: newest });
    expect(await listener.subscribe({ since: old })).toMatchObject({ ok: true, reset: true });
    expect(await listener.subscribe({ since: '0-0' })).toMatchObject({ ok: true, replayed: 3 });
  });

  test('of the future says reset', async () => {
    const listener = await connect(ann);
    expect(await listener.subscribe({ since: '99999999999999-0' })).toMatchObject({ ok: true, reset: true });
  });

  test('whose events are trimmed away in the middle of its replay says reset rather than leave a gap', async () => {
    await api.fixture.redis.del(eventsKey);
    await appendEvents(api.fixture, { owner: ann.user, count: 30_000, title: 'x'.repeat(1_000) });
    const listener = await connect(ann);
    const answer = listener.subscribe({ since: '0-0' });
    await listener.untilCount(100);
    listener.pause();
    await api.fixture.redis.xtrim(eventsKey, 'MAXLEN', 10);
    listener.resume();
    const { replayed, ...rest } = (await answer) as SubscribeAck & { replayed: number };
    expect(rest).toMatchObject({ ok: true, reset: true });
    expect(versionsOf(listener).slice(0, replayed)).toEqual(upTo(replayed));
    expect(replayed).toBeLessThan(30_000);
  }, 60_000);
});

describe('another person’s events', () => {
  test('never reach a socket, whatever it subscribes to, leaves and asks again', async () => {
    const { cursor: since } = (await (await connect(ann)).subscribe()) as { cursor: string };
    const listener = await connect(ann);
    const flood = appendEvents(api.fixture, { owner: ben.user, count: 3_000 });
    const asked: Promise<unknown>[] = [];
    for (let i = 0; i < 20; i += 1) {
      asked.push(
        listener.subscribe({ since }),
        listener.subscribe({ scope: 'all' }),
        listener.client.emitWithAck('tasks:unsubscribe'),
        listener.subscribe({ scope: 'mine', since: '0-0' }),
      );
    }
    await Promise.all([flood, ...asked]);
    const newest = await appendEvents(api.fixture, { owner: ann.user, count: 1, firstVersion: 77 });
    await listener.subscribe({ since: newest });
    expect(listener.events.filter(({ createdBy }) => createdBy.id !== ann.user.id)).toEqual([]);
  });

  test('do not reach an administrator who asked for their own', async () => {
    const listener = await connect(admin);
    await listener.subscribe({ scope: 'all' });
    await listener.subscribe({ scope: 'mine' });
    await appendEvents(api.fixture, { owner: ben.user, count: 5 });
    await appendEvents(api.fixture, { owner: admin.user, count: 1 });
    await listener.untilCount(1);
    expect(listener.events.map(({ createdBy }) => createdBy.username)).toEqual(['admin']);
  });
});

describe('several nodes on one Redis', () => {
  test('each bring all events, and a client that changes between them has each once', async () => {
    const other = await startApi({ REDIS_PREFIX: api.fixture.prefix });
    try {
      const taskId = 'changes-nodes';
      const here = await connect(ann);
      await here.subscribe();
      await appendEvents(api.fixture, { owner: ann.user, count: 50, taskId });
      await here.untilCount(50);
      here.client.disconnect();
      const append = appendEvents(api.fixture, { owner: ann.user, count: 2_000, firstVersion: 51, taskId });
      const there = await connect(await other.login('ann'), other.url);
      await there.subscribe({ since: here.events.at(-1)!.cursor });
      await append;
      await there.untilCount(2_000);
      expect([...versionsOf(here), ...versionsOf(there)]).toEqual(upTo(2_050));
    } finally {
      await other.stop();
    }
  }, 60_000);
});

describe('the follower of the log', () => {
  test('goes on where it was when its connection comes back', async () => {
    const listener = await connect(ann);
    await listener.subscribe();
    const { blocking } = api.app.get(RedisConnections);
    const appending = appendEvents(api.fixture, { owner: ann.user, count: 2_000 });
    await listener.untilCount(10);
    const back = once(blocking, 'ready');
    blocking.stream.destroy();
    await Promise.all([appending, back]);
    await listener.untilCount(2_000);
    expect(versionsOf(listener)).toEqual(upTo(2_000));
  }, 30_000);

  test('skips an entry that nobody can read', async () => {
    const listener = await connect(ann);
    await listener.subscribe();
    const broken = { n: 'task:progress', i: 'x', h: 'no JSON', s: '{', o: ann.user.id };
    await api.fixture.redis.xadd(eventsKey, '*', ...Object.entries(broken).flat());
    await appendEvents(api.fixture, { owner: ann.user, count: 1 });
    await listener.untilCount(1);
    expect(versionsOf(listener)).toEqual([1]);
  });

  test('drops its sockets and starts over where the log lost its past, even with ids that are older', async () => {
    const future = `${Date.now() + 3_600_000}-0`;
    const listener = await connect(ann);
    await listener.subscribe();
    const head = JSON.stringify({ type: 't', title: 't', priority: 'low', createdBy: ann.user });
    const state = JSON.stringify({ status: 'running', version: 1, progress: 1, retryCount: 0 });
    await api.fixture.redis.xadd(
      eventsKey,
      future,
      ...['n', 'task:progress', 'i', 'x', 'at', String(Date.now()), 'h', head, 's', state, 'e', '', 'o', ann.user.id],
    );
    await listener.untilCount(1);
    await api.fixture.redis.del(eventsKey);
    expect(await listener.closed()).toBe('transport close');
    const back = await connect(ann);
    expect(await back.subscribe({ since: listener.events[0]!.cursor })).toMatchObject({ ok: true, reset: true });
    await appendEvents(api.fixture, { owner: ann.user, count: 3 });
    await back.untilCount(3);
    expect(versionsOf(back)).toEqual([1, 2, 3]);
    expect(api.app.get(TasksGauges).sockets()).toBe(1);
  }, 30_000);
});
