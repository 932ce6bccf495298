import { io, type Socket } from 'socket.io-client';
import { until } from './until.ts';

interface WatchedEvent {
  readonly cursor: string;
  readonly taskId: string;
  readonly version: number;
}

interface Ack {
  readonly ok: boolean;
  readonly cursor?: string;
  readonly replayed?: number;
  readonly reset?: boolean;
}

/** A page that watches its owner's tasks and remembers only its last cursor, as a browser does. */
export class EventWatcher {
  readonly ownerId: string;
  /** Every event in the order it came. */
  readonly cursors: string[] = [];
  /** Events whose version was not above the last of the same task. */
  disordered = 0;
  /** Events that came because of a cursor. */
  replayed = 0;
  /** The cursor it began with. */
  since = '';
  readonly #token: string;
  readonly #versions = new Map<string, number>();
  #lastCursor: string | undefined;
  #socket: Socket | undefined;

  constructor(token: string, ownerId: string) {
    this.#token = token;
    this.ownerId = ownerId;
  }

  /** Connects for the first time and subscribes. */
  async connect(url: string): Promise<void> {
    const { cursor } = await this.#subscribe(url);
    this.since = cursor!;
    this.#lastCursor ??= cursor;
  }

  /** Waits until its socket is gone, and goes on at another node from its last cursor. */
  async moveTo(url: string): Promise<void> {
    await until('the socket is gone', () => !this.#socket!.connected, { deadlineMs: 30_000, everyMs: 10 });
    this.#socket!.close();
    const ack = await this.#subscribe(url);
    if (ack.reset) {
      throw new Error('The log no longer reached back to the cursor');
    }
    this.replayed += ack.replayed!;
  }

  has(cursor: string): boolean {
    return this.cursors.includes(cursor);
  }

  close(): void {
    this.#socket?.close();
  }

  async #subscribe(url: string): Promise<Ack> {
    const socket = io(`${url}/tasks`, {
      transports: ['websocket'],
      auth: { token: this.#token },
      forceNew: true,
      reconnection: false, // to the node that died; going to the other one is our own doing
    });
    this.#socket = socket;
    socket.onAny((_name: string, event: WatchedEvent) => this.#take(event));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const since = this.#lastCursor;
    const ack = (await socket
      .timeout(30_000)
      .emitWithAck('tasks:subscribe', since === undefined ? {} : { since })) as Ack;
    if (!ack.ok) {
      throw new Error(`A subscription was refused: ${JSON.stringify(ack)}`);
    }
    return ack;
  }

  #take({ cursor, taskId, version }: WatchedEvent): void {
    this.cursors.push(cursor);
    this.#lastCursor = cursor;
    if (version <= (this.#versions.get(taskId) ?? 0)) {
      this.disordered += 1;
    }
    this.#versions.set(taskId, version);
  }
}
