import { Inject, Logger, Optional, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type OnGatewayConnection, type OnGatewayInit, WebSocketServer } from '@nestjs/websockets';
import { AuditedCall, AuditTrail } from '@task-queue/audit-trail';
import type { ErrorCode, Restriction } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import type { ResolvedIdentity } from '../domain/identity.js';
import { MAX_TIMER_MS } from '../domain/limits.js';
import { TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { ConnectionLimits } from './connection-limits.js';
import { DigestRooms } from './digest/digest-rooms.js';
import { IdentityWatch } from './identity-watch.js';
import type { LiveEntry } from './live-entry.js';
import { answerMessages } from './socket-messages.js';
import { SocketsPerPerson } from './sockets-per-person.js';
import { Subscription } from './subscription.js';
import { TaskEventLog } from './task-event-log.js';
import { closeSocket, dropConnection, type Connection, type TasksNamespace, type TasksSocket } from './tasks-socket.js';
import { writeTogether } from './written-together.js';

const DEFAULT_MAX_PER_PERSON = 50;

/** Brings events from the log to the sockets of those who may see them. {@link gatewayAt} says at which server and namespace. */
export class TasksGateway implements OnGatewayInit, OnGatewayConnection, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(TasksGateway.name);
  readonly #limits = new WeakMap<Connection, ConnectionLimits>();
  readonly #places: SocketsPerPerson;
  readonly #watch: IdentityWatch;
  readonly #digests = new DigestRooms();

  @WebSocketServer()
  private readonly namespace!: TasksNamespace;

  constructor(
    private readonly log: TaskEventLog,
    @Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions,
    /** Where the application keeps an audit log. */
    @Optional() @Inject(AuditTrail) private readonly trail?: AuditTrail,
  ) {
    this.#places = new SocketsPerPerson(options.sockets?.maxPerPerson ?? DEFAULT_MAX_PER_PERSON);
    this.#watch = new IdentityWatch(() => this.namespace.sockets.values(), options);
  }

  /** Nest's guards do not run on connection, so the handshake is checked here. */
  afterInit(namespace: TasksNamespace): void {
    const { sockets = {} } = this.options;
    namespace.server.engine.on('connection', (connection: Connection) => {
      writeTogether(connection);
      const close = (): void => this.#closeAll(connection, 'TOO_MANY_REQUESTS');
      this.#limits.set(connection, new ConnectionLimits(connection, namespace.name, sockets, close));
    });
    namespace.use((socket, next) => {
      this.#admit(socket).then(
        (refusal) => next(refusal === null ? undefined : new Error(refusal)),
        (error: unknown) => next(new Error(refusalOf(error))),
      );
    });
  }

  /** A socket that passed the handshake. */
  handleConnection(socket: TasksSocket): void {
    const subscription = new Subscription(socket, this.#limits.get(socket.conn)!.outgoing, this.log, this.#digests);
    const expiry = closeWhenExpired(socket);
    socket.on('disconnect', () => {
      clearTimeout(expiry);
      subscription.end();
      endWithLastSocket(socket);
    });
    answerMessages(
      socket,
      new Map([
        ['tasks:subscribe', (body, acknowledge) => subscription.begin(body, acknowledge)],
        [
          'tasks:watch',
          (body, acknowledge) => {
            subscription.watch(body);
            acknowledge({ ok: true });
          },
        ],
        [
          'tasks:unsubscribe',
          (_body, acknowledge) => {
            subscription.end();
            acknowledge({ ok: true });
          },
        ],
      ]),
      { logger: this.#logger, onForbidden: (message) => this.#tellRefusal(socket, message, 'FORBIDDEN') },
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#watch.start();
    await this.log.follow({
      entry: (entry) => this.#giveOut(entry),
      identityChanged: (personId) => this.#watch.lookAt(personId),
      lost: () => this.namespace.sockets.forEach(({ conn }) => dropConnection(conn)),
    });
  }

  onApplicationShutdown(): void {
    this.#watch.stop();
    this.log.stop();
  }

  /** How many sockets are connected to this process. */
  socketCount(): number {
    return this.namespace.sockets.size;
  }

  /** What waits to be sent to all of them, in characters. */
  bufferedLength(): number {
    return [...this.namespace.sockets.values()].reduce(
      (sum, { conn }) => sum + (this.#limits.get(conn)?.outgoing.length ?? 0),
      0,
    );
  }

  /** How far this process is behind the event log, in milliseconds. */
  lagMs(): Promise<number> {
    return this.log.lagMs();
  }

  #giveOut(entry: LiveEntry): void {
    const { name, rooms } = entry;
    const words = rooms.some((room) => this.namespace.adapter.rooms.has(room)) ? entry.words : null;
    if (words !== null) {
      // To our own sockets alone: every node reads the log, and a host's adapter would bring it to those of all nodes.
      // All rooms at once, as Socket.IO encodes a broadcast once.
      this.namespace.local.to([...rooms]).emit(name, ...words);
    }
    this.#digests.take(entry);
  }

  /** @returns why a socket is not let in, or `null` */
  async #admit(socket: TasksSocket): Promise<ErrorCode | null> {
    this.#limits.get(socket.conn)!.enforce(); // they were made with the connection
    if (socket.conn.readyState !== 'open') {
      return 'TOO_MANY_REQUESTS';
    }
    const identity = await this.options.identity({
      kind: 'handshake',
      auth: socket.handshake.auth,
      ...this.#addressOf(socket),
    });
    if (identity === null || isExpired(identity)) {
      this.#tellRefusal(socket, 'CONNECT', 'UNAUTHORIZED');
      return 'UNAUTHORIZED';
    }
    socket.data.identity = identity;
    if (identity.restrictedBy !== undefined) {
      this.#tellRefusal(socket, 'CONNECT', identity.restrictedBy);
      return identity.restrictedBy;
    }
    return this.#places.take(identity.id, socket) ? null : 'TOO_MANY_REQUESTS';
  }

  /** Tells what was asked for and not allowed; from where, only where the host says how: else it may be a proxy's address. */
  #tellRefusal(socket: TasksSocket, what: string, code: 'UNAUTHORIZED' | 'FORBIDDEN' | Restriction): void {
    const { identity } = socket.data as Partial<TasksSocket['data']>; // none before it is let in
    const call = { id: socket.id, headers: {}, method: what, url: this.namespace.name, refusedWith: code };
    const ip = this.options.sockets?.addressOf?.(socket.request);
    const known = { ...(identity === undefined ? {} : { identity }), ...(ip === undefined ? {} : { ip }) };
    const refused = new AuditedCall({ ...call, ...known });
    this.trail?.answered(refused, code === 'UNAUTHORIZED' ? 401 : 403);
  }

  #addressOf({ request, handshake }: TasksSocket): { readonly address?: string } {
    const { addressOf } = this.options.sockets ?? {};
    const address = addressOf === undefined ? handshake.address : addressOf(request);
    return address === undefined ? {} : { address };
  }

  #closeAll(connection: Connection, code: ErrorCode): void {
    const sockets = [...this.namespace.sockets.values()].filter(({ conn }) => conn === connection);
    sockets.forEach((socket) => closeSocket(socket, code));
    connection.close();
  }
}

/** What a client is told where it could not be found out who it is: too many guesses, or nobody can be asked. */
function refusalOf(error: unknown): ErrorCode {
  return error instanceof ProblemError && error.code === 'TOO_MANY_REQUESTS' ? error.code : 'UNAVAILABLE';
}

/**
 * Hangs up where the client has left its last namespace. Socket.IO keeps such a connection as long as it answers pings: nobody
 * counts it and nobody asks whose it is.
 */
function endWithLastSocket({ client, conn }: TasksSocket): void {
  // Another namespace may be a host's own. Socket.IO keeps the list to itself.
  const { sockets } = client as unknown as { readonly sockets: ReadonlyMap<string, unknown> };
  if (sockets.size === 0) {
    conn.close();
  }
}

function isExpired({ expiresAtMs }: ResolvedIdentity): boolean {
  return expiresAtMs !== undefined && expiresAtMs <= Date.now();
}

function closeWhenExpired(socket: TasksSocket): NodeJS.Timeout | undefined {
  const { expiresAtMs } = socket.data.identity;
  return expiresAtMs === undefined
    ? undefined
    : setTimeout(() => closeSocket(socket, 'UNAUTHORIZED'), Math.min(expiresAtMs - Date.now(), MAX_TIMER_MS));
}
