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
