import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { ApiClient } from '../chaos/api-client.ts';
import { startRedis, type PrivateRedis } from '../lib/redis.ts';
import { Contestant } from './contestant.ts';

/** Of everybody who has an account here. */
export const PASSWORD = 'as fast as it goes';
const DIST = 'dist/apps/bench';
/** A folder with another build of the program (`dist/apps/bench` of another version), to be measured beside this one. */
export const OTHER_BUILD = process.env['BENCH_OTHER'];

/** Which form is run. */
export interface BenchOptions {
  readonly isFull: boolean;
  /** How long the soak takes. */
  readonly soakMinutes: number;
  /** How many tasks the row `large` has at most, where memory holds them: two to eight thousand are made a second. */
  readonly largeTasks: number;
}

/** What fills a Redis with tasks; see libs/tasks/testing/fill-tasks.ts. */
export interface FillPlan {
  readonly count: number;
  readonly to: 'queued' | 'completed' | 'mixed';
  readonly lane?: 'high' | 'normal' | 'low';
  /** @default bench.noop */
  readonly type?: string;
  readonly isVaried?: boolean;
}

/** Params of some 200 bytes as JSON, for tasks and jobs alike. */
export const PARAMS = { note: 'n'.repeat(189) } as const;

/** Where everybody is measured: one private Redis, and the processes that a row starts. */
export class Bench {
  readonly redisServer: PrivateRedis;
  readonly redis: Redis;
  readonly options: BenchOptions;
  readonly #dir: string;
  readonly #jwtSecret = randomBytes(32).toString('hex');
  #started: Contestant[] = [];
  /** Prefixes of filled sets of tasks that rows share. */
  readonly #filled = new Set<string>();

  private constructor(dir: string, redisServer: PrivateRedis, options: BenchOptions) {
    this.#dir = dir;
    this.redisServer = redisServer;
    this.redis = new Redis(redisServer.url);
    this.options = options;
  }

  static async start(options: BenchOptions): Promise<Bench> {
    const dir = mkdtempSync(join(tmpdir(), 'task-queue-bench-'));
    return new Bench(dir, await startRedis({ dir: join(dir, 'redis'), isPersistent: true }), options);
  }

  get redisUrl(): string {
    return this.redisServer.url;
  }

  /** The quick form's value or the full form's. */
  pick<Value>(quick: Value, full: Value): Value {
    return this.options.isFull ? full : quick;
  }

  /** Starts the built program. @param prefix - of its keys @param build - the folder of another build of it */
  ours(prefix: string, env: Readonly<Record<string, string>>, build = DIST): Promise<Contestant> {
    return this.#start('ours', `${build}/main.js`, [], {
      HOST: '127.0.0.1',
      PORT: '0',
      REDIS_URL: this.redisUrl,
      REDIS_PREFIX: prefix,
      DATA_DIR: join(this.#dir, 'data'),
      JWT_SECRET: this.#jwtSecret,
      ADMIN_PASSWORD: PASSWORD,
      RATE_LIMIT: '0',
      MAX_WAITING_PER_PERSON: '100000000',
      METRICS: 'open',
      LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
      ...env,
    });
  }

  /** Starts a peer of `tools/bench/peers`. */
  peer(name: string, ...args: string[]): Promise<Contestant> {
    const env = { REDIS_URL: this.redisUrl, NODE_ENV: 'production' };
    return this.#start(name, `tools/bench/peers/${name}.ts`, args, env);
  }

  /** Starts the plain Nest application of `apps/api/testing`. @returns it, and a token that it takes */
  async nestPeer(platform: 'fastify' | 'express'): Promise<{ readonly url: string; readonly token: string }> {
    const secret = this.#jwtSecret;
    const env = { REDIS_URL: this.redisUrl, NODE_ENV: 'production', PEER_SECRET: secret };
    const { url } = await this.#start(`nest-${platform}`, `${DIST}/nest-peer.js`, [platform], env);
    return { url, token: signedToken(secret) };
  }

  /** Starts the plain Nest worker of `apps/api/testing`. */
  nestWorker(): Promise<Contestant> {
    return this.#start('nest-worker', `${DIST}/nest-worker.js`, [], {
      REDIS_URL: this.redisUrl,
      NODE_ENV: 'production',
    });
  }

  /** The built program's administrator, signed in. */
  signInAdmin(contestant: Contestant): Promise<ApiClient> {
    return ApiClient.login(() => contestant.url, 'admin', PASSWORD);
  }

  /** Somebody who is no administrator, as most are. */
  async signIn(contestant: Contestant): Promise<ApiClient> {
    const admin = await this.signInAdmin(contestant);
    await admin.call('POST', '/api/users', { username: 'somebody', password: PASSWORD }); // there the second time
    return ApiClient.login(() => contestant.url, 'somebody', PASSWORD);
  }

  /** Creates tasks by the store's own scripts, past REST. @param build - the folder of another build, with its scripts */
  async fill(prefix: string, plan: FillPlan, build = DIST): Promise<void> {
    const args = [this.redisUrl, prefix, JSON.stringify({ type: 'bench.noop', params: PARAMS, ...plan })];
    const child = spawn(process.execPath, [`${build}/fill.js`, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) {
      throw new Error(`Filling ${prefix} ended with ${code}`);
    }
  }

  /** A set of so many tasks in every state, of several types and people, made once for all rows. @returns its prefix */
  async filledWith(count: number): Promise<string> {
    const prefix = `{bench-list-${count}}`;
    if (!this.#filled.has(prefix)) {
      await this.fill(prefix, { count, to: 'mixed', isVaried: true });
      this.#filled.add(prefix);
    }
    return prefix;
  }

  /** Deletes every key that begins like this. */
  async clear(prefix: string): Promise<void> {
    const match = `${prefix.replaceAll(/[{}]/g, (brace) => `\\${brace}`)}*`;
    let cursor = '0';
    do {
      const [next, keys] = await this.redis.scan(cursor, 'MATCH', match, 'COUNT', 2_000);
      cursor = next;
      if (keys.length > 0) {
        await this.redis.unlink(...keys);
      }
    } while (cursor !== '0');
  }

  /** Ends the processes of a row. */
  async rest(): Promise<void> {
    const started = this.#started;
    this.#started = [];
    await Promise.all(started.map((contestant) => contestant.stop()));
  }

  async stop(): Promise<void> {
    await this.rest();
    this.redis.disconnect();
    await this.redisServer.kill();
    if (process.env['BENCH_KEEP'] === undefined) {
      rmSync(this.#dir, { recursive: true, force: true });
    }
  }

  async #start(
    name: string,
    file: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<Contestant> {
    const contestant = await Contestant.start(file, args, env, join(this.#dir, `${name}.log`));
    this.#started.push(contestant);
    return contestant;
  }
}

/** A JSON Web Token that says nothing. */
function signedToken(secret: string): string {
  const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const body = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded({ sub: 'somebody' })}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
