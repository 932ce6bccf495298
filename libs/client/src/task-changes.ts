import {
  TASK_EVENTS,
  TASKS_NAMESPACE,
  type ClientToServerEvents,
  type ErrorCode,
  type ProblemDetails,
  type ServerToClientEvents,
  type SubscribeAck,
  type SubscribeScope,
  type TaskEvent,
  type TaskEventName,
} from '@task-queue/contracts';
import type { Socket } from 'socket.io-client';
import type { Place } from './calls.js';
import { TasksApiError } from './errors.js';

/** Whose events, and from where. */
export interface EventOptions {
  /** `all` is for administrators. @default 'mine' */
  readonly scope?: SubscribeScope;
  /** The cursor of the last event seen: everything after it comes first. @default what happens from now on */
  readonly since?: string;
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
}

/**
 * What happened: an event of a task, or `reset` where the server's log no longer reaches back to what was seen last, so that
 * events are missing and whoever keeps tasks reads them again.
 */
export type TaskChange =
  { readonly name: TaskEventName; readonly event: TaskEvent } | { readonly name: 'reset'; readonly cursor: string };

type TasksSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** Events that wait for a slow reader; beyond that the server keeps them, and they are asked for when these are read. */
const MOST_WAITING = 1_000;
const ACKNOWLEDGE_TIMEOUT_MS = 15_000;
const REFUSED_RETRY_MS = 5_000;

/** A refusal that another try would not change. */
const FINAL: readonly string[] = ['FORBIDDEN', 'BAD_REQUEST', 'INVALID_CURSOR', 'NOT_FOUND'];

/**
 * Every event, once and in order, across reconnects, from any node. A reader that is slower than what happens loses
 * nothing: it is disconnected and goes on from its cursor.
 *
 * @param onLive - told each time that nothing from now on is missed
 * @throws TasksApiError `UNAUTHORIZED` when a fresh token is refused too, `FORBIDDEN`, `INVALID_CURSOR`
 */
export async function* taskChanges(
  place: Place,
  options: EventOptions,
  onLive: () => void = () => undefined,
): AsyncGenerator<TaskChange, void, undefined> {
  options.signal?.throwIfAborted();
  const { io } = await import('socket.io-client');
  options.signal?.throwIfAborted();
  const { origin, pathname } = new URL(place.url);
  const socket: TasksSocket = io(origin + TASKS_NAMESPACE, {
    path: `${pathname.replace(/\/$/, '')}/socket.io`,
    transports: ['websocket', 'polling'],
    tryAllTransports: true, // long polling where a network lets no WebSocket through
    reconnectionDelayMax: 5_000,
    forceNew: true,
    autoConnect: false,
    auth: (give) =>
      void place.token().then(
        (token) => give({ token }),
        () => give({}),
      ),
  });
  const reading = new Reading(socket, options, onLive);
  options.signal?.addEventListener('abort', reading.stop, { once: true });
  try {
    socket.connect();
    for (;;) {
      const change = await reading.next();
      if (change === null) {
        options.signal?.throwIfAborted();
        return;
      }
      yield change;
    }
  } finally {
    options.signal?.removeEventListener('abort', reading.stop);
    reading.stop();
  }
}

/** One subscription with what waits to be read of it. */
class Reading {
  readonly #waiting: TaskChange[] = [];
  #wake = Promise.withResolvers<void>();
  #cursor: string | undefined;
  #closing: ErrorCode | undefined;
  #failure: Error | undefined;
  #refusals = 0;
  #isPaused = false;
  #isOver = false;

