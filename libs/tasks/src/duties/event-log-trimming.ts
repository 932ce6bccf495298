import type { LogTrimming } from '@task-queue/event-log';
import { every } from '../domain/every.js';
import type { ThrottledLog } from '../domain/throttled-log.js';

/** At full speed some 16,000 events are appended in a second. */
const INTERVAL_MS = 2_000;

/** Keeps the event log as short as its followers allow. */
export class EventLogTrimming {
  #stop: () => void = () => undefined;

  constructor(
    private readonly trimming: Pick<LogTrimming, 'trim'>,
    private readonly log: ThrottledLog,
  ) {}

  start(): void {
    const warn = (error: unknown): void => this.log.warn('Trimming of the event log', error);
    this.#stop = every(INTERVAL_MS, () => this.trimming.trim(), warn);
  }

  stop(): void {
    this.#stop();
  }
}
