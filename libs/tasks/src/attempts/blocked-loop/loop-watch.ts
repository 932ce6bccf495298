import type { Logger } from '@nestjs/common';
import type { Clock } from '../../domain/clock.js';
import type { TaskRunner } from '../task-runner.js';
import type { AttemptBoard } from './attempt-board.js';

/** A loop that was blocked for longer is told of, in milliseconds. */
const TOLD_FROM_MS = 1_000;

/** A block that is no longer than the one told last is not told within this time, in milliseconds. */
const QUIET_MS = 10_000;

/** Most tasks that a warning names. */
const MOST_NAMED = 20;

/** Beats on the board as long as the event loop turns, and tells who ran where it did not for a while. */
export class LoopWatch {
  #timer: NodeJS.Timeout | undefined;
  #beatAtMs = 0;
  #looks = 0;
  #told = { atMs: -Infinity, blockedMs: 0 };

  /** @param beatMs - how often it beats; the lease thread looks as often */
  constructor(
    private readonly board: Pick<AttemptBoard, 'beat' | 'looks'>,
    private readonly runner: Pick<TaskRunner, 'running'>,
    private readonly clock: Clock,
    private readonly beatMs: number,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  start(): void {
    this.#beat();
    this.#timer = setInterval(() => {
      const blockedMs = Math.round(performance.now() - this.#beatAtMs - this.beatMs);
      const looks = this.board.looks - this.#looks;
      this.#beat();
      if (blockedMs > TOLD_FROM_MS) {
        this.#tell(blockedMs, looks > blockedMs / this.beatMs / 2);
      }
    }, this.beatMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    this.#beatAtMs = performance.now();
    this.#looks = this.board.looks;
    this.board.beat(this.clock.nowMs());
  }

  /** @param wasLookedAt - whether the lease thread went on: else the whole process stood still, for which no handler is to blame */
  #tell(blockedMs: number, wasLookedAt: boolean): void {
    const nowMs = performance.now();
    if (nowMs - this.#told.atMs < QUIET_MS && blockedMs <= this.#told.blockedMs) {
      return;
    }
    this.#told = { atMs: nowMs, blockedMs };
    if (!wasLookedAt) {
      this.logger.warn({ blockedMs }, 'this process stood still: it was stopped, or got no processor');
      return;
    }
    const running = this.runner.running().slice(0, MOST_NAMED);
    const tasks = running.map(({ taskId, head }) => ({ taskId, type: head.type }));
    this.logger.warn({ blockedMs, tasks }, 'the event loop was blocked while these tasks ran: see docs/handlers.md');
  }
}
