import { Agent, request, type IncomingMessage } from 'node:http';
import { compare, percentileOf, type Figure, type Goal } from './figures.ts';

/** How long calls took, in milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** A call; a `POST` where it has a body. */
export interface Call {
  readonly url: string;
  readonly token?: string;
  readonly body?: unknown;
}

/** @param tookMs - one entry a call */
export function latencyOf(tookMs: readonly number[]): Latency {
  return { p50: percentileOf(tookMs, 0.5), p99: percentileOf(tookMs, 0.99) };
}

/** The figures of p50, which is held to the goal, and of p99. */
export function bothOf(
  what: string,
  ours: readonly Latency[],
  peer: string,
  theirs: readonly Latency[],
  goal?: Goal,
): Figure[] {
  const of = (name: keyof Latency): Figure =>
    compare({
      what: `${what}: ${name}`,
      unit: 'ms',
      ours: ours.map((latency) => latency[name]),
      peer,
      theirs: theirs.map((latency) => latency[name]),
      ...(name === 'p50' && goal !== undefined ? { goal } : {}),
    });
  return [of('p50'), of('p99')];
}

/**
 * Makes a call again and again, one after the other over one connection.
 *
 * @throws Error where an answer is no success
 */
export async function timeCalls(call: Call, count: number): Promise<Latency> {
  const tookMs: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const startedMs = performance.now();
    await send(call);
    tookMs.push(performance.now() - startedMs);
  }
  return latencyOf(tookMs);
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** The answer, read. @throws Error where it is no success */
export function send({ url, token, body }: Call): Promise<unknown> {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(json === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers, method: json === undefined ? 'GET' : 'POST' }, (response) => {
      readAll(response).then((text) => {
        if (response.statusCode === 200 || response.statusCode === 201) {
          resolve(JSON.parse(text));
        } else {
          reject(new Error(`${url} answered ${response.statusCode}: ${text}`));
        }
      }, reject);
    });
    sent.on('error', reject);
    sent.end(json);
  });
}

async function readAll(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    text += chunk as string; // as its encoding says
  }
  return text;
}
