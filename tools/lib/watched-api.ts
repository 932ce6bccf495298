import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { watch, type RolldownOptions, type RolldownWatcher } from 'rolldown';
import { loadConfig } from 'rolldown/config';

/** Beside what is built to be shipped, which a watched build leaves alone. */
const OUTPUT = 'dist/dev/api';

/** The API, run from its sources: built and started anew, gracefully, whenever one of them changes. */
export class WatchedApi {
  readonly #env: NodeJS.ProcessEnv;
  #watcher: RolldownWatcher | undefined;
  #process: ChildProcess | undefined;
  /** The last change of processes; the next one waits for it. */
  #turn: Promise<void> = Promise.resolve();

  /** @param env - its settings */
  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** Builds it, starts it, watches its sources; resolves when it listens for the first time. */
  async start(): Promise<void> {
    const config = (await loadConfig('apps/api/rolldown.config.mjs')) as RolldownOptions; // there is one
    const watcher = watch({ ...config, logLevel: 'silent', output: { ...config.output, dir: OUTPUT } });
    this.#watcher = watcher;
    await new Promise<void>((listens) => {
      watcher.on('event', async (event) => {
        if (event.code === 'BUNDLE_END') {
          this.#turn = this.#turn.then(() => this.#startAnew(listens));
          await event.result.close();
        } else if (event.code === 'ERROR') {
          console.error(`${event.error.message}\nThe API was not built; it is when a file changes.`);
          await event.result.close();
        }
      });
    });
  }

  /** Ends the watch, then the API as a signal does. */
  async stop(): Promise<void> {
    await this.#watcher?.close();
    await this.#turn;
    await this.#end();
  }

  async #startAnew(listens: () => void): Promise<void> {
    await this.#end();
    const server = spawn(process.execPath, ['--enable-source-maps', `${OUTPUT}/main.js`], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'], // the channel's end tells it that we are gone
      detached: true, // so that Ctrl-C reaches it through us alone
      env: this.#env,
    });
    this.#process = server;
    server.once('message', listens);
    server.once('exit', (code) => {
      if (this.#process === server) {
        console.error(`The API ended with exit code ${code}; it is started again when a file changes.`);
      }
    });
  }

  async #end(): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (server !== undefined && server.exitCode === null && server.signalCode === null) {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
  }
}
