import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import {
  TASK_EVENTS,
  TASKS_NAMESPACE,
  type ClientToServerEvents,
  type ServerToClientEvents,
} from '@task-queue/contracts';
import { Subject } from 'rxjs';
import { io, type Socket } from 'socket.io-client';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import type { LiveEvent } from './merge-events';

/** What the connection indicator says. */
export type FeedState = 'connecting' | 'live' | 'reconnecting' | 'offline';

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
    const origin = new URL(this.#options.baseUrl, location.href).origin;
    const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(origin + TASKS_NAMESPACE, {
      transports: ['websocket', 'polling'],
      reconnectionDelayMax: 5_000,
      auth: (give) => void Promise.resolve(this.#options.token()).then((token) => give({ token })),
    });
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
      }
    });
    for (const name of TASK_EVENTS) {
      socket.on(name, (event) => {
        this.#cursor = event.cursor;
        this.#events.next({ name, event });
      });
    }
    inject(DestroyRef).onDestroy(() => socket.disconnect());
  }

  async #subscribe(socket: Socket<ServerToClientEvents, ClientToServerEvents>): Promise<void> {
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
