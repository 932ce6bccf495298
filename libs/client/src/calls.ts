import type { ProblemDetails } from '@task-queue/contracts';
import { TasksApiError, TasksConnectionError } from './errors.js';

/** What every call and every connection needs to know. */
export interface Place {
  /** Where the server is, without a slash at its end; what stands behind the host is a base path. */
  readonly url: string;
  /** Asked anew each time: a token may have been renewed meanwhile. */
  token(): Promise<string>;
  readonly locale: string | undefined;
  readonly fetch: typeof fetch;
  /** How often a call that may safely be sent again is. */
  readonly retries: number;
}

/** One call. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Behind `/api`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Sent twice it does no more than once. @default whether it is a GET */
  readonly isSafeAgain?: boolean;
}

/** What a server that is away for a moment answers with. */
const AWAY = new Set([429, 502, 503, 504]);
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Calls the API and reads its answer.
 *
 * @throws TasksApiError what the server refused
 * @throws TasksConnectionError nobody answered
 */
export async function callJson<Body>(place: Place, call: Call): Promise<Body> {
  const response = await callRaw(place, call);
  return (response.status === 204 ? undefined : await response.json()) as Body; // what the contracts say of this path
}

/** As {@link callJson}, with the answer as it is. */
export async function callRaw(place: Place, call: Call): Promise<Response> {
  const { isSafeAgain = call.method === 'GET' } = call;
  for (let attempt = 0; ; attempt++) {
    const isLast = !isSafeAgain || attempt >= place.retries;
    try {
      const response = await send(place, call);
      if (response.ok) {
        return response;
      }
      const error = await refusal(response);
      if (isLast || !AWAY.has(response.status)) {
        throw error;
      }
      const askedForMs = error instanceof TasksApiError ? error.retryAfterMs : null;
      await response.body?.cancel().catch(() => undefined);
      await pause(askedForMs ?? pauseMs(attempt), call.signal);
    } catch (error) {
      if (isLast || !(error instanceof TasksConnectionError) || error.status !== null) {
        throw error;
      }
      await pause(pauseMs(attempt), call.signal);
    }
  }
}

/** Resolves after a while. @throws the signal's reason when it aborts first */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

async function send(place: Place, { method, path, body, headers, signal }: Call): Promise<Response> {
  const token = await place.token();
  try {
    return await place.fetch(`${place.url}/api${path}`, {
      method,
      headers: {
        Accept: 'application/json',
        Authorization: `Bearer ${token}`,
        ...(place.locale === undefined ? {} : { 'Accept-Language': place.locale }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new TasksConnectionError(`${place.url} did not answer`, null, { cause });
  }
}

async function refusal(response: Response): Promise<TasksApiError | TasksConnectionError> {
  const text = await response.text().catch(() => '');
  const problem = problemOrNull(text);
  if (problem === null) {
    return new TasksConnectionError(`${response.status} is not an answer of the tasks API`, response.status);
  }
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new TasksApiError(problem, Number.isFinite(seconds) ? seconds * 1_000 : null);
}

function problemOrNull(json: string): ProblemDetails | null {
  try {
    const problem = JSON.parse(json) as Partial<ProblemDetails> | null;
    return typeof problem?.code === 'string' && typeof problem.detail === 'string' ? (problem as ProblemDetails) : null;
  } catch {
    return null;
  }
}

/** The pause before a call is sent again: doubling, with half of it left to chance (AWS Architecture Blog, 2015). */
function pauseMs(attempt: number): number {
  const whole = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
  return whole / 2 + (Math.random() * whole) / 2;
}

/** A query: several values of one facet with commas between, and nothing of what is left out. */
export function queryText(query: object): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query) as [string, string | number | readonly string[] | undefined][]) {
    if (value !== undefined) {
      params.set(name, Array.isArray(value) ? value.join(',') : String(value));
    }
  }
  return params.size === 0 ? '' : `?${params.toString()}`;
}
