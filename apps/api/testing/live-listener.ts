import { readFileSync } from 'node:fs';
import { afterAll, expect } from '@jest/globals';
import {
  TASK_EVENTS,
  type ClientToServerEvents,
  type ServerToClientEvents,
  type SubscribeAck,
  type SubscribeRequest,
  type TaskEvent,
} from '@task-queue/contracts';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { messageCheck, type AsyncApi } from './message-check.js';

/** A Socket.IO client of ours. */
export type Client = Socket<ServerToClientEvents, ClientToServerEvents>;

/** An event under its name. */
export type NamedEvent = TaskEvent & { readonly name: string };

/** A client that keeps what it hears. */
export interface Listener {
  readonly client: Client;
  readonly events: readonly NamedEvent[];
  subscribe(request?: SubscribeRequest): Promise<SubscribeAck>;
  /** Resolves when the event of this task has come. */
  until(name: string, taskId: string): Promise<void>;
  /** Resolves when so many events have come. */
  untilCount(count: number): Promise<void>;
  /** Resolves with the reason when the connection is closed. */
  closed(): Promise<string>;
  /** Stops reading: what the server sends stays in its hands, and those of the system. */
  pause(): void;
  resume(): void;
}

/** Everything that is heard in these tests is held to the document that is kept. */
const KEPT = new URL('../../../docs/asyncapi.json', import.meta.url);
const check = messageCheck(JSON.parse(readFileSync(KEPT, 'utf8')) as AsyncApi);
const wrongMessages: string[] = [];
afterAll(() => expect(wrongMessages).toEqual([]));

/** Opens a client without connecting it. */
export function openClient(
  url: string,
  auth: Readonly<Record<string, unknown>>,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Client {
  const client: Client = io(`${url}/tasks`, {
    auth,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    ...options,
  });
  return client.onAny((name: string, event: unknown) => {
    const wrong = check(name, event);
    if (wrong !== null && wrongMessages.length < 10) {
      wrongMessages.push(wrong);
    }
  });
}

/** Resolves when a client is connected. @throws Error with the server's word where it is refused */
export async function connected(client: Client): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client.once('connect', resolve);
    client.once('connect_error', reject);
  });
}

/** Connects a client with a token. */
export async function listen(
  url: string,
  token: string,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<Listener> {
  const client = openClient(url, { token }, options);
  const events: NamedEvent[] = [];
  const waiting = new Set<() => void>();
  for (const name of TASK_EVENTS) {
    client.on(name, (event: TaskEvent) => {
      events.push({ ...event, name });
      waiting.forEach((look) => look());
    });
  }
  const untilTrue = (isTrue: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (isTrue()) {
          waiting.delete(look);
          resolve();
        }
      };
      waiting.add(look);
      look();
    });
  const closed = new Promise<string>((resolve) => client.once('disconnect', resolve));
  await connected(client);
  // In Node the client's transport holds a WebSocket of the package ws, which can stop reading.
  const webSocket = (): { pause(): void; resume(): void } =>
    (client.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } }).ws;
  let paused: ReturnType<typeof webSocket> | undefined;
  return {
    client,
    events,
    subscribe: (request = {}) => client.timeout(60_000).emitWithAck('tasks:subscribe', request),
    until: (name, taskId) => untilTrue(() => events.some((event) => event.name === name && event.taskId === taskId)),
    untilCount: (count) => untilTrue(() => events.length >= count),
    closed: () => closed,
    pause() {
      paused = webSocket();
      paused.pause();
    },
    resume: () => paused?.resume(),
  };
}
