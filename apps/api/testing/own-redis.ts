import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';

/** A Redis server of a test's own, for what cannot be tried on the shared one. */
export interface OwnRedis {
  readonly port: number;
  /** Connected, with every right. */
  readonly redis: Redis;
  /** It is there and says nothing any more, until it goes on. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts one on the loopback address and waits until it answers.
 *
 * @param args - besides address, port and folder, e.g. `--tls-port`
 */
export async function startOwnRedis(args: readonly string[] = []): Promise<OwnRedis> {
  for (let triesLeft = 3; ; triesLeft -= 1) {
    try {
      return await startOn(await freePort(), args);
    } catch (error) {
      if (triesLeft === 0) {
        throw error; // not that somebody else took the port meanwhile
      }
    }
  }
}

async function startOn(port: number, args: readonly string[]): Promise<OwnRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'task-queue-own-redis-'));
  const base = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, '--save', '', '--logfile', '/dev/null'];
  const child = spawn(program(), [...args, ...base], { stdio: 'ignore' });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const redis = new Redis(port, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  try {
    await Promise.race([
      redis.ping(),
      exited.then((code) => Promise.reject(new Error(`The Redis server ended with ${code}: ${args.join(' ')}`))),
    ]);
  } catch (error) {
    redis.disconnect();
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
  return {
    port,
    redis,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      redis.disconnect();
      child.kill('SIGKILL');
      await exited;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function program(): string {
  const places = (process.env['PATH'] ?? '').split(delimiter);
  const found = ['redis-server', 'valkey-server']
    .flatMap((name) => places.map((place) => join(place, name)))
    .find((file) => existsSync(file));
  if (found === undefined) {
    throw new Error('redis-server is not on the PATH: npm test brings it');
  }
  return found;
}
