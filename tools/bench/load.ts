import autocannon from 'autocannon';
import { PARAMS } from './bench.ts';

/** How many connections create at once. */
export const CONNECTIONS = 50;

/** A create, for whoever takes it. */
export interface CreateLoad {
  /** Where to `POST`. */
  readonly url: string;
  /** @default none */
  readonly token?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The body, where it is no single create. */
  readonly whole?: Readonly<Record<string, unknown>>;
  /** @default CONNECTIONS */
  readonly connections?: number;
  /** For so many seconds, or */
  readonly seconds?: number;
  /** for so many requests. */
  readonly amount?: number;
  /** @default as many as it takes */
  readonly perSecond?: number;
}

/** Creates as fast as it goes. @returns creates a second @throws Error where one was refused */
export async function createRate({
  url,
  token,
  body = {},
  whole,
  connections = CONNECTIONS,
  seconds,
  amount,
  perSecond,
}: CreateLoad): Promise<number> {
  const startedMs = performance.now();
  const result = await autocannon({
    url,
    method: 'POST',
    connections,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(whole ?? { type: 'bench.noop', params: PARAMS, ...body }),
    ...(seconds === undefined ? {} : { duration: seconds }),
    ...(amount === undefined ? {} : { amount }),
    ...(perSecond === undefined ? {} : { overallRate: perSecond }),
  });
  if (result.non2xx > 0 || result.errors > 0 || result['2xx'] === 0) {
    throw new Error(`${url}: ${result['2xx']} creates, ${result.non2xx} refused, ${result.errors} broke`);
  }
  return result['2xx'] / ((performance.now() - startedMs) / 1000);
}
