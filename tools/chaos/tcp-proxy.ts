import { connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/**
 * A line between one process and Redis that can be cut in the two ways lines are cut: `fallSilent` stops forwarding and
 * closes nothing, so that each end believes the other one is slow; `refuse` resets every connection, new ones included.
 */
export class TcpProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #pairs = new Set<Pair>();
  #state: 'open' | 'silent' | 'refusing' = 'open';

  private constructor(server: Server, port: number, targetPort: number) {
    this.port = port;
    this.#server = server;
    this.#targetPort = targetPort;
    server.on('connection', (client) => this.#accept(client));
  }

  /** Listens on a free port of the loopback address. */
  static listen(targetPort: number): Promise<TcpProxy> {
    const server = createServer();
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number }; // a TCP server's address is never a path
        resolve(new TcpProxy(server, port, targetPort));
      });
    });
  }

  /** Forwards again; what was said meanwhile over connections that still stand is delivered late. */
  open(): void {
    if (this.#state === 'open') {
      return; // a line joined twice would carry everything twice
    }
    this.#state = 'open';
    for (const pair of this.#pairs) {
      this.#join(pair);
    }
  }

  fallSilent(): void {
    this.#state = 'silent';
    for (const { client, server } of this.#pairs) {
      client.unpipe(server).pause();
      server.unpipe(client).pause();
    }
  }

  refuse(): void {
    this.#state = 'refusing';
    this.#reset();
  }

  close(): void {
    this.#reset();
    this.#server.close();
  }

  #accept(client: Socket): void {
    if (this.#state === 'refusing') {
      client.resetAndDestroy();
      return;
    }
    const pair = { client, server: connect(this.#targetPort, '127.0.0.1') };
    this.#pairs.add(pair);
    for (const end of [pair.client, pair.server]) {
      end.on('error', () => undefined); // its close follows
      end.on('close', () => this.#state === 'silent' || this.#end(pair)); // silence hides a hang-up too
    }
    if (this.#state === 'open') {
      this.#join(pair);
    }
  }

  #join(pair: Pair): void {
    const { client, server } = pair;
    if (client.destroyed || server.destroyed) {
      this.#end(pair);
      return;
    }
    client.pipe(server);
    server.pipe(client);
  }

  #end(pair: Pair): void {
    pair.client.destroy();
    pair.server.destroy();
    this.#pairs.delete(pair);
  }

  #reset(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }
}
