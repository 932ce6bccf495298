import { MAX_WATCHED_TASKS, type SubscribeRequest } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import { compareCursors, isCursor } from '@task-queue/event-log';
import { Digest } from './digest/digest.js';
import type { DigestRooms } from './digest/digest-rooms.js';
import type { LiveEntry } from './live-entry.js';
import type { OutgoingBuffer } from './outgoing-buffer.js';
import type { Acknowledge } from './socket-messages.js';
import type { TaskEventLog } from './task-event-log.js';
import type { TasksSocket } from './tasks-socket.js';
import { roomsFor } from './topics.js';

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
  #watched: ReadonlySet<string> = new Set();

  constructor(
    private readonly socket: TasksSocket,
    private readonly outgoing: OutgoingBuffer,
    private readonly log: TaskEventLog,
    private readonly digests: DigestRooms,
  ) {}

  /** Names the tasks whose events a digest leaves out none of. @throws ProblemError BAD_REQUEST */
  watch(body: unknown): void {
    this.#watched = new Set(parseWatched(body));
  }

  /**
   * Begins to send one's own events or everybody's, first those that were missed since a cursor. The socket joins its
   * room in the same tick in which nothing is missing any more, so every event comes once and in order.
   *
   * @throws ProblemError BAD_REQUEST, INVALID_CURSOR, FORBIDDEN, UNAVAILABLE
   */
  async begin(body: unknown, acknowledge: Acknowledge): Promise<void> {
    const { scope = 'mine', since, digest: isDigest = false } = parseRequest(body);
    const { identity } = this.socket.data;
    const rooms = roomsFor(identity, scope);
    if (rooms === null) {
      throw new ProblemError('FORBIDDEN');
    }
    this.end();
    const { signal } = (this.#current = new AbortController());
    let progress: Progress = { cursor: since ?? this.log.position, replayed: 0, isReset: false };
    const digest = isDigest ? this.#digest(progress.cursor, signal) : null;
    const tell = (entry: LiveEntry): boolean => digest?.take(entry) ?? this.#tell(entry);
    try {
      for (let ahead; (ahead = compareCursors(progress.cursor, this.log.position)) !== 0; signal.throwIfAborted()) {
        progress =
          ahead < 0 ? await this.#replay(progress, rooms, tell, signal) : await this.#awaitOwnNode(progress, signal);
      }
    } catch (error) {
      if (!signal.aborted) {
        this.end();
        throw error;
      }
      acknowledge({ ok: false, code: 'SUPERSEDED' });
      return;
    }
    const { cursor, replayed, isReset } = progress;
    // Both in this tick: no event is sent before the answer whose cursor it follows.
    digest?.flush();
    acknowledge({ ok: true, cursor, replayed, ...(isReset ? { reset: true } : {}) });
    if (digest === null) {
      void this.socket.join([...rooms]);
    } else {
      this.#join(rooms, digest, signal);
    }
  }

  /** From now on nothing is sent; what a digest has left out is told before. */
  end(): void {
    this.#current.abort();
    for (const room of this.socket.rooms) {
      if (room !== this.socket.id) {
        void this.socket.leave(room);
      }
    }
  }

  /** A digest for as long as a subscription lasts. */
  #digest(since: string, signal: AbortSignal): Digest {
    const digest = new Digest(this.socket, (taskId) => this.#watched.has(taskId), since);
    signal.addEventListener('abort', () => digest.flush());
    return digest;
  }

  #join(rooms: readonly string[], digest: Digest, signal: AbortSignal): void {
    for (const room of rooms) {
      this.digests.join(room, digest);
      signal.addEventListener('abort', () => this.digests.leave(room, digest));
    }
  }

  #tell({ name, words }: LiveEntry): boolean {
    if (words !== null) {
      this.socket.emit(name, ...words);
    }
    return words !== null;
  }

  /** Sends the next batch, as far as the client takes it. @param tell - whether the entry was sent */
  async #replay(
    progress: Progress,
    rooms: readonly string[],
    tell: (entry: LiveEntry) => boolean,
    signal: AbortSignal,
  ): Promise<Progress> {
    await this.outgoing.drained(signal);
    const part = await this.log.read(progress.cursor, this.log.position, rooms);
    signal.throwIfAborted();
    if (part === null) {
      return { ...progress, cursor: this.log.position, isReset: true };
    }
    let { cursor, replayed } = progress;
    for (const entry of part.entries) {
      if (this.outgoing.isFull) {
        return { ...progress, cursor, replayed };
      }
      replayed += tell(entry) ? 1 : 0;
      cursor = entry.cursor;
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
  const { scope, since, digest, ...unknown } = body as Record<string, unknown>; // an object's fields are anything
  const isScope = scope === undefined || scope === 'mine' || scope === 'all';
  const isDigest = digest === undefined || typeof digest === 'boolean';
  if (!isScope || !isDigest || Object.keys(unknown).length > 0) {
    throw new ProblemError('BAD_REQUEST');
  }
  if (since !== undefined && since !== null && !isCursor(since)) {
    throw new ProblemError('INVALID_CURSOR');
  }
  return {
    ...(scope === undefined ? {} : { scope }),
    ...(since === undefined || since === null ? {} : { since }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The tasks that a socket watches, checked by hand as well. */
function parseWatched(body: unknown): readonly string[] {
  const { taskIds, ...unknown } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const isList = Array.isArray(taskIds) && taskIds.length <= MAX_WATCHED_TASKS;
  if (!isList || !taskIds.every((id) => typeof id === 'string') || Object.keys(unknown).length > 0) {
    throw new ProblemError('BAD_REQUEST');
  }
  return taskIds;
}
