import { KEPT_LOG_LINES, MAX_GIST_LENGTH, MAX_LOG_LINE_LENGTH, PROGRESS_INTERVAL_MS } from '../domain/limits.js';
import { textOf } from '../domain/error-text.js';
import { truncate } from '../domain/failure.js';
import { plainLine } from '@task-queue/contracts';
import { reportToken, type AttemptStore, type HeldAttempt, type ProgressReport } from './attempt-store.js';
import { instant } from '../record/codec.js';
import type { Clock } from '../domain/clock.js';

/**
 * Carries one attempt's progress and log lines to the record: the first word at once, then at most one write per
 * 120 ms with whatever came meanwhile, the last one always. While Redis takes nothing, what comes is kept.
 */
export class AttemptReporter {
  #percent = 0;
  #text: string | null = null;
  #logLines: string[] = [];
  /** Lines taken for a report so far. */
  #takenLines = 0;
  #gapLines = 0;
  /** What could not be written: perhaps it was, and only the answer got lost. */
  #unsent: ProgressReport | null = null;
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
    const nextText = text === undefined ? this.#text : truncate(plainLine(textOf(text)), MAX_GIST_LENGTH);
    if (this.#closed || (bounded <= this.#percent && nextText === this.#text)) {
      return;
    }
    this.#percent = Math.max(this.#percent, bounded);
    this.#text = nextText;
    this.#changed = true;
    this.#schedule();
  }

  log(line: string): void {
    if (this.#closed) {
      return;
    }
    this.#changed = true;
    this.#schedule();
    const entry = {
      at: instant(this.clock.nowMs()),
      attempt: this.attempt.number,
      line: truncate(textOf(line), MAX_LOG_LINE_LENGTH),
    };
    this.#logLines.push(JSON.stringify(entry));
    if (this.#logLines.length > this.#firstLeft + KEPT_LOG_LINES.newest) {
      this.#logLines.splice(this.#firstLeft, 1); // while Redis takes nothing
      this.#gapLines += 1;
    }
  }

  /** How many of the attempt's first lines are still to be taken. */
  get #firstLeft(): number {
    return Math.max(0, KEPT_LOG_LINES.first - this.#takenLines);
  }

  /** Writes what is left and takes no more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#writing;
    for (let writes = 0; this.#isBehind() && writes < 2; writes += 1) {
      await this.#write(); // the one that failed, and what came after it
    }
  }

  /** Takes no more and writes nothing: the attempt was given up. */
  abandon(): void {
    this.#closed = true;
    this.#changed = false;
    this.#unsent = null;
    clearTimeout(this.#timer);
  }

  /** Whether something is still to be written. */
  #isBehind(): boolean {
    return this.#changed || this.#unsent !== null;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#writing = this.#write();
      },
      Math.max(0, this.#lastWriteMs + PROGRESS_INTERVAL_MS - performance.now()),
    );
  }

  async #write(): Promise<void> {
    const report = this.#unsent ?? this.#takeReport();
    this.#unsent = null;
    try {
      if (!(await this.store.progress(this.attempt, report, () => this.#closed))) {
        this.abandon();
        this.onFenced();
      }
    } catch {
      this.#unsent = report; // said again as it is, it is written once
    } finally {
      this.#lastWriteMs = performance.now();
      this.#timer = undefined;
      if (this.#isBehind() && !this.#closed) {
        this.#schedule();
      }
    }
  }

  #takeReport(): ProgressReport {
    const gap = { lines: this.#gapLines, after: this.#firstLeft };
    const logLines = this.#logLines.splice(0);
    this.#takenLines += logLines.length + gap.lines;
    this.#gapLines = 0;
    this.#changed = false;
    return { percent: this.#percent, text: this.#text, logLines, gap, token: reportToken() };
  }
}
