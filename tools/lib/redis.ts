import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { allOnPath, installDebianPackage, UsageError, versionOfDebianPackage } from './commands.ts';

const OLDEST_MAJOR = 7;

/** A Redis server of our own. */
export interface PrivateRedis {
  /** `redis://:password@127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  /** The server that runs now; another one after {@link restart}. */
  readonly process: ChildProcess;
  /** Asks it to save and end, and waits until it has. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again after its end, on the same port and files, and waits until it answers. */
  restart(): Promise<void>;
}

/** What {@link startRedis} takes. */
export interface PrivateRedisOptions {
  /** Where its files are. */
  readonly dir: string;
  /** Whether it keeps its data: an append-only file, written to disk every second. */
  readonly isPersistent: boolean;
  /**
   * Who uses it for as long as this process lives, e.g. `http://127.0.0.1:3000`: another start in the same folder is
   * refused, naming it. Without, a later start in the folder takes over.
   */
  readonly heldBy?: string;
  readonly extraArgs?: readonly string[];
}

/**
 * The program to run: the first on the PATH that is new enough, else installed by the package manager where that needs no
 * question. One that is installed already is not upgraded, which would restart somebody's server.
 *
 * @throws UsageError naming the ways to get it
 */
export function findRedisServer(): string {
  const program = newEnoughOnPath() ?? (installsRedis() ? newEnoughOnPath() : null);
  if (program === null) {
    const old = serversOnPath().map(({ path, version }) => `  ${path} is not new enough: ${version}\n`);
    throw new UsageError(
      `Redis ${OLDEST_MAJOR} or newer is missing.\n${old.join('')}Any one of these gives it:\n` +
        `  1. set REDIS_URL to a Redis ${OLDEST_MAJOR} or newer you have, e.g. redis://127.0.0.1:6379\n` +
        '  2. install it so that redis-server or valkey-server is on the PATH\n' +
        '  3. on Debian or Ubuntu: sudo apt-get install redis-server',
    );
  }
  return program;
}

function newEnoughOnPath(): string | null {
  return serversOnPath().find(({ version }) => (parseMajorVersion(version) ?? 0) >= OLDEST_MAJOR)?.path ?? null;
}

function serversOnPath(): { readonly path: string; readonly version: string }[] {
  return allOnPath('redis-server', 'valkey-server').map((path) => {
    const { stdout, error } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    return { path, version: error?.message ?? stdout.trim() };
  });
}

function installsRedis(): boolean {
  return versionOfDebianPackage('redis-server') === null && installDebianPackage('redis-server');
}

/** The major version in what `redis-server --version` prints. */
export function parseMajorVersion(text: string): number | null {
  const match = /v=(\d+)\./.exec(text);
  return match && Number(match[1]);
}

/** What the connection is called that holds a folder, before whoever holds it. */
const HOLDER = 'held-by:';

/**
 * Starts a private Redis on a free port of the loopback address and waits until it answers.
 *
 * @throws UsageError where somebody else holds the folder, or Redis does not start, with its own reason
 */
export async function startRedis(options: PrivateRedisOptions): Promise<PrivateRedis> {
  const program = findRedisServer();
  await mkdir(options.dir, { recursive: true });
  await stopStale(options.dir);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launch(program, options);
    } catch (error) {
      if (!(error instanceof FailedStart)) {
        throw error;
      }
      // The port may have been taken between finding it and using it.
      if (attempt === 3 || !error.said.includes('Address already in use')) {
        throw new UsageError(explainFailedStart(error.said, options.dir));
      }
    }
  }
}

async function launch(program: string, options: PrivateRedisOptions): Promise<PrivateRedis> {
  const port = await freePort();
  const password = randomBytes(24).toString('hex');
  const configFile = join(options.dir, 'redis.conf');
  const config = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(options.dir)}`, // Redis reads \\ and \" inside quotes as JSON has them
    'save ""',
    `appendonly ${options.isPersistent ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'auto-aof-rewrite-min-size 256mb', // a thousand tasks a second write 10 MB: docs/operations.md
    'maxmemory-policy noeviction',
    'daemonize no',
  ];
  await writeFile(configFile, `${config.join('\n')}\n`, { mode: 0o600 });
  const url = `redis://:${password}@127.0.0.1:${port}`;
  const args = [configFile, ...(options.extraArgs ?? [])];
  let server = await serve(program, args, url);
  const holder = options.heldBy === undefined ? null : await hold(url, options.heldBy);
  return {
    url,
    port,
    get process() {
      return server.child;
    },
    async stop() {
      holder?.disconnect();
      server.child.kill('SIGTERM');
      await server.exited;
    },
    async kill() {
      server.child.kill('SIGKILL');
      await server.exited;
    },
    async restart() {
      await server.exited;
      server = await serve(program, args, url);
    },
  };
}

