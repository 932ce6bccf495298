import { MAX_GIST_LENGTH, MAX_LOG_LINE_LENGTH, MAX_LOG_LINES, PROGRESS_INTERVAL_MS } from '../domain/limits.js';
import { textOf, truncate } from '../domain/failure.js';
import type { AttemptStore, HeldAttempt } from '../store/attempt-store.js';
import { instant } from '../store/codec.js';
import type { Clock } from '../domain/clock.js';

/**
 * Carries one attempt's progress and log lines to the record: the first word at once, then at most one write per
 * 120 ms with whatever came meanwhile, the last one always.
 */
export class AttemptReporter {
  #percent = 0;
  #text: string | null = null;
  #logLines: string[] = [];
  #lineCount = 0;
  #droppedLines = 0;
  #changed = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #lastWriteMs = -Infinity;

  constructor(
    private readonly store: AttemptStore,
    private readonly attempt: HeldAttempt,
    private readonly clock: Clock,
    private readonly onFenced: () => void,
  ) {}

  progress(percent: number, text?: string): void {
    const bounded = Number.isFinite(percent) ? Math.min(100, Math.max(0, Math.floor(percent))) : this.#percent;
    const nextText = text === undefined ? this.#text : truncate(textOf(text), MAX_GIST_LENGTH);
    if (this.#closed || (bounded <= this.#percent && nextText === this.#text)) {
      return;
    }
    this.#percent = Math.max(this.#percent, bounded);
    this.#text = nextText;
    this.#schedule();
  }

  log(line: string): void {
    if (this.#closed) {
      return;
    }
    this.#lineCount += 1;
    if (this.#lineCount > MAX_LOG_LINES) {
      this.#droppedLines += 1; // whatever the task logged before: no room is left for it
      this.#schedule();
      return;
    }
    const entry = {
      at: instant(this.clock.nowMs()),
      attempt: this.attempt.number,
      line: truncate(textOf(line), MAX_LOG_LINE_LENGTH),
    };
    this.#logLines.push(JSON.stringify(entry));
    this.#schedule();
  }

  /** Writes what is left and takes no more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#writing;
    if (this.#changed) {
      await this.#write();
    }
  }

  /** Takes no more and writes nothing: the attempt was given up. */
  abandon(): void {
    this.#closed = true;
    this.#changed = false;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    this.#changed = true;
    this.#timer ??= setTimeout(
      () => {
        this.#writing = this.#write();
      },
      Math.max(0, this.#lastWriteMs + PROGRESS_INTERVAL_MS - Date.now()),
    );
  }

  async #write(): Promise<void> {
    const logLines = this.#logLines.splice(0);
    const droppedLines = this.#droppedLines;
    this.#droppedLines = 0;
    this.#changed = false;
    this.#lastWriteMs = Date.now();
    try {
      const report = { percent: this.#percent, text: this.#text, logLines, droppedLines };
      if (!(await this.store.progress(this.attempt, report))) {
        this.abandon();
        this.onFenced();
      }
    } catch {
      // Progress is news, not state: Redis out of reach loses a line at worst, and the lease decides the rest.
    } finally {
      this.#timer = undefined;
      if (this.#changed && !this.#closed) {
        this.#schedule();
      }
    }
  }
}
