import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import type { CreateTaskRequest, LoginResponse, Task } from '@task-queue/contracts';
import { signInByForm } from '../person.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** What is installed, and how. */
interface Setup {
  /** @default 1 */
  readonly servers?: 1 | 2;
  /** Of the first server. @default any */
  readonly port?: number;
  /** Below which it is shown. @default at the root */
  readonly basePath?: string;
  /** Settings besides. @default none */
  readonly settings?: NodeJS.ProcessEnv;
  /** Which of those that are built. @default the one that npm start runs */
  readonly program?: string;
}

/** Servers of one installation, apart from the one that all other tests share, on that one's Redis. */
export class Installation {
  readonly password = randomBytes(12).toString('base64url');
  readonly #servers = new Map<number, ChildProcess>();
  readonly #dataDir: string;
  readonly #program: string;
  readonly #env: NodeJS.ProcessEnv;
  #token: string | undefined;

  private constructor(dataDir: string, { basePath = '', settings = {}, program = 'dist/apps/api/main.js' }: Setup) {
    this.#dataDir = dataDir;
    this.#program = program;
    this.#env = {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      BASE_PATH: basePath,
      TRUST_PROXY: 'loopback',
      API_DOCS: 'open',
      TASKS_DEMO: 'true',
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: `{e2e-${randomUUID()}}`,
      DATA_DIR: dataDir,
      ADMIN_PASSWORD: this.password,
      JWT_SECRET: randomBytes(32).toString('base64url'),
      ...settings,
    };
  }

  static async start({ servers = 1, port = 0, ...setup }: Setup): Promise<Installation> {
    const installation = new Installation(await mkdtemp(join(tmpdir(), 'task-queue-e2e-pair-')), setup);
    await installation.#add(port); // the first one alone makes the administrator
    if (servers === 2) {
      await installation.#add();
    }
    return installation;
  }

  /** Where they listen; of one server, twice the same. */
  get ports(): readonly [number, number] {
    const [first, second = first!] = this.#servers.keys();
    return [first!, second]; // one was started
  }

  /** Signs in through the form. */
  async signIn(page: Page): Promise<void> {
    await signInByForm(page, { username: 'admin', password: this.password });
  }

  /** A task of the administrator's, made by a program. @param url - with the base path where there is one */
  async create(url: string, task: CreateTaskRequest): Promise<Task> {
    const post = async <Body>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Body> => {
      const all = { 'content-type': 'application/json', ...headers };
      const response = await fetch(url + path, { method: 'POST', headers: all, body: JSON.stringify(body) });
      expect(response.ok, `POST ${path}: ${response.status}`).toBe(true);
      return (await response.json()) as Body;
    };
    this.#token ??= (
      await post<LoginResponse>('/api/auth/login', { username: 'admin', password: this.password })
    ).accessToken;
    return post('/api/tasks', task, { authorization: `Bearer ${this.#token}` });
  }

  /** Ends a server as a crash would. */
  async kill(port: number): Promise<void> {
    const server = this.#servers.get(port)!;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }

  /** Starts one that was killed, where it was. */
  restart(port: number): Promise<void> {
    return this.#add(port);
  }

  async stop(): Promise<void> {
    const running = [...this.#servers.values()].filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    const exited = running.map((server) => once(server, 'exit'));
    running.forEach((server) => server.kill('SIGKILL'));
    await Promise.all(exited);
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #add(wantedPort = 0): Promise<void> {
    const server = spawn(process.execPath, [this.#program], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...this.#env, PORT: String(wantedPort) },
    });
    for await (const line of createInterface({ input: server.stdout })) {
      const port = /^Listening on http:\/\/[^:]+:(\d+)/.exec(line)?.[1];
      if (port !== undefined) {
        this.#servers.set(Number(port), server);
        server.stdout.resume();
        return;
      }
    }
    throw new Error('The server ended before it listened');
  }
}

/** That of the server which all other tests share. */
function redisUrl(): string {
  const conf = readFileSync(join(process.env['E2E_DATA_DIR']!, 'redis', 'redis.conf'), 'utf8');
  const setting = (name: string): string => new RegExp(`^${name} (\\S+)$`, 'm').exec(conf)![1]!; // tools/lib/redis.ts
  return `redis://:${setting('requirepass')}@127.0.0.1:${setting('port')}`;
}
