import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { networkOf } from '@task-queue/access';
import { HttpAdapterHost } from '@nestjs/core';
import { ProblemError } from '@task-queue/problems';
import { Settings } from '../settings/settings.js';
import { answerSocket, bareAnswersOf } from './client-errors.js';
import { FirstTimes } from './first-times.js';
import { TrustedProxies } from './trusted-proxies.js';

/** What is left to a connection's last answer where running tasks took all of the grace, in milliseconds. */
const LAST_ANSWER_MS = 500;

/** The requests of a connection that are being answered; `null` before its first. */
type Asked = Set<IncomingMessage> | null;

/**
 * The connections of the server: a bound for each address, and an end at shutdown in whatever state they are. Node by itself
 * waits for one that has sent nothing yet, half a request, or does not read.
 */
@Injectable()
export class Connections implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  readonly #logger = new Logger(Connections.name);
  readonly #proxies: TrustedProxies;
  readonly #open = new Map<Socket, Asked>();
  readonly #counts = new Map<string, number>();
  readonly #logged = new FirstTimes();
  #endsAtMs = 0;
  #isEnding = false;

  constructor(
    @Inject(Settings) private readonly settings: Settings,
    private readonly host: HttpAdapterHost,
  ) {
    this.#proxies = new TrustedProxies(settings.TRUST_PROXY);
  }

  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server; // Nest knows no kind of server
    server.on('connection', (socket: Socket) => this.#keep(socket));
    server.prependListener('request', (request, response) => this.#begin(request, response));
    server.prependListener('upgrade', ({ socket }) => this.#open.set(socket, new Set()));
  }

  onModuleDestroy(): void {
    this.#endsAtMs = performance.now() + this.settings.SHUTDOWN_GRACE_MS;
  }

  /** Running tasks have ended by now; Nest goes on to wait until every connection has. */
  beforeApplicationShutdown(): void {
    this.#isEnding = true;
    for (const [socket, asked] of this.#open) {
      if (asked === null && socket.bytesRead > 0) {
        answerSocket(socket, { ...bareAnswersOf(this.settings), status: 503, code: 'UNAVAILABLE' });
        socket.destroySoon();
      } else if (asked === null || asked.size === 0) {
        socket.destroy();
      } else {
        asked.forEach(refuseTheRest);
      }
    }
    const leftMs = Math.max(LAST_ANSWER_MS, this.#endsAtMs - performance.now());
    setTimeout(() => this.#open.forEach((_asked, socket) => socket.destroy()), leftMs).unref();
  }

  #begin(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const asked = this.#open.get(socket) ?? new Set();
    this.#open.set(socket, asked.add(request));
    response.once('close', () => {
      asked.delete(request);
      if (this.#isEnding && asked.size === 0) {
        socket.destroySoon(); // with what is still to be written
      }
    });
  }

  #keep(socket: Socket): void {
    const { remoteAddress } = socket;
    // Everybody comes through a proxy: it has to bound them, and the calls of each are counted all the same.
    const network = this.#proxies.has(remoteAddress) ? null : networkOf(remoteAddress ?? '');
    if (network !== null && !this.#count(network)) {
      socket.destroy();
      return;
    }
    this.#open.set(socket, null);
    socket.once('close', () => {
      this.#open.delete(socket);
      if (network !== null) {
        this.#uncount(network);
      }
    });
  }

  /** Whether one more connection of a network is within bounds. */
  #count(network: string): boolean {
    const { MAX_CONNECTIONS_PER_ADDRESS: most } = this.settings;
    const count = this.#counts.get(network) ?? 0;
    if (count < most) {
      this.#counts.set(network, count + 1);
      return true;
    }
    if (this.#logged.isFirst(network)) {
      this.#logger.warn(
        { address: network, most },
        'closed: one address has too many connections. A proxy is named by TRUST_PROXY and not bounded; for many people ' +
          'behind one address raise MAX_CONNECTIONS_PER_ADDRESS',
      );
    }
    return false;
  }

  #uncount(network: string): void {
    const left = this.#counts.get(network)! - 1;
    if (left === 0) {
      this.#counts.delete(network);
    } else {
      this.#counts.set(network, left);
    }
  }
}

/** A request whose body is still to come is answered at once, as unavailable, by whoever reads the body. */
function refuseTheRest(request: IncomingMessage): void {
  if (!request.complete && request.listenerCount('error') > 0) {
    request.emit('error', new ProblemError('UNAVAILABLE'));
  }
}
