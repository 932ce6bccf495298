import {
  DestroyRef,
  effect,
  inject,
  Injectable,
  signal,
  untracked,
  type FactoryProvider,
  type Signal,
} from '@angular/core';
import {
  SCHEDULE_EVENTS,
  CONTROL_EVENTS,
  TASK_EVENTS,
  TASKS_NAMESPACE,
  type ClientToServerEvents,
  type ErrorCode,
  type ScheduleChangedEvent,
  type ScheduleTickedEvent,
  type LaneChangedEvent,
  type ServerToClientEvents,
  type SubscribeAck,
  type SubscribeScope,
  type TaskDigest,
  type TypeChangedEvent,
} from '@task-queue/contracts';
import { Paced } from '@task-queue/ui/timing';
import { Subject } from 'rxjs';
import type { Socket } from 'socket.io-client';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import type { LiveEvent } from './merge-events';
import { injectMay } from './permissions';
import { ServerClock } from './server-clock';
import { WatchedTasks } from './watched-tasks';

/** What the connection indicator says. */
export type FeedState = 'connecting' | 'live' | 'reconnecting' | 'offline';

type FeedSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** After a refusal it is tried again no sooner than this, in milliseconds. */
const REFUSED_RETRY_MS = 5_000;

/** What pages show is told to the server at most this often, in milliseconds: it counts messages. */
const WATCH_INTERVAL_MS = 250;

/** How long the server may take to acknowledge a subscription, in milliseconds; after that the connection is a new one. */
const ACKNOWLEDGE_TIMEOUT_MS = 15_000;

/**
 * What happens to tasks, as it happens: to those that are watched, and to as many others as a person can follow; how much
 * else there was is told by `digests`. After a pause it gives its last cursor, so that what was missed arrives once and in
 * order; `resets` says to read again.
 */
@Injectable()
export class LiveFeed {
  readonly #options = inject(TASKS_UI_OPTIONS);
  readonly #may = injectMay();
  readonly #clock = inject(ServerClock);
  readonly #events = new Subject<LiveEvent>();
  readonly #schedules = new Subject<ScheduleChangedEvent | ScheduleTickedEvent>();
  readonly #control = new Subject<LaneChangedEvent | TypeChangedEvent>();
  readonly #digests = new Subject<TaskDigest>();
  readonly #resets = new Subject<void>();
  readonly #watched = new WatchedTasks();
  readonly #watching = new Paced(() => this.#watch(), WATCH_INTERVAL_MS);
  readonly #state = signal<FeedState>('connecting');
  readonly #liveUntilMs = signal(0);
  #cursor: string | undefined;
  #isOver = false;
  #socket: FeedSocket | undefined;
  /** Whether the server counts what is too much. */
  #isDigest = true;

  readonly events = this.#events.asObservable();
  /** The same for schedules: that one changed, or a tick of it came. */
  readonly schedules = this.#schedules.asObservable();
  /** The same for lanes and types, for whom steers them: that one was changed. */
  readonly control = this.#control.asObservable();
  /** Once a second at most: how many events there were that were not told. */
  readonly digests = this.#digests.asObservable();
  readonly resets = this.#resets.asObservable();
  readonly state = this.#state.asReadonly();
  /** When it was last live, by the server's clock in epoch milliseconds: what is on screen is as old as that. 0 before it ever was. */
  readonly liveUntilMs = this.#liveUntilMs.asReadonly();

