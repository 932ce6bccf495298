import type { LogSink } from '../src/settings/logging.js';

/** The log of an application, for what it says of people. */
export class AuditLines implements LogSink {
  /** All lines of the log, whoever wrote them. */
  readonly all: string[] = [];

  write(line: string): void {
    this.all.push(line);
  }

  /** The audit lines that come while something is done. */
  async of(act: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
    const from = this.all.length;
    await act();
    const parsed = this.all.slice(from).map((line) => JSON.parse(line) as Record<string, unknown>);
    return parsed.filter(({ context }) => context === 'Audit');
  }
}
