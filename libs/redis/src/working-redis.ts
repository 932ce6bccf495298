import type { Socket } from 'node:net';
import { Redis, type Command } from 'ioredis';

/** A peer that was asked and says nothing is given up after this long, in milliseconds; above the 5 s that a blocking read waits. */
export const SILENCE_MS = 8_000;

/** At most so many commands are sent together: with all of a turn in one write, Redis would be idle while we work. */
const COMMANDS_A_WRITE = 8;

/** What of ioredis is private in its types. */
interface RedisInsides {
  readonly stream?: Socket;
  /** What is asked and not answered yet. */
  readonly commandQueue: { readonly length: number };
}

/**
 * Sends what is asked in one turn in few writes, as a system call costs more than a command; but at once where Redis has nothing
 * else to do, as in RFC 896: a turn may be long, and what it asks first may be most of the work. A pipeline is one write already.
 *
 * Gives up a peer that falls silent, and a command that is not answered in time, as ioredis does by `socketTimeout` and `commandTimeout`;
 * but after a time in which our own event loop was blocked it reads first what came.
 */
export class WorkingRedis extends Redis {
  #waiting = 0;
  #heard = 0;
  readonly #silence = setTimeout(() => this.#endSilence(), SILENCE_MS).unref();

  /** Hears what a new stream brings. */
  listen(): void {
    this.#silence.refresh();
    this.#insides.stream?.on('data', () => {
      this.#heard += 1;
      this.#silence.refresh();
    });
  }

  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    const { stream, commandQueue } = this.#insides;
    const [command, pipeline] = args;
    command.setTimeout = giveUpAfter;
    if (commandQueue.length === 0) {
      this.#silence.refresh();
    }
    if (pipeline !== undefined || commandQueue.length === 0) {
      stream?.uncork();
      return super.sendCommand(...args);
    }
    if (stream?.writableCorked === 0) {
      stream.cork();
      this.#waiting = 0;
      process.nextTick(() => stream.uncork());
    }
    const answer = super.sendCommand(...args);
    this.#waiting += 1;
    if (this.#waiting % COMMANDS_A_WRITE === 0) {
      stream?.uncork();
      stream?.cork();
    }
    return answer;
  }

  get #insides(): RedisInsides {
    return this;
  }

  #endSilence(): void {
    const { stream, commandQueue } = this.#insides;
    const heardBefore = this.#heard;
    setImmediate(() => {
      if (this.#heard === heardBefore && commandQueue.length > 0) {
        stream?.destroy(new Error(`Redis was asked and said nothing for ${SILENCE_MS / 1000} s`));
      }
    });
  }
}

/** In place of ioredis' own, whose timer is heard before the answer where both have come since the loop last turned. */
function giveUpAfter(this: Command, ms: number): void {
  const giveUp = (): void => {
    if (!this.isResolved) {
      this.reject(new Error('Command timed out'));
    }
  };
  this['_commandTimeoutTimer'] ??= setTimeout(() => setImmediate(giveUp), ms); // what an answer clears
}