  constructor() {
    const leave = (): void => this.#lose();
    const comeBack = (): void => void (this.#socket && reconnect(this.#socket));
    window.addEventListener('offline', leave);
    window.addEventListener('online', comeBack);
    inject(DestroyRef).onDestroy(() => {
      this.#isOver = true;
      this.#watching.stop();
      this.#socket?.disconnect();
      window.removeEventListener('offline', leave);
      window.removeEventListener('online', comeBack);
    });
    // Only when the first page stands: the list can be read before the feed is there.
    void import('socket.io-client').then(({ io }) => {
      if (!this.#isOver) {
        const origin = new URL(this.#options.baseUrl, location.href).origin;
        const { socketPath: path } = this.#options;
        const socket: FeedSocket = io(origin + TASKS_NAMESPACE, {
          ...(path === undefined ? {} : { path }),
          transports: ['websocket', 'polling'],
          tryAllTransports: true, // long polling where a network lets no WebSocket through
          reconnectionDelayMax: 5_000,
          auth: (give) => void this.#token().then((token) => give({ token })),
        });
        this.#socket = socket;
        this.#listen(socket);
      }
    });
    effect(() => {
      this.#watched.ids();
      untracked(() => this.#watching.request());
    });
  }

  /** Of these tasks everything is told, as long as whoever asks for it is there: in the context of an injection. */
  watch(ids: Signal<readonly string[]>): void {
    this.#watched.add(ids);
  }

  /** A token for the handshake; none where it could not be had, which is a refusal and tried again. */
  async #token(): Promise<string | null> {
    try {
      return await this.#options.token();
    } catch {
      return null;
    }
  }

  #listen(socket: FeedSocket): void {
    let closing: ErrorCode | undefined;
    socket.on('connect', () => {
      closing = undefined;
      void this.#watch();
      void this.#subscribe(socket, this.#may('tasks:read:all') ? 'all' : 'mine');
    });
    socket.on('tasks:closing', ({ code }) => (closing = code));
    socket.on('disconnect', (reason) => {
      this.#lose();
      if (reason !== 'io server disconnect') {
        return; // Socket.IO comes back by itself
      }
      if (closing === 'TOO_MANY_REQUESTS') {
        this.#connectLater(socket);
      } else {
        socket.connect(); // the token's time was up; the next handshake brings a new one
      }
    });
    socket.on('connect_error', (error) => {
      this.#lose();
      if (error.message === 'UNAUTHORIZED') {
        this.#options.onUnauthorized?.();
      }
      if (!socket.active) {
        // Socket.IO gives up after a refusal; the session may have been renewed meanwhile.
        this.#connectLater(socket);
      }
    });
    for (const name of TASK_EVENTS) {
      socket.on(name, (event) => {
        this.#cursor = event.cursor;
        this.#events.next({ name, event });
      });
    }
    socket.on('tasks:digest', (digest) => {
      this.#cursor = digest.cursor;
      this.#digests.next(digest);
    });
    for (const name of SCHEDULE_EVENTS) {
      socket.on(name, (event: ScheduleChangedEvent | ScheduleTickedEvent) => {
        this.#cursor = event.cursor;
        this.#schedules.next(event);
      });
    }
    for (const name of CONTROL_EVENTS) {
      socket.on(name, (event: LaneChangedEvent | TypeChangedEvent) => {
        this.#cursor = event.cursor;
        this.#control.next(event);
      });
    }
  }

  /** Whoever goes on without an answer is told less than everything of them. */
  async #watch(): Promise<void> {
    if (this.#socket?.connected) {
      const request = { taskIds: this.#watched.ids() };
      const acknowledged = this.#socket.timeout(ACKNOWLEDGE_TIMEOUT_MS).emitWithAck('tasks:watch', request);
      await acknowledged.catch(() => undefined); // not in time, or cut off meanwhile: a new connection says it again
    }
  }

  #connectLater(socket: FeedSocket): void {
    setTimeout(() => this.#isOver || socket.connect(), REFUSED_RETRY_MS);
  }

  async #subscribe(socket: FeedSocket, scope: SubscribeScope): Promise<void> {
    const [since, connection] = [this.#cursor, socket.id];
    const request = {
      scope,
      ...(since === undefined ? {} : { since }),
      ...(this.#isDigest ? { digest: true } : {}),
    };
    try {
      const acknowledged = socket.timeout(ACKNOWLEDGE_TIMEOUT_MS).emitWithAck('tasks:subscribe', request);
      const ack = (await acknowledged) as SubscribeAck;
      if (ack.ok) {
        this.#state.set('live');
        // What changed between the page's first reading and this moment is in no replay, nor what a digest was to count.
        if (since === undefined || ack.reset || this.#isDigest) {
          this.#cursor = this.#cursor === since ? ack.cursor : this.#cursor; // an event may have come before the word
          this.#resets.next();
        }
        return;
      }
      if (ack.code === 'FORBIDDEN' && scope === 'all') {
        return await this.#subscribe(socket, 'mine'); // others' events are no longer theirs: asking again would not change it
      }
      if (ack.code === 'BAD_REQUEST' && this.#isDigest) {
        this.#isDigest = false; // an older server, while newer ones take its place
        return await this.#subscribe(socket, scope);
      }
      if (ack.code === 'INVALID_CURSOR') {
        this.#cursor = undefined; // of another log, e.g. a restored one: begin anew
      }
    } catch {
      // not acknowledged in time, or cut off meanwhile
    }
    setTimeout(() => {
      // One that was cut off has been given up already, and the next one asks for itself.
      if (!this.#isOver && socket.connected && socket.id === connection) {
        reconnect(socket);
      }
    }, REFUSED_RETRY_MS);
  }

  #lose(): void {
    if (this.#state() === 'live') {
      this.#liveUntilMs.set(this.#clock.nowMs());
    }
    this.#state.set(navigator.onLine ? 'reconnecting' : 'offline');
  }
}

/** A connection that may be dead without knowing it is given up for a new one. */
function reconnect(socket: FeedSocket): void {
  socket.disconnect().connect();
}

/** The feed of a page: the one of the frame around it where there is one, else its own. */
export const SHARED_LIVE_FEED: FactoryProvider = {
  provide: LiveFeed,
  useFactory: () => inject(LiveFeed, { skipSelf: true, optional: true }) ?? new LiveFeed(),
};
