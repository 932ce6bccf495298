import { randomUUID } from 'node:crypto';
import { setTimeout as elapsed } from 'node:timers/promises';

/** What a create takes here. */
export interface NewTask {
  readonly type?: string;
  readonly priority?: 'high' | 'normal' | 'low';
  readonly params?: Readonly<Record<string, unknown>>;
  readonly maxRetries?: number;
  readonly timeoutMs?: number;
  readonly runAt?: string;
}

/** An answer, read. */
export interface Answer {
  /** `0` where the connection broke before there was one. */
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A create that was answered 201 or 200. */
export interface Acknowledged {
  readonly id: string;
  /** When the answer was here, epoch milliseconds. */
  readonly atMs: number;
}

const REQUEST_TIMEOUT_MS = 15_000;

/** One person at one API node. */
export class ApiClient {
  readonly token: string;
  /** Every answer that was not a success, by status. */
  readonly refusals = new Map<number, number>();
  /** Whether a 503 ever came without `Retry-After`. */
  wasLeftWithoutRetryAfter = false;
  readonly #url: () => string;

  private constructor(url: () => string, token: string) {
    this.#url = url;
    this.token = token;
  }

  get url(): string {
    return this.#url();
  }

  /** @param url - asked before each call, for a node that comes back comes back on another port */
  static async login(url: () => string, username: string, password: string): Promise<ApiClient> {
    const { status, body } = await new ApiClient(url, '').call('POST', '/api/auth/login', { username, password });
    if (status !== 200) {
      throw new Error(`Login of ${username} answered ${status}`);
    }
    return new ApiClient(url, String(body['accessToken']));
  }

  /** Never throws: a connection that broke is an answer with status 0. */
  async call(method: string, path: string, body?: unknown, idempotencyKey?: string): Promise<Answer> {
    const answer = await this.#send(method, path, body, idempotencyKey);
    if (answer.status === 0 || answer.status >= 400) {
      this.refusals.set(answer.status, (this.refusals.get(answer.status) ?? 0) + 1);
      this.wasLeftWithoutRetryAfter ||= answer.status === 503 && answer.retryAfter === null;
    }
    return answer;
  }

  /**
   * Creates a task, trying with the same idempotency key until it is acknowledged. Whatever is answered meanwhile is in
   * {@link refusals}.
   */
  async create(task: NewTask, deadlineMs = 60_000): Promise<Acknowledged> {
    const key = randomUUID();
    const startedMs = Date.now();
    for (;;) {
      const { status, body } = await this.call('POST', '/api/tasks', { type: 'chaos.work', ...task }, key);
      if (status === 201 || status === 200) {
        return { id: String(body['id']), atMs: Date.now() };
      }
      if (Date.now() - startedMs > deadlineMs) {
        throw new Error(`A create was answered ${status}: ${JSON.stringify(body)}`);
      }
      await elapsed(100);
    }
  }

  async #send(method: string, path: string, body: unknown, idempotencyKey: string | undefined): Promise<Answer> {
    try {
      const response = await fetch(`${this.#url()}${path}`, {
        method,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return {
        status: response.status,
        retryAfter: response.headers.get('retry-after'),
        body: isJson ? (JSON.parse(text) as Answer['body']) : { text },
      };
    } catch {
      return { status: 0, retryAfter: null, body: {} };
    }
  }
}
