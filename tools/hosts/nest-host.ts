import { spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { rootDir } from '../lib/workspace.mjs';
import { freePort } from '../lib/redis.ts';
import { runProgram } from '../pack/run-program.ts';
import { installPackages } from './install.ts';

/** What the package's README says to install. */
const OURS = ['@task-queue/contracts', '@task-queue/tasks'];

interface Manifest {
  readonly type?: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** An application that is built twice from the same sources: as it was, and with tasks. */
export interface NestHost {
  readonly folder: string;
  /** Its programs, from its folder. */
  readonly without: string;
  readonly withTasks: string;
}

/**
 * Makes an application from nothing, and adds tasks to it as their README says.
 *
 * @param sources - folders of sources here; a later one's files take the place of an earlier one's
 * @param type - which modules it is compiled to
 */
export async function buildNestHost(
  folder: string,
  sources: readonly string[],
  type: 'commonjs' | 'module' = 'module',
): Promise<NestHost> {
  for (const source of sources) {
    cpSync(join(rootDir, 'tools/hosts', source), folder, { recursive: true });
  }
  const manifestFile = join(folder, 'package.json');
  const manifest = readJson(manifestFile);
  writeFileSync(manifestFile, JSON.stringify({ ...manifest, type }));
  await installPackages(folder, [...namesIn(manifest.dependencies), ...namesIn(manifest.devDependencies), ...OURS]);
  // Only to compare with: its types are its author's business.
  await compile(folder, ['--noCheck', '--outDir', 'dist-without']);
  const { bin = {} } = readJson(join(folder, 'node_modules/@task-queue/tasks/package.json'));
  const init = join(folder, 'node_modules/@task-queue/tasks', bin['task-queue']!);
  await runProgram(process.execPath, [init, 'init'], folder);
  // Not only its own types: also those that packages declare, ours among them.
  await compile(folder, ['--skipLibCheck', 'false']);
  return { folder, without: 'dist-without/main.js', withTasks: 'dist/main.js' };
}

function compile(folder: string, args: readonly string[]): Promise<string> {
  return runProgram(process.execPath, [join(folder, 'node_modules/typescript/bin/tsc'), ...args], folder);
}

/** A program of a host that runs. */
export interface RunningHost {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a program that listens at `PORT`, and waits until it does.
 *
 * @throws Error with what it said where it ends before
 */
export async function startHost(folder: string, program: string, env: NodeJS.ProcessEnv): Promise<RunningHost> {
  const port = await freePort();
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'development', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => (said += data.toString()));
  }
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  while (!(await isListening(port))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${program} ended with ${child.exitCode}:\n${said}`);
    }
    await wait(50); // a stranger's program says nothing when it listens
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

const namesIn = (dependencies: Readonly<Record<string, string>> = {}): string[] => Object.keys(dependencies);

function readJson(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}
