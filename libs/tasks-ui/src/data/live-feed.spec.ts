import { createEnvironmentInjector, EnvironmentInjector, runInInjectionContext, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SubscribeAck, SubscribeRequest, WatchAck, WatchRequest } from '@task-queue/contracts';
import { serverAhead } from '../../testing/clock';
import { provideTasksUi } from '../provide-tasks-ui';
import { LiveFeed } from './live-feed';

/** As much of a Socket.IO client as the feed uses, with the server at the test's end. */
class FakeSocket {
  readonly asked: SubscribeRequest[] = [];
  readonly watched: (readonly string[])[] = [];
  /** What the server says to subscriptions, in turn; the last one to all that follow. */
  acks: SubscribeAck[] = [{ ok: true, cursor: '1-0', replayed: 0 }];
  /** Whether the server knows nothing of watching. */
  isOlder = false;
  /** Whether subscriptions are not answered before {@link cut}. */
  isSlow = false;
  /** Cuts the connection off: whatever waits for an answer hears it at once. */
  cut = (): void => undefined;
  connects = 0;
  connected = true;
  id: string | undefined = '1';
  active = false;
  readonly #listeners = new Map<string, (word: unknown) => void>();

  on(name: string, listener: (word: unknown) => void): void {
    this.#listeners.set(name, listener);
  }

  hear(name: string, word?: unknown): void {
    this.#listeners.get(name)?.(word);
  }

  timeout(): this {
    return this;
  }

  emitWithAck(_name: string, request: SubscribeRequest | WatchRequest): Promise<SubscribeAck | WatchAck> {
    if ('taskIds' in request) {
      this.watched.push(request.taskIds);
      return this.isOlder ? Promise.reject(new Error('operation has timed out')) : Promise.resolve({ ok: true });
    }
    this.asked.push(request);
    if (this.isSlow) {
      return new Promise((_, reject) => (this.cut = () => reject(new Error('socket has been disconnected'))));
    }
    return Promise.resolve(this.acks.length > 1 ? this.acks.shift()! : this.acks[0]!);
  }

  connect(): void {
    this.connects += 1;
  }

  disconnect(): this {
    return this;
  }
}

let socket: FakeSocket;
jest.mock('socket.io-client', () => ({ io: () => socket }));

