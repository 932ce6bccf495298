import { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoginResponse } from '@task-queue/contracts';
import { TasksGauges } from '@task-queue/tasks/server';
import { appendEvents } from '../../testing/append-events.js';
import { listen, type Listener } from '../../testing/live-listener.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

/** What may wait for one client, in characters: the default. */
const MAX_BUFFERED = 1024 * 1024;
const LONG_TITLE = 'x'.repeat(2_000);
const PATIENCE_MS = 300_000;

let api: RunningApi;
let ann: LoginResponse;
let ben: LoginResponse;
let gauges: TasksGauges;
const listeners: Listener[] = [];
beforeAll(async () => {
  api = await startApi();
  ann = await api.person('ann');
  ben = await api.person('ben');
  gauges = api.app.get(TasksGauges);
}, 60_000);
afterEach(() => listeners.splice(0).forEach(({ client }) => client.disconnect()));
afterAll(() => api.stop(), 60_000);

async function connect({ accessToken }: LoginResponse, isPersistent = false): Promise<Listener> {
  const options = isPersistent ? { reconnection: true, reconnectionDelay: 10, reconnectionDelayMax: 50 } : {};
  const listener = await listen(api.url, accessToken, options);
  listeners.push(listener);
  return listener;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const versionsOf = ({ events }: Listener): number[] => events.map(({ version }) => version);

/** Looks at what waits to be sent whenever the event loop comes round. */
function watchBuffer(): { stop(): number } {
  let max = 0;
  let isWatching = true;
  const look = (): void => {
    max = Math.max(max, gauges.socketBufferedLength()!);
    if (isWatching) {
      setImmediate(look);
    }
  };
  look();
  return {
    stop() {
      isWatching = false;
      return max;
    },
  };
}

describe('a client that stops reading', () => {
  test(
    'is dropped, costs a bounded amount of memory, disturbs nobody, and has everything when it comes back',
    async () => {
      const slow = await connect(ann, true);
      const [quick, other] = await Promise.all([connect(ann), connect(ben)]);
      await Promise.all([slow, quick, other].map((listener) => listener.subscribe()));
      const first = await appendEvents(api.fixture, { owner: ann.user, count: 1 });
      await slow.untilCount(1);
      const taskId = slow.events[0]!.taskId;
      expect(slow.events[0]!.cursor).toBe(first);
      slow.client.on('connect', () => void slow.subscribe({ since: slow.events.at(-1)!.cursor }));

      slow.pause();
      const buffer = watchBuffer();
      let appended = 1;
      while (gauges.sockets() === 3) {
        const more = { owner: ann.user, count: 250, firstVersion: appended + 1, taskId, title: LONG_TITLE };
        await appendEvents(api.fixture, more);
        appended += 250;
        await quick.untilCount(appended);
      }
      expect(buffer.stop()).toBeLessThan(2 * MAX_BUFFERED);
      expect(appended * LONG_TITLE.length).toBeGreaterThan(2 * MAX_BUFFERED);
      expect(versionsOf(quick)).toEqual(upTo(appended));
      expect(other.events).toEqual([]);
      expect(slow.events.length).toBeLessThan(appended);

      slow.resume();
      await slow.untilCount(appended);
      await appendEvents(api.fixture, { owner: ann.user, count: 10, firstVersion: appended + 1, taskId });
      await slow.untilCount(appended + 10);
      expect(versionsOf(slow)).toEqual(upTo(appended + 10));
    },
    PATIENCE_MS,
  );
});

describe('a replay of 100,000 missed events', () => {
  const MISSED = 100_000;

  test(
    'goes as fast as the client reads, in bounded memory, with what happens meanwhile behind it, each event once',
    async () => {
      const before = await connect(ann);
      const { cursor } = (await before.subscribe()) as { cursor: string };
      before.client.disconnect();
      await appendEvents(api.fixture, { owner: ben.user, count: MISSED / 10 });
      const newest = await appendEvents(api.fixture, { owner: ann.user, count: MISSED });

      const [back, quick] = await Promise.all([connect(ann), connect(ann)]);
      await quick.subscribe({ since: newest });
      const buffer = watchBuffer();
      const answer = back.subscribe({ since: cursor });
      await back.untilCount(5_000);
      back.pause();
      const heard = back.events.length;
      await appendEvents(api.fixture, { owner: ann.user, count: 5_000, firstVersion: MISSED + 1 });
      await quick.untilCount(5_000);
      expect(gauges.sockets()).toBe(2);
      expect(back.events.length).toBeLessThan(heard + MISSED / 2);
      back.resume();

      expect(await answer).toMatchObject({ ok: true });
      await back.untilCount(MISSED + 5_000);
      expect(versionsOf(back)).toEqual(upTo(MISSED + 5_000));
      expect(versionsOf(quick)).toEqual(upTo(5_000).map((version) => MISSED + version));
      expect(buffer.stop()).toBeLessThan(2 * MAX_BUFFERED);
    },
    PATIENCE_MS,
  );

  test(
    'ends when the client unsubscribes or subscribes anew, and the later message counts',
    async () => {
      const since = await appendEvents(api.fixture, { owner: ann.user, count: 1 });
      const newest = await appendEvents(api.fixture, { owner: ann.user, count: 20_000 });
      const listener = await connect(ann);
      const answer = listener.subscribe({ since });
      await listener.untilCount(1_000);
      expect(await listener.client.emitWithAck('tasks:unsubscribe')).toEqual({ ok: true });
      expect(await answer).toEqual({ ok: false, code: 'SUPERSEDED' });
      const heard = listener.events.length;
      expect(heard).toBeLessThan(20_000);

      const again = listener.subscribe({ since });
      await listener.untilCount(heard + 1_000);
      const [superseded, live] = await Promise.all([again, listener.subscribe({ since: newest })]);
      expect(superseded).toEqual({ ok: false, code: 'SUPERSEDED' });
      expect(live).toMatchObject({ ok: true, replayed: 0 });
      const count = listener.events.length;
      await appendEvents(api.fixture, { owner: ann.user, count: 3, firstVersion: MISSED });
      await listener.untilCount(count + 3);
      expect(versionsOf(listener).slice(count)).toEqual([MISSED, MISSED + 1, MISSED + 2]);
    },
    PATIENCE_MS,
  );
});

test('what goes to a client at once goes in few writes', async () => {
  const listener = await connect(ann);
  await listener.subscribe();
  const { prototype } = Socket as unknown as { prototype: Record<'_write' | '_writev', (...args: unknown[]) => void> };
  const originals = { _write: prototype._write, _writev: prototype._writev };
  let writes = 0;
  for (const name of ['_write', '_writev'] as const) {
    prototype[name] = function (this: Socket, data: unknown, ...rest: unknown[]) {
      const texts = Array.isArray(data)
        ? (data as { chunk: unknown }[]).map(({ chunk }) => String(chunk))
        : [String(data)];
      writes += texts.some((text) => text.includes('42/tasks,')) ? 1 : 0;
      originals[name].call(this, data, ...rest);
    };
  }
  try {
    await appendEvents(api.fixture, { owner: ann.user, count: 1_000 });
    await listener.untilCount(1_000);
  } finally {
    Object.assign(prototype, originals);
  }
  expect(writes).toBeGreaterThan(0);
  expect(writes).toBeLessThan(500);
});
