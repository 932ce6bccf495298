import { existsSync, readFileSync } from 'node:fs';

/** What a handler wrote outside Redis: see apps/api/testing/chaos-handlers.ts. */
export interface JournalLine {
  readonly what: 'began' | 'returned' | 'threw';
  readonly taskId: string;
  readonly attempt: number;
  readonly lane: string;
  readonly pid: number;
  readonly atMs: number;
}

/** The second source of what happened: the handlers' own word, which no fault of Redis can change. */
export class Journal {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** All lines, or those since an instant (epoch milliseconds), in the order they were written. */
  lines(sinceMs = 0): readonly JournalLine[] {
    if (!existsSync(this.file)) {
      return [];
    }
    return readFileSync(this.file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as JournalLine)
      .filter(({ atMs }) => atMs >= sinceMs);
  }

  /** Whether such a line was written. */
  has(what: JournalLine['what'], taskId: string, attempt: number, pid: number): boolean {
    return this.lines().some(
      (line) => line.what === what && line.taskId === taskId && line.attempt === attempt && line.pid === pid,
    );
  }
}