/** Redis ended before it answered; what it said. */
class FailedStart extends Error {
  readonly said: string;

  constructor(said: string) {
    super('Redis ended at once');
    this.said = said;
  }
}

interface RunningServer {
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
}

async function serve(program: string, args: readonly string[], url: string): Promise<RunningServer> {
  // A process group of its own: Ctrl-C in the terminal reaches only us, and we stop Redis last.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let said = '';
  const listen = (text: Buffer): void => {
    said = (said + text.toString()).slice(-KEPT_OUTPUT);
  };
  child.stdout.on('data', listen);
  await waitUntilReady(url, child, () => said);
  child.stdout.off('data', listen).resume();
  return { child, exited };
}

/** Holds the folder of the Redis at this address: the connection ends with this process, however that ends. */
async function hold(url: string, heldBy: string): Promise<Redis> {
  const holder = new Redis(url, { connectionName: HOLDER + heldBy, maxRetriesPerRequest: null });
  holder.on('error', () => undefined); // it comes back with Redis
  await holder.ping();
  return holder;
}

/** So much of what Redis says before it is ready is kept, in characters. */
const KEPT_OUTPUT = 4_000;

/** Why Redis did not start, in its own words, and what helps. */
export function explainFailedStart(said: string, dir: string): string {
  const words = said
    .split('\n')
    .filter((line) => / # |^[^\d\s]/.test(line))
    .map((line) => line.replace(/^.*? # /, ''))
    .filter((line) => !line.startsWith('WARNING') && line.trim() !== '');
  const isDamaged = /append only file|AOF/.test(words.join());
  return [
    'Redis did not start:',
    ...words.slice(-3).map((line) => `  ${line}`),
    ...(isDamaged
      ? [
          `What it keeps in ${dir} is damaged, as by a power cut. Copy that folder, then repair it by`,
          `  redis-check-aof --fix ${join(dir, 'appendonlydir', 'appendonly.aof.manifest')}`,
          'and start again. What was written after the damage is lost.',
        ]
      : []),
  ].join('\n');
}

async function waitUntilReady(url: string, child: ChildProcess, said: () => string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  try {
    await Promise.race([
      redis
        .connect()
        .catch(() => undefined)
        .then(() => redis.ping()),
      new Promise((_resolve, reject) => {
        child.once('error', reject);
        child.once('close', () => reject(new FailedStart(said())));
      }),
    ]);
  } finally {
    redis.disconnect();
  }
}

/**
 * Stops the Redis that an earlier run left behind in this folder: whoever answers to the password kept there.
 *
 * @throws UsageError where that run goes on
 */
async function stopStale(dir: string): Promise<void> {
  const redis = await connectTo(dir);
  if (redis === null) {
    return;
  }
  const holder = new RegExp(` name=${HOLDER}(\\S+)`).exec(String(await redis.client('LIST')))?.[1];
  if (holder !== undefined) {
    redis.disconnect();
    throw new UsageError(
      `It runs already, at ${holder}, with the data in ${dir}. Stop it first, or give this one a folder of its own by DATA_DIR.`,
    );
  }
  const ended = new Promise((resolve) => redis.once('end', resolve));
  await redis.shutdown().catch(() => undefined); // its answer is to hang up
  await ended;
}

/** Where the Redis that runs in this folder is, `redis://:password@127.0.0.1:port`; `null` where none does. */
export async function runningRedis(dir: string): Promise<string | null> {
  const redis = await connectTo(dir);
  if (redis === null) {
    return null;
  }
  const { port, password } = redis.options;
  redis.disconnect();
  return `redis://:${password}@127.0.0.1:${port}`;
}

/** A connection to the Redis that runs in this folder; `null` where none does. */
async function connectTo(dir: string): Promise<Redis | null> {
  const configFile = join(dir, 'redis.conf');
  if (!existsSync(configFile)) {
    return null;
  }
  const config = readFileSync(configFile, 'utf8');
  const setting = (name: string): string => new RegExp(`^${name} (\\S+)$`, 'm').exec(config)?.[1] ?? '';
  const redis = new Redis(Number(setting('port')), '127.0.0.1', {
    password: setting('requirepass'),
    lazyConnect: true,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
    return redis;
  } catch {
    redis.disconnect();
    return null; // nobody is there, or somebody else is by now
  }
}

/** A port nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
