import type { SubscribeRequest } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import { compareCursors, isCursor } from '@task-queue/event-log';
import type { OutgoingBuffer } from './outgoing-buffer.js';
import type { Acknowledge } from './socket-messages.js';
import type { TaskEventLog } from './task-event-log.js';
import type { TasksSocket } from './tasks-socket.js';
import { roomsFor, type LiveArguments } from './topics.js';

/** How far a socket has caught up. */
interface Progress {
  /** The cursor of the last event it has, or has no right to. */
  readonly cursor: string;
  readonly replayed: number;
  /** Whether something between is no longer in the log. */
  readonly isReset: boolean;
}

/**
 * What one socket hears. A new request ends the one before, also in the middle of its replay; a socket is in the rooms of
 * one request at most, and in none while it catches up.
 */
export class Subscription {
  #current = new AbortController();

  constructor(
    private readonly socket: TasksSocket,
    private readonly outgoing: OutgoingBuffer,
    private readonly log: TaskEventLog,
  ) {}

  /**
   * Begins to send one's own events or everybody's, first those that were missed since a cursor. The socket joins its
   * room in the same tick in which nothing is missing any more, so every event comes once and in order.
   *
   * @throws ProblemError BAD_REQUEST, INVALID_CURSOR, FORBIDDEN, UNAVAILABLE
   */
  async begin(body: unknown, acknowledge: Acknowledge): Promise<void> {
    const { scope = 'mine', since } = parseRequest(body);
    const { identity } = this.socket.data;
    const rooms = roomsFor(identity, scope);
    if (rooms === null) {
      throw new ProblemError('FORBIDDEN');
    }
    this.end();
    const { signal } = (this.#current = new AbortController());
    let progress: Progress = { cursor: since ?? this.log.position, replayed: 0, isReset: false };
    try {
      for (let ahead; (ahead = compareCursors(progress.cursor, this.log.position)) !== 0; signal.throwIfAborted()) {
        progress = ahead < 0 ? await this.#replay(progress, rooms, signal) : await this.#awaitOwnNode(progress, signal);
      }
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
      acknowledge({ ok: false, code: 'SUPERSEDED' });
      return;
    }
    const { cursor, replayed, isReset } = progress;
    // Both in this tick: no event is sent before the answer whose cursor it follows.
    acknowledge({ ok: true, cursor, replayed, ...(isReset ? { reset: true } : {}) });
    void this.socket.join([...rooms]);
  }

  /** From now on nothing is sent. */
  end(): void {
    this.#current.abort();
    for (const room of this.socket.rooms) {
      if (room !== this.socket.id) {
        void this.socket.leave(room);
      }
    }
  }

  /** Sends the next batch, as far as the client takes it. */
  async #replay(progress: Progress, rooms: readonly string[], signal: AbortSignal): Promise<Progress> {
    await this.outgoing.drained(signal);
    const part = await this.log.read(progress.cursor, this.log.position, rooms);
    signal.throwIfAborted();
    if (part === null) {
      return { ...progress, cursor: this.log.position, isReset: true };
    }
    let { cursor, replayed } = progress;
    for (const { name, event } of part.events) {
      if (this.outgoing.isFull) {
        return { ...progress, cursor, replayed };
      }
      this.socket.emit(name, ...([event] as LiveArguments)); // as belongs to that name
      cursor = event.cursor;
      replayed += 1;
    }
    return { ...progress, cursor: part.end, replayed };
  }

  /** The client has heard more from another node than this one has read: what it knows must not be sent again. */
  async #awaitOwnNode(progress: Progress, signal: AbortSignal): Promise<Progress> {
    if (!(await this.log.reaches(progress.cursor))) {
      return { ...progress, cursor: this.log.position, isReset: true };
    }
    if (compareCursors(progress.cursor, this.log.position) > 0) {
      await this.log.moved(signal);
    }
    return progress;
  }
}

/** The body of a subscription, checked by hand: a socket's message passes no validation pipe. */
function parseRequest(body: unknown): SubscribeRequest {
  if (body === undefined || body === null) {
    return {};
  }
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw new ProblemError('BAD_REQUEST');
  }
  const { scope, since, ...unknown } = body as Record<string, unknown>; // an object's fields are anything
  if ((scope !== undefined && scope !== 'mine' && scope !== 'all') || Object.keys(unknown).length > 0) {
    throw new ProblemError('BAD_REQUEST');
  }
  if (since !== undefined && since !== null && !isCursor(since)) {
    throw new ProblemError('INVALID_CURSOR');
  }
  return { ...(scope === undefined ? {} : { scope }), ...(since === undefined || since === null ? {} : { since }) };
}
