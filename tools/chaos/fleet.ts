import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startRedis, type PrivateRedis } from '../lib/redis.ts';
import { ApiClient } from './api-client.ts';
import { Journal } from './journal.ts';
import { Program } from './program.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';

/** The key prefix of every fleet. */
export const PREFIX = '{chaos}';

/** The administrator's password in every fleet. */
export const PASSWORD = 'under fire, under fire';

/** How a fleet is set. */
export interface FleetOptions {
  /** The workers' lease, in milliseconds. */
  readonly leaseMs: number;
  /** How long a worker that is asked to end waits for its tasks, in milliseconds. */
  readonly graceMs: number;
}

/** Two API and three worker processes of the built program on one Redis with append-only persistence. */
export class Fleet {
  readonly redisServer: PrivateRedis;
  /** Our own connection, beside every fault but Redis' own. */
  readonly redis: Redis;
  /** The line of the last worker. */
  readonly proxy: TcpProxy;
  readonly journal: Journal;
  readonly apis: readonly Program[];
  readonly workers: readonly Program[];
  readonly options: FleetOptions;
  /** Where its files are. */
  readonly dir: string;

  private constructor(dir: string, redisServer: PrivateRedis, proxy: TcpProxy, options: FleetOptions) {
    this.dir = dir;
    this.options = options;
    this.redisServer = redisServer;
    this.proxy = proxy;
    this.journal = new Journal(join(dir, 'journal.ndjson'));
    this.redis = new Redis(redisServer.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    this.redis.on('error', () => undefined); // shown where a command fails
    const env = {
      HOST: '127.0.0.1',
      PORT: '0',
      REDIS_URL: redisServer.url,
      REDIS_PREFIX: PREFIX,
      DATA_DIR: join(dir, 'data'),
      JWT_SECRET: randomBytes(32).toString('hex'),
      ADMIN_PASSWORD: PASSWORD,
      METRICS: 'open',
      LOG_LEVEL: 'warn',
      WORKER_LEASE_MS: String(options.leaseMs),
      SHUTDOWN_GRACE_MS: String(options.graceMs),
      CHAOS_JOURNAL: this.journal.file,
    };
    const program = (name: string, extra: Readonly<Record<string, string>>): Program =>
      new Program(name, { ...env, ...extra }, join(dir, `${name}.log`));
    this.apis = ['api-1', 'api-2'].map((name) => program(name, { ROLE: 'api' }));
    this.workers = ['worker-1', 'worker-2', 'worker-3'].map((name, index) =>
      program(name, {
        ROLE: 'worker',
        ...(index === 2 ? { REDIS_URL: redisServer.url.replace(/:\d+$/, `:${proxy.port}`) } : {}),
      }),
    );
  }

  static async start(options: FleetOptions): Promise<Fleet> {
    const dir = mkdtempSync(join(tmpdir(), 'task-queue-chaos-'));
    const redisServer = await startRedis({ dir: join(dir, 'redis'), isPersistent: true });
    const fleet = new Fleet(dir, redisServer, await TcpProxy.listen(redisServer.port), options);
    try {
      await fleet.mend();
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    return fleet;
  }

  /** The worker whose line can be cut. */
  get cutWorker(): Program {
    return this.workers[2]!;
  }

  get programs(): readonly Program[] {
    return [...this.apis, ...this.workers];
  }

  /** A client of each API, signed in as the administrator. */
  clients(): Promise<readonly ApiClient[]> {
    return Promise.all(this.apis.map((api) => ApiClient.login(() => api.url, 'admin', PASSWORD)));
  }

  /** Ends every fault and waits until everybody is there again. */
  async mend(): Promise<void> {
    this.redisServer.process.kill('SIGCONT');
    if (this.redisServer.process.exitCode !== null || this.redisServer.process.signalCode !== null) {
      await this.redisServer.restart();
    }
    await this.redis.config('SET', 'maxmemory', '0');
    this.proxy.open();
    await Promise.all(this.programs.filter(({ isAlive }) => !isAlive).map((program) => program.start()));
    await until('everybody listens', () => this.programs.every(({ isListening }) => isListening), {
      deadlineMs: 180_000,
    });
  }

  /** Ends everything and deletes its files, unless somebody will want to read them. */
  async stop(keepFiles = false): Promise<void> {
    this.redisServer.process.kill('SIGCONT');
    this.proxy.open();
    await Promise.all(this.programs.map((program) => program.stop()));
    this.redis.disconnect();
    this.proxy.close();
    await this.redisServer.kill();
    if (!keepFiles) {
      rmSync(this.dir, { recursive: true, force: true });
    }
  }
}
