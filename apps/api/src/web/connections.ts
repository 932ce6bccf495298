import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { networkOf } from '../auth/login-throttle.js';
import { Settings } from '../settings/settings.js';
import { TrustedProxies } from './trusted-proxies.js';

/** What is left to a connection's last answer where running tasks took all of the grace, in milliseconds. */
const LAST_ANSWER_MS = 500;

/**
 * The connections of the server: a bound for each address, and an end at shutdown in whatever state they are. Node by itself
 * waits for one that has sent nothing yet, half a request, or does not read.
 */
@Injectable()
export class Connections implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  readonly #proxies: TrustedProxies;
  readonly #open = new Set<Socket>();
  readonly #answering = new Map<Socket, number>();
  readonly #counts = new Map<string, number>();
  #endsAtMs = 0;

  constructor(
    @Inject(Settings) private readonly settings: Settings,
    private readonly host: HttpAdapterHost,
  ) {
    this.#proxies = new TrustedProxies(settings.TRUST_PROXY);
  }

  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server; // Nest knows no kind of server
    server.on('connection', (socket: Socket) => this.#keep(socket));
    const begin = ({ socket }: IncomingMessage, response: ServerResponse): void => {
      this.#answering.set(socket, (this.#answering.get(socket) ?? 0) + 1);
      response.once('close', () => this.#answering.set(socket, this.#answering.get(socket)! - 1));
    };
    server.prependListener('request', begin);
  }

  onModuleDestroy(): void {
    this.#endsAtMs = performance.now() + this.settings.SHUTDOWN_GRACE_MS;
  }

  /** Running tasks have ended by now; Nest goes on to wait until every connection has. */
  beforeApplicationShutdown(): void {
    for (const socket of this.#open) {
      if ((this.#answering.get(socket) ?? 0) === 0) {
        socket.destroy();
      }
    }
    const leftMs = Math.max(LAST_ANSWER_MS, this.#endsAtMs - performance.now());
    setTimeout(() => this.#open.forEach((socket) => socket.destroy()), leftMs).unref();
  }

  #keep(socket: Socket): void {
    const { remoteAddress } = socket;
    // Everybody comes through a proxy: it has to bound them, and the calls of each are counted all the same.
    const network = this.#proxies.has(remoteAddress) ? null : networkOf(remoteAddress ?? '');
    const count = network === null ? 0 : (this.#counts.get(network) ?? 0);
    if (network !== null && count >= this.settings.MAX_CONNECTIONS_PER_ADDRESS) {
      socket.destroy();
      return;
    }
    this.#open.add(socket);
    if (network !== null) {
      this.#counts.set(network, count + 1);
    }
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#answering.delete(socket);
      if (network !== null) {
        const left = this.#counts.get(network)! - 1;
        if (left === 0) {
          this.#counts.delete(network);
        } else {
          this.#counts.set(network, left);
        }
      }
    });
  }
}
