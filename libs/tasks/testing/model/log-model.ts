import type { TaskLogLine } from '@task-queue/contracts';
import { KEPT_LOG_ATTEMPTS, KEPT_LOG_LINES } from '../../src/domain/limits.js';

/** All that the attempts at a task ever logged, each by itself. */
export class LogModel {
  readonly #attempts: Map<number, readonly TaskLogLine[]>;
  #forgotten: number;

  constructor(attempts: Iterable<[number, readonly TaskLogLine[]]> = [], forgotten = 0) {
    this.#attempts = new Map(attempts);
    this.#forgotten = forgotten;
  }

  copy(): LogModel {
    return new LogModel(this.#attempts, this.#forgotten);
  }

  /** An attempt says some lines; its first ones push out those of an attempt long past. */
  add(attempt: number, lines: readonly TaskLogLine[]): void {
    const before = this.#attempts.get(attempt) ?? [];
    if (before.length === 0 && lines.length > 0) {
      this.#forgotten += this.#attempts.get(attempt - KEPT_LOG_ATTEMPTS)?.length ?? 0;
      this.#attempts.delete(attempt - KEPT_LOG_ATTEMPTS);
    }
    this.#attempts.set(attempt, [...before, ...lines]);
  }

  /** What is kept, the oldest attempt first. */
  get kept(): readonly TaskLogLine[] {
    const { first, newest } = KEPT_LOG_LINES;
    return [...this.#attempts.values()].flatMap((lines) => {
      const missing = lines.length - first - newest;
      if (missing <= 0) {
        return lines;
      }
      const [next, ...rest] = lines.slice(-newest);
      return [...lines.slice(0, first), { ...next!, missingBefore: missing }, ...rest];
    });
  }

  get dropped(): number {
    const all = [...this.#attempts.values()].reduce((sum, { length }) => sum + length, this.#forgotten);
    return all - this.kept.length;
  }
}