describe('the feed', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    socket = new FakeSocket();
  });
  afterEach(() => void jest.useRealTimers());

  const open = async (isAdmin = false): Promise<LiveFeed> => {
    TestBed.configureTestingModule({
      providers: [
        LiveFeed,
        serverAhead(),
        provideTasksUi({
          baseUrl: '/api',
          token: () => 'token',
          permissions: () => (isAdmin ? ['tasks:read:all'] : []),
        }),
      ],
    });
    const feed = TestBed.inject(LiveFeed);
    await jest.advanceTimersByTimeAsync(0);
    socket.hear('connect');
    await jest.advanceTimersByTimeAsync(0);
    return feed;
  };

  it('of somebody who may no longer hear everybody goes on with their own tasks, and asks no more', async () => {
    socket.acks = [
      { ok: false, code: 'FORBIDDEN' },
      { ok: true, cursor: '1-0', replayed: 0 },
    ];
    const feed = await open(true);
    expect(socket.asked.map(({ scope }) => scope)).toEqual(['all', 'mine']);
    expect(feed.state()).toBe('live');
    await jest.advanceTimersByTimeAsync(60_000);
    expect([socket.asked.length, socket.connects]).toEqual([2, 0]);
  });

  it('comes back at once when its token’s time was up', async () => {
    const feed = await open();
    socket.hear('tasks:closing', { code: 'UNAUTHORIZED' });
    socket.hear('disconnect', 'io server disconnect');
    expect([feed.state(), socket.connects]).toEqual(['reconnecting', 1]);
  });

  it('that said too much waits before it comes back', async () => {
    await open();
    socket.hear('tasks:closing', { code: 'TOO_MANY_REQUESTS' });
    socket.hear('disconnect', 'io server disconnect');
    await jest.advanceTimersByTimeAsync(4_900);
    expect(socket.connects).toBe(0);
    await jest.advanceTimersByTimeAsync(200);
    expect(socket.connects).toBe(1);
  });

  it('whose line breaks while it subscribes leaves the next connection alone', async () => {
    const feed = await open();
    socket.isSlow = true;
    socket.hear('connect');
    await jest.advanceTimersByTimeAsync(0);
    socket.id = undefined;
    socket.cut();
    socket.hear('disconnect', 'transport close');
    socket.isSlow = false;
    socket.id = '2';
    socket.hear('connect');
    await jest.advanceTimersByTimeAsync(60_000);
    expect([feed.state(), socket.connects]).toEqual(['live', 0]);
  });

  it('that is not answered in time is given up for a new connection', async () => {
    await open();
    socket.isSlow = true;
    socket.hear('connect');
    await jest.advanceTimersByTimeAsync(0);
    socket.cut();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(socket.connects).toBe(1);
  });

  it('tells of schedules, and goes on after what it has heard of them', async () => {
    const feed = await open();
    const heard: string[] = [];
    feed.schedules.subscribe(({ scheduleId }) => heard.push(scheduleId));
    socket.hear('schedule:changed', { scheduleId: 's1', cursor: '3-0' });
    socket.hear('schedule:ticked', { scheduleId: 's2', cursor: '4-0' });
    expect(heard).toEqual(['s1', 's2']);
    socket.hear('connect');
    await jest.advanceTimersByTimeAsync(0);
    expect(socket.asked.at(-1)?.since).toBe('4-0');
  });

  it('has events that are too much counted, goes on after the count, and reads again what was not told', async () => {
    const feed = await open(true);
    let [counted, resets] = [0, 0];
    feed.digests.subscribe(({ counts }) => (counted += counts['task:completed'] ?? 0));
    feed.resets.subscribe(() => (resets += 1));
    socket.hear('tasks:digest', { cursor: '7-0', counts: { 'task:completed': 900 }, own: {} });
    expect(counted).toBe(900);
    socket.hear('connect');
    await jest.advanceTimersByTimeAsync(0);
    expect(socket.asked.at(-1)).toEqual({ scope: 'all', since: '7-0', digest: true });
    expect(resets).toBe(1);
  });

  it('hears everything from an older server', async () => {
    socket.acks = [
      { ok: false, code: 'BAD_REQUEST' },
      { ok: true, cursor: '1-0', replayed: 0 },
    ];
    socket.isOlder = true;
    const feed = await open(true);
    expect(socket.asked).toEqual([{ scope: 'all', digest: true }, { scope: 'all' }]);
    expect(feed.state()).toBe('live');
    jest.useRealTimers();
    await new Promise((next) => setTimeout(next)); // a rejection that nobody handles would fail the test here
    expect(socket.watched).toEqual([[]]);
  });

  it('says which tasks are on screen, as pages come and go and the connection is a new one', async () => {
    const feed = await open();
    const [row, page] = [signal(['b']), TestBed.inject(EnvironmentInjector)];
    const detail = createEnvironmentInjector([], page);
    runInInjectionContext(page, () => feed.watch(row));
    runInInjectionContext(detail, () => feed.watch(signal(['a', 'b'])));
    const told = async (): Promise<readonly string[] | undefined> => {
      TestBed.tick();
      await jest.advanceTimersByTimeAsync(300);
      return socket.watched.at(-1);
    };
    expect(await told()).toEqual(['a', 'b']);
    detail.destroy();
    expect(await told()).toEqual(['b']);
    row.set(['c']);
    expect(await told()).toEqual(['c']);
    const before = socket.watched.length;
    socket.hear('connect');
    await jest.advanceTimersByTimeAsync(0);
    expect(socket.watched.slice(before)).toEqual([['c']]);
  });

  it('begins anew where the server does not know its cursor', async () => {
    await open();
    socket.acks = [{ ok: false, code: 'INVALID_CURSOR' }];
    socket.hear('connect');
    await jest.advanceTimersByTimeAsync(6_000);
    expect(socket.connects).toBe(1);
    socket.acks = [{ ok: true, cursor: '2-0', replayed: 0 }];
    socket.hear('connect');
    await jest.advanceTimersByTimeAsync(0);
    expect(socket.asked.map(({ since }) => since)).toEqual([undefined, '1-0', undefined]);
  });
});
