import { Inject, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import type { Namespace, Socket } from 'socket.io';
import {
  TASKS_NAMESPACE,
  type ClientToServerEvents,
  type ServerToClientEvents,
  type SubscribeAck,
  type SubscribeRequest,
  type TaskEvent,
  type UnsubscribeAck,
} from '@task-queue/contracts';
import { isAdmin, type ResolvedIdentity } from '../domain/identity.js';
import { TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { compareCursors, isCursor, TaskEventLog } from './task-event-log.js';

type NoEvents = Record<never, never>;
type TasksSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, { identity: ResolvedIdentity }>;
type TasksNamespace = Namespace<ClientToServerEvents, ServerToClientEvents, NoEvents, { identity: ResolvedIdentity }>;

const ALL_ROOM = 'all';
const MAX_MESSAGE_BYTES = 64 * 1024;

/** How often it is asked whether a socket's person may still be here, in milliseconds. */
const RECHECK_INTERVAL_MS = 3_000;

/** Brings events from the log to the sockets of those who may see them. */
@WebSocketGateway({ namespace: TASKS_NAMESPACE, maxHttpBufferSize: MAX_MESSAGE_BYTES, serveClient: false })
export class TasksGateway implements OnGatewayInit, OnApplicationBootstrap, OnApplicationShutdown {
  #recheckTimer: NodeJS.Timeout | undefined;
  #isRechecking = false;

  @WebSocketServer()
  private readonly namespace!: TasksNamespace;

  constructor(
    private readonly log: TaskEventLog,
    @Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions,
  ) {}

  /** Nest's guards do not run on connection, so the handshake is checked here. */
  afterInit(namespace: TasksNamespace): void {
    namespace.use((socket, next) => {
      this.#identify(socket).then(
        (identity) => {
          if (identity === null) {
            next(new Error('UNAUTHORIZED'));
            return;
          }
          socket.data.identity = identity;
          closeWhenExpired(socket, identity);
          next();
        },
        () => next(new Error('UNAVAILABLE')),
      );
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#recheckTimer = setInterval(() => void this.#recheck(), RECHECK_INTERVAL_MS).unref();
    await this.log.follow(({ name, event }) => {
      this.namespace.to(ownerRoom(event.createdBy.id)).to(ALL_ROOM).emit(name, event);
    });
  }

  onApplicationShutdown(): void {
    clearInterval(this.#recheckTimer);
    this.log.stop();
  }

  /** How many sockets are connected to this process. */
  socketCount(): number {
    return this.namespace.sockets.size;
  }

  /** How far this process is behind the event log, in milliseconds. */
  lagMs(): Promise<number> {
    return this.log.lagMs();
  }

  /**
   * Subscribes a socket to one's own events or to all. With `since` it is first sent what it missed; it joins its
   * room in the same tick in which nothing is missing any more, so every event comes once and in order.
   */
  @SubscribeMessage('tasks:subscribe')
  async subscribe(@ConnectedSocket() socket: TasksSocket, @MessageBody() body: unknown): Promise<SubscribeAck> {
    const request = parseRequest(body);
    if (request === null) {
      return { ok: false, code: 'BAD_REQUEST' };
    }
    if (request.since !== undefined && !isCursor(request.since)) {
      return { ok: false, code: 'INVALID_CURSOR' };
    }
    const scope = request.scope ?? 'mine';
    const { identity } = socket.data;
    if (scope === 'all' && !isAdmin(identity)) {
      return { ok: false, code: 'FORBIDDEN' };
    }
    const room = scope === 'all' ? ALL_ROOM : ownerRoom(identity.id);
    leaveRooms(socket);
    try {
      return await this.#catchUp(socket, room, request.since, (event) =>
        scope === 'all' ? true : event.createdBy.id === identity.id,
      );
    } catch {
      return { ok: false, code: 'UNAVAILABLE' };
    }
  }

  @SubscribeMessage('tasks:unsubscribe')
  unsubscribe(@ConnectedSocket() socket: TasksSocket): UnsubscribeAck {
    leaveRooms(socket);
    return { ok: true };
  }

  async #catchUp(
    socket: TasksSocket,
    room: string,
    since: string | undefined,
    isVisible: (event: TaskEvent) => boolean,
  ): Promise<SubscribeAck> {
    const isReset = since !== undefined && !(await this.log.reaches(since));
    let cursor = since === undefined || isReset ? this.log.position : since;
    let replayed = 0;
    while (compareCursors(cursor, this.log.position) < 0) {
      const missed = await this.log.read(cursor, this.log.position);
      if (missed.length === 0) {
        break;
      }
      for (const { name, event } of missed) {
        cursor = event.cursor;
        if (isVisible(event)) {
          socket.emit(name, event);
          replayed += 1;
        }
      }
    }
    await socket.join(room);
    return { ok: true, cursor, replayed, ...(isReset ? { reset: true as const } : {}) };
  }

  /** Closes the sockets of people whose session has ended: the handshake is checked only once. */
  async #recheck(): Promise<void> {
    if (this.#isRechecking) {
      return;
    }
    this.#isRechecking = true;
    try {
      for (const socket of [...this.namespace.sockets.values()]) {
        if ((await this.#identify(socket)) === null) {
          socket.disconnect(true);
        }
      }
    } catch {
      // Nobody can be asked at the moment: next time.
    } finally {
      this.#isRechecking = false;
    }
  }

  async #identify(socket: TasksSocket): Promise<ResolvedIdentity | null> {
    return this.options.identity({ kind: 'handshake', auth: socket.handshake.auth });
  }
}

function ownerRoom(ownerId: string): string {
  return `user:${ownerId}`;
}

function leaveRooms(socket: TasksSocket): void {
  for (const room of socket.rooms) {
    if (room !== socket.id) {
      void socket.leave(room);
    }
  }
}

/** The longest time a Node timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function closeWhenExpired(socket: TasksSocket, identity: ResolvedIdentity): void {
  if (identity.expiresAtMs !== undefined) {
    const timer = setTimeout(() => socket.disconnect(true), Math.min(identity.expiresAtMs - Date.now(), MAX_TIMER_MS));
    socket.on('disconnect', () => clearTimeout(timer));
  }
}

/** The body of a subscription, checked by hand: a socket's message passes no validation pipe. */
function parseRequest(body: unknown): SubscribeRequest | null {
  if (body === undefined || body === null) {
    return {};
  }
  if (typeof body !== 'object' || Array.isArray(body)) {
    return null;
  }
  const { scope, since } = body as Record<string, unknown>;
  if (scope !== undefined && scope !== 'mine' && scope !== 'all') {
    return null;
  }
  return {
    ...(scope === undefined ? {} : { scope: scope }),
    ...(since === undefined || since === null ? {} : { since: since as string }),
  };
}
