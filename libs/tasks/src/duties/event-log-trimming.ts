import type { LogTrimming } from '@task-queue/event-log';
import type { DutyWork } from './duty.js';

/** Keeps the event log as short as its followers allow. At full speed some 16,000 events are appended in a second. */
export class EventLogTrimming implements DutyWork {
  readonly name = 'event-log-trimming';
  readonly intervalMs = 2_000;
  readonly heldMs = 10_000;

  constructor(private readonly trimming: Pick<LogTrimming, 'trim'>) {}

  turn(): Promise<number> {
    return this.trimming.trim();
  }
}
