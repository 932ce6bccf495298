import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openRedisFixture, type RedisFixture } from '@task-queue/tasks/testing';
import { PASSWORD } from './start-api.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const DIST = 'dist/apps/api-spec';
const CHAOS_DIST = 'dist/apps/chaos-spec';

/** The program as it is shipped, in a process of its own, on the test Redis, with the demo handlers. */
export interface Program {
  readonly url: string;
  readonly fixture: RedisFixture;
  readonly child: ChildProcess;
  /** What it has printed so far, line by line. */
  readonly lines: readonly string[];
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Ends it by force where it runs still. */
  remove(): Promise<void>;
}

/** Builds the server from its sources; once in a test file. */
export function buildProgram(): void {
  build('apps/api/rolldown.config.mjs', DIST);
}

/** Builds backup and restore; once in a test file. @returns runs them, with their exit code and what they print */
export function buildBackup(): (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
) => { readonly status: number | null; readonly said: string } {
  build('apps/api/rolldown.backup.config.mjs', DIST);
  return (args, env) => {
    const options = { cwd: ROOT, encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [`${DIST}/backup.js`, ...args], options);
    return { status, said: stdout + stderr };
  };
}

/** What runs it once it is built, in the workspace's folder. */
export const PROGRAM = [process.execPath, '--enable-source-maps', `${DIST}/main.js`] as const;

/** Builds it with the handlers of `chaos-handlers.ts`, to be started with {@link WITH_CHAOS_HANDLERS}. */
export function buildChaosProgram(): void {
  build('apps/api/rolldown.chaos.config.mjs', CHAOS_DIST);
}

/** See {@link buildChaosProgram}. */
export const WITH_CHAOS_HANDLERS = (): readonly [string, ...string[]] => [process.execPath, `${CHAOS_DIST}/main.js`];

/**
 * Holds all that is in Redis against each other, while nothing is under way; each disagreement is a line. Built by
 * {@link buildChaosProgram}.
 */
export async function findDisagreements({ url, prefix }: RedisFixture): Promise<readonly string[]> {
  const args = [`${CHAOS_DIST}/invariants.js`, url, prefix];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, maxBuffer: Infinity });
  return JSON.parse(stdout) as readonly string[];
}

function build(config: string, dist: string): void {
  const rolldown = join('node_modules', '.bin', 'rolldown');
  const args = ['-c', config, '--dir', dist, '--logLevel', 'silent'];
  const { status, stderr } = spawnSync(rolldown, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`The build failed: ${stderr}`);
  }
}

/**
 * Starts it and waits until it listens, on a port of the system's choice.
 *
 * @param through - a program and its arguments that run it
 * @throws Error with what it printed where it ends before
 */
export async function startProgram(
  env: Readonly<Record<string, string>> = {},
  through?: (command: string) => readonly [string, ...string[]],
): Promise<Program> {
  const fixture = await openRedisFixture();
  const dataDir = await mkdtemp(join(tmpdir(), 'task-queue-program-'));
  const command = [process.execPath, `${DIST}/main.js`] as const;
  const [program, ...args] = through?.(command.join(' ')) ?? command;
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      REDIS_URL: fixture.url,
      REDIS_PREFIX: fixture.prefix,
      DATA_DIR: dataDir,
      ADMIN_PASSWORD: PASSWORD,
      TASKS_DEMO: 'true',
      ...env,
    },
  });
  const ended = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | string);
  const remove = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await fixture.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  const lines: string[] = [];
  const url = await new Promise<string | null>((resolve) => {
    const hear = (line: string): void => {
      lines.push(line);
      const listening = /^Listening on (\S+)/.exec(line);
      if (listening) {
        resolve(listening[1]!);
      }
    };
    createInterface({ input: child.stdout }).on('line', hear);
    createInterface({ input: child.stderr }).on('line', hear);
    child.once('close', () => resolve(null));
  });
  if (url === null) {
    await remove();
    throw new Error(lines.join('\n'));
  }
  return { url, fixture, child, lines, ended, remove };
}