  constructor(
    private readonly socket: TasksSocket,
    private readonly options: EventOptions,
    private readonly onLive: () => void,
  ) {
    this.#cursor = options.since;
    socket.on('connect', () => void this.#subscribe());
    socket.on('tasks:closing', ({ code }) => (this.#closing = code));
    socket.on('disconnect', (reason) => this.#reconnectAfter(reason));
    socket.on('connect_error', ({ message }) => this.#refused(message));
    for (const name of TASK_EVENTS) {
      socket.on(name, (event) => this.#take({ name, event }));
    }
  }

  /** The next change; `null` at the end. @throws why there is none any more */
  async next(): Promise<TaskChange | null> {
    while (this.#waiting.length === 0) {
      if (this.#failure !== undefined) {
        throw this.#failure;
      }
      if (this.#isOver) {
        return null;
      }
      if (this.#isPaused) {
        this.#isPaused = false;
        this.socket.connect();
      }
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
    }
    return this.#waiting.shift()!;
  }

  readonly stop = (): void => {
    this.#isOver = true;
    this.socket.disconnect();
    this.#wake.resolve();
  };

  #take(change: TaskChange): void {
    if (this.#isPaused) {
      return; // was on its way: it comes again
    }
    this.#cursor = change.name === 'reset' ? change.cursor : change.event.cursor;
    this.#waiting.push(change);
    this.#wake.resolve();
    if (this.#waiting.length >= MOST_WAITING) {
      this.#isPaused = true;
      this.socket.disconnect();
    }
  }

  async #subscribe(): Promise<void> {
    const since = this.#cursor;
    const request = { scope: this.options.scope ?? 'mine', ...(since === undefined ? {} : { since }) };
    let ack: SubscribeAck;
    try {
      const acknowledged = this.socket.timeout(ACKNOWLEDGE_TIMEOUT_MS).emitWithAck('tasks:subscribe', request);
      ack = (await acknowledged) as SubscribeAck; // emitWithAck does not know its type
    } catch {
      return this.#again(() => this.socket.disconnect().connect());
    }
    if (ack.ok) {
      this.#refusals = 0;
      if (ack.reset) {
        this.#take({ name: 'reset', cursor: ack.cursor });
      }
      this.#cursor ??= ack.cursor; // an event may have come before the word
      this.onLive();
    } else if (ack.code === 'INVALID_CURSOR' && since !== this.options.since) {
      this.#cursor = undefined; // the server's log is another one now, e.g. a restored one
      await this.#subscribe();
      this.#take({ name: 'reset', cursor: this.#cursor ?? '0-0' });
    } else if (FINAL.includes(ack.code)) {
      this.#fail(ack.code);
    } else {
      this.#again(() => this.socket.connected && void this.#subscribe());
    }
  }

  #reconnectAfter(reason: string): void {
    if (reason !== 'io server disconnect' || this.#isOver) {
      return; // Socket.IO comes back by itself
    }
    const isTooFast = this.#closing === 'TOO_MANY_REQUESTS';
    this.#closing = undefined;
    if (isTooFast) {
      this.#again(() => this.socket.connect());
    } else {
      this.socket.connect(); // the token's time was up; the next handshake brings another
    }
  }

  #refused(code: string): void {
    if (code === 'UNAUTHORIZED' && ++this.#refusals > 1) {
      this.#fail(code);
    } else if (!this.socket.active) {
      this.#again(() => this.socket.connect(), code === 'UNAUTHORIZED' ? 0 : REFUSED_RETRY_MS); // it gives up after a refusal
    }
  }

  #again(act: () => unknown, afterMs = REFUSED_RETRY_MS): void {
    setTimeout(() => this.#isOver || this.#isPaused || act(), afterMs);
  }

  #fail(code: string): void {
    this.#failure = new TasksApiError(socketProblem(code));
    this.stop();
  }
}

/** A refusal at the socket, told as those of REST are. */
function socketProblem(code: string): ProblemDetails {
  const status = code === 'UNAUTHORIZED' ? 401 : code === 'FORBIDDEN' ? 403 : 400;
  return {
    type: 'about:blank',
    title: code,
    status,
    detail: 'refused at the socket',
    code: code as ErrorCode,
    requestId: '',
  };
}
