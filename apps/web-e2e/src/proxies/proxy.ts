import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a proxy shows a server: at the root, or below {@link BASE_PATH}, which it hands on or takes off. */
export const PLACES = ['root', 'handed on', 'taken off'] as const;

/** One of {@link PLACES}. */
export type Place = (typeof PLACES)[number];

/** The path that proxies of ours show a server below. */
export const BASE_PATH = '/tools/tasks';

/** A reverse proxy that runs. */
export interface Proxy {
  /** Without a path. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** Has a server of this program be one. */
export async function asProxy(server: Server): Promise<Proxy> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
