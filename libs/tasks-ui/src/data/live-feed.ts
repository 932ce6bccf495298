import { DestroyRef, inject, Injectable, signal, type FactoryProvider } from '@angular/core';
import {
  TASK_EVENTS,
  TASKS_NAMESPACE,
  type ClientToServerEvents,
  type ServerToClientEvents,
} from '@task-queue/contracts';
import { Subject } from 'rxjs';
import type { Socket } from 'socket.io-client';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import type { LiveEvent } from './merge-events';

/** What the connection indicator says. */
export type FeedState = 'connecting' | 'live' | 'reconnecting' | 'offline';

type FeedSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** A refused handshake is tried again after this, in milliseconds. */
const REFUSED_RETRY_MS = 5_000;

/**
 * What happens to tasks, as it happens. After a pause it gives its last cursor, so that everything missed arrives
 * once and in order; where the server's log no longer reaches back, `resets` says to read again.
 */
@Injectable()
export class LiveFeed {
  readonly #options = inject(TASKS_UI_OPTIONS);
  readonly #events = new Subject<LiveEvent>();
  readonly #resets = new Subject<void>();
  readonly #state = signal<FeedState>('connecting');
  #cursor: string | undefined;

  readonly events = this.#events.asObservable();
  readonly resets = this.#resets.asObservable();
  readonly state = this.#state.asReadonly();

  constructor() {
    let isOver = false;
    let socket: FeedSocket | undefined;
    inject(DestroyRef).onDestroy(() => {
      isOver = true;
      socket?.disconnect();
    });
    // Only when the first page stands: the list can be read before the feed is there.
    void import('socket.io-client').then(({ io }) => {
      if (!isOver) {
        const origin = new URL(this.#options.baseUrl, location.href).origin;
        socket = io(origin + TASKS_NAMESPACE, {
          transports: ['websocket', 'polling'],
          reconnectionDelayMax: 5_000,
          auth: (give) => void this.#token().then((token) => give({ token })),
        });
        this.#listen(socket, () => isOver);
      }
    });
  }

  /** A token for the handshake; none where it could not be had, which is a refusal and tried again. */
  async #token(): Promise<string | null> {
    try {
      return await this.#options.token();
    } catch {
      return null;
    }
  }

  #listen(socket: FeedSocket, isOver: () => boolean): void {
    socket.on('connect', () => void this.#subscribe(socket));
    socket.on('disconnect', (reason) => {
      this.#state.set(navigator.onLine ? 'reconnecting' : 'offline');
      if (reason === 'io server disconnect') {
        socket.connect(); // the token's time was up; the next handshake brings a new one
      }
    });
    socket.on('connect_error', (error) => {
      this.#state.set(navigator.onLine ? 'reconnecting' : 'offline');
      if (error.message === 'UNAUTHORIZED') {
        this.#options.onUnauthorized?.();
        // Socket.IO gives up after a refusal; the session may have been renewed meanwhile.
        setTimeout(() => isOver() || socket.connect(), REFUSED_RETRY_MS);
      }
    });
    for (const name of TASK_EVENTS) {
      socket.on(name, (event) => {
        this.#cursor = event.cursor;
        this.#events.next({ name, event });
      });
    }
  }

  async #subscribe(socket: FeedSocket): Promise<void> {
    const ack = await socket.emitWithAck('tasks:subscribe', {
      scope: this.#options.isAdmin?.() ? 'all' : 'mine',
      ...(this.#cursor === undefined ? {} : { since: this.#cursor }),
    });
    if (ack.ok) {
      const isFirst = this.#cursor === undefined;
      this.#cursor ??= ack.cursor;
      this.#state.set('live');
      // What changed between the page's first reading and this moment is in no replay.
      if (isFirst || ack.reset) {
        this.#cursor = ack.cursor;
        this.#resets.next();
      }
    }
  }
}

/** The feed of a page: the one of the frame around it where there is one, else its own. */
export const SHARED_LIVE_FEED: FactoryProvider = {
  provide: LiveFeed,
  useFactory: () => inject(LiveFeed, { skipSelf: true, optional: true }) ?? new LiveFeed(),
};
