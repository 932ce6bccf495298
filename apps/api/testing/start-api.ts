import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { CreateTaskRequest, LoginResponse, ProblemDetails, Task, UserRole } from '@task-queue/contracts';
import { quickHash, UserStore } from '@task-queue/identity/testing';
import { openRedisFixture, type RedisFixture } from '@task-queue/tasks/testing';
import { createApp } from '../src/create-app.js';
import type { LogSink } from '../src/settings/logging.js';
import { loadSettings } from '../src/settings/settings.js';
import type { Answer } from './answer.js';
import { answerCheck } from './answer-check.js';
import type { OpenApi } from './openapi.js';

/** A whole application starts in each test file; nothing here says how fast. */
jest.setTimeout(60_000);

/** Everybody's password in the tests. */
export const PASSWORD = 'a long enough password';

/** What the application is found to have by `contract/openapi.spec.ts`: making it anew took each application half a second. */
const DOCUMENT = new URL('../../../docs/openapi.json', import.meta.url);
let checkAnswer: ReturnType<typeof answerCheck> | undefined;

/** What a request carries. */
export interface RequestOptions {
  readonly token?: string;
  /** Sent as JSON, or as it is when it is a text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The whole application on a free port, on the test Redis, with demo handlers. */
export interface RunningApi {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly fixture: RedisFixture;
  /** @throws Error where `docs/openapi.json` describes another answer */
  request<Body = ProblemDetails>(method: string, path: string, options?: RequestOptions): Promise<Answer<Body>>;
  login(username: string, password?: string): Promise<LoginResponse>;
  /** Makes an account and signs it in. */
  person(username: string, role?: UserRole): Promise<LoginResponse>;
  create(token: string, request: CreateTaskRequest): Promise<Task>;
  /** Resolves when the event log says that this happened to a task. */
  happened(id: string, event: RegExp): Promise<void>;
  /** Resolves with a task when the event log says that it is completed or failed. */
  finished(token: string, id: string): Promise<Task>;
  stop(): Promise<void>;
}

/** Starts the application; its administrator is `admin` with {@link PASSWORD}. */
export async function startApi(
  env: Readonly<Record<string, string>> = {},
  webDir?: string,
  handlers: readonly Type[] = [],
  logTo?: LogSink,
): Promise<RunningApi> {
  const fixture = await openRedisFixture(env['REDIS_PREFIX']);
  const dataDir = await mkdtemp(join(tmpdir(), 'task-queue-api-'));
  const settings = loadSettings({
    REDIS_URL: fixture.url,
    REDIS_PREFIX: fixture.prefix,
    DATA_DIR: dataDir,
    ADMIN_PASSWORD: PASSWORD,
    TASKS_DEMO: 'true',
    LOG_LEVEL: 'silent',
    ...env,
  });
  const app = await createApp(settings, webDir ?? null, handlers, logTo);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const watcher = fixture.redis.duplicate();
  watcher.on('error', () => undefined); // shown where it is awaited

  const request = async <Body>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<Body>> => {
    const { token, body, headers } = options;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const answer = {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as Body,
    };
    checkAnswer ??= answerCheck(JSON.parse(readFileSync(DOCUMENT, 'utf8')) as OpenApi);
    checkAnswer(method, path, answer);
    return answer;
  };
  const happened = async (id: string, event: RegExp): Promise<void> => {
    for (let cursor = '0-0'; ;) {
      const answer = await watcher.xread('BLOCK', 25_000, 'STREAMS', `${fixture.prefix}:events`, cursor);
      if (answer === null) {
        throw new Error(`${id} waits in vain for ${event}`);
      }
      const entries = answer[0]![1];
      cursor = entries.at(-1)![0];
      if (entries.some(([, [, name, , of]]) => of === id && event.test(name!))) {
        return;
      }
    }
  };
  const login = async (username: string, password = PASSWORD): Promise<LoginResponse> => {
    const { status, body } = await request<LoginResponse>('POST', '/api/auth/login', { body: { username, password } });
    if (status !== 200) {
      throw new Error(`Login of ${username} answered ${status}`);
    }
    return body;
  };
  return {
    url,
    app,
    fixture,
    request,
    login,
    async person(username, role = 'user') {
      await app.get(UserStore).create({ username, role, passwordHash: await quickHash(PASSWORD) });
      return login(username);
    },
    async create(token, body) {
      const answer = await request<Task>('POST', '/api/tasks', { token, body });
      if (answer.status !== 201) {
        throw new Error(`Create answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      }
      return answer.body;
    },
    happened,
    async finished(token, id) {
      await happened(id, /completed|failed/);
      return (await request<Task>('GET', `/api/tasks/${id}`, { token })).body;
    },
    async stop() {
      watcher.disconnect();
      await app.close();
      await fixture.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
