import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as elapsed } from 'node:timers/promises';
import type { Memory } from './answer-memory.ts';

const START_DEADLINE_MS = 60_000;
const ANSWER_DEADLINE_MS = 10_000;
const STOP_DEADLINE_MS = 15_000;

/** A process that is measured: the built program or a peer. */
export class Contestant {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /**
   * Starts it and waits until it says where it listens.
   *
   * @param file - what Node runs
   * @param logFile - where its complaints go
   */
  static async start(
    file: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    logFile: string,
  ): Promise<Contestant> {
    // The heap can be collected, and the process asked, whoever it is.
    const flags = ['--expose-gc', '--import', new URL('answer-memory.ts', import.meta.url).href];
    const profile = process.env['BENCH_PROFILE']; // a folder for --cpu-prof, to look into what falls short
    const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
    const child = spawn(process.execPath, [...flags, ...profiling, file, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // the channel's end tells it that we are gone
      env: { ...process.env, ...env },
    });
    const log = createWriteStream(logFile, { flags: 'a' });
    child.stderr!.pipe(log);
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout!.on('data', (chunk: Buffer) => {
        log.write(chunk);
        const listening = /Listening on (\S+)/.exec(chunk.toString());
        if (listening) {
          resolve(listening[1]!);
        }
      });
      child.once('exit', (code, signal) => reject(new Error(`${file} ended: ${code ?? signal}, see ${logFile}`)));
      child.once('error', reject);
      setTimeout(() => reject(new Error(`${file} does not listen`)), START_DEADLINE_MS).unref();
    });
    return new Contestant(url, child);
  }

  /** Its process id. */
  get pid(): number {
    return this.#child.pid!; // it has started
  }

  /** What memory it takes, after a collection. */
  async memory(): Promise<Memory> {
    return (await this.#ask('memory')) as Memory;
  }

  /** What CPU it has taken so far, in microseconds. */
  async cpuUs(): Promise<number> {
    return (await this.#ask('cpu')) as number;
  }

  /** Asks it to end and waits until it has, by force where it does not. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return;
    }
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    if ((await Promise.race([exited, elapsed(STOP_DEADLINE_MS, null, { ref: false })])) === null) {
      this.#child.kill('SIGKILL');
      await exited;
    }
  }

  async #ask(question: string): Promise<unknown> {
    this.#child.send(question);
    const answers = await once(this.#child, 'message', { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) });
    return (answers as [unknown])[0];
  }
}
