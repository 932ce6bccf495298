import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setTimeout as elapsed } from 'node:timers/promises';

const PROGRAM = 'dist/apps/chaos/main.js';
const START_DEADLINE_MS = 180_000;

/** One process of the built program that may be killed. */
export class Program {
  readonly name: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #logFile: string;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #url = '';
  #isListening = false;
  #isWanted = false;

  /** @param logFile - where all it prints goes */
  constructor(name: string, env: Readonly<Record<string, string>>, logFile: string) {
    this.name = name;
    this.#env = env;
    this.#logFile = logFile;
  }

  /** Where it listens. */
  get url(): string {
    return this.#url;
  }

  /** Its process id; `0` while there is none. */
  get pid(): number {
    return this.isAlive ? (this.#child?.pid ?? 0) : 0;
  }

  get isAlive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Whether it is there for others, too. */
  get isListening(): boolean {
    return this.isAlive && this.#isListening;
  }

  /** Starts it and waits until it listens. One that dies by itself or by {@link kill} is started again at once. */
  async start(): Promise<void> {
    this.#isWanted = true;
    this.#isListening = false;
    const log = createWriteStream(this.#logFile, { flags: 'a' });
    const child = spawn(process.execPath, ['--enable-source-maps', PROGRAM], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // the channel's end tells it that we are gone
      env: { ...process.env, ...this.#env },
    });
    this.#child = child;
    this.#exited = new Promise((resolve) => child.once('exit', () => resolve()));
    void this.#exited.then(() => {
      if (this.#isWanted) {
        this.start().catch(() => undefined); // where it ends at once its own exit starts it again
      }
    });
    child.stderr?.pipe(log, { end: false });
    this.#url = await new Promise<string>((resolve, reject) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        log.write(chunk);
        const listening = /Listening on (\S+)/.exec(chunk.toString());
        if (listening) {
          resolve(listening[1]!);
        }
      });
      child.once('exit', (code, signal) => reject(new Error(`${this.name} ended at once: ${code ?? signal}`)));
      child.once('error', reject);
      setTimeout(() => reject(new Error(`${this.name} does not listen`)), START_DEADLINE_MS).unref();
    });
    this.#isListening = true;
  }

  /** Ends it as a crash would; it is started again unless `forGood`. */
  async kill(forGood = false): Promise<void> {
    this.#isWanted = !forGood;
    this.#child?.kill('SIGKILL');
    await this.#exited;
  }

  /**
   * Asks it to end, and ends it by force where it takes longer than ten seconds.
   *
   * @returns whether it ended by itself
   */
  async stop(): Promise<boolean> {
    this.#isWanted = false;
    if (this.isAlive) {
      this.#child!.kill('SIGTERM');
      const isLate = await Promise.race([this.#exited, elapsed(10_000, true, { ref: false })]);
      if (isLate === true) {
        this.#child!.kill('SIGKILL');
        await this.#exited;
      }
    }
    return this.#child?.signalCode !== 'SIGKILL';
  }
}
