import { monitorEventLoopDelay, type ELDHistogram } from 'node:perf_hooks';
import type { WorkerLane, WorkerMemory, WorkerTask } from '@task-queue/contracts';
import type { Occupant, TaskRunner } from '../attempts/task-runner.js';
import type { Clock } from '../domain/clock.js';
import { every } from '../domain/every.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import type { WorkerService } from '../domain/worker-service.js';
import type { LaneConsumer } from '../lanes/lane-consumer.js';
import { instant } from '../record/codec.js';
import type { WorkerRoster } from './worker-roster.js';

/** How often it says, in milliseconds. */
const REPORT_MS = 1_000;

/** Most tasks that are named. */
const MOST_NAMED = 50;

/** How often it is looked how late the event loop is, in milliseconds. */
const RESOLUTION_MS = 20;

/** What a worker says of itself: see the fields of `WorkerState`. */
export interface WorkerReport {
  readonly host: string;
  readonly process: number;
  readonly version: string | null;
  readonly startedAtMs: number;
  /** For how long its heartbeats count: when the last one was follows from until when it counts. */
  readonly leaseMs: number;
  readonly lanes: readonly WorkerLane[];
  readonly running: readonly WorkerTask[];
  readonly eventLoopDelayMs: number;
  readonly memory: WorkerMemory;
}

/** What never changes of a {@link WorkerReport}. */
export type WorkerIdentity = Pick<WorkerReport, 'host' | 'process' | 'version' | 'leaseMs'>;

/** Says each second what this worker does, for who looks at the workers. */
export class WorkerReports implements WorkerService {
  #end: () => void = () => undefined;
  #loop: ELDHistogram | undefined;
  #startedAtMs = 0;

  constructor(
    private readonly worker: string,
    private readonly roster: Pick<WorkerRoster, 'report'>,
    private readonly runner: Pick<TaskRunner, 'occupants'>,
    /** In the order of the lanes. */
    private readonly consumers: readonly LaneConsumer[],
    private readonly identity: WorkerIdentity,
    private readonly clock: Clock,
    private readonly log: ThrottledLog,
  ) {}

  async start(): Promise<void> {
    this.#loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#loop.enable();
    this.#startedAtMs = this.clock.nowMs();
    await this.#say().catch((error: unknown) => this.#warn(error)); // its heartbeat is what it lives by
    this.#end = every(
      REPORT_MS,
      () => this.#say(),
      (error) => this.#warn(error),
    );
  }

  stop(): void {
    this.#end();
    this.#loop?.disable();
  }

  async #say(): Promise<void> {
    const { rss: rssBytes, heapUsed: heapUsedBytes } = process.memoryUsage();
    const report: WorkerReport = {
      ...this.identity,
      startedAtMs: this.#startedAtMs,
      lanes: this.consumers.map(({ lane, used, slots }) => ({ lane, used, total: slots })),
      running: this.runner.occupants().slice(0, MOST_NAMED).map(shownTask),
      eventLoopDelayMs: this.#loopDelayMs(),
      memory: { rssBytes, heapUsedBytes },
    };
    await this.roster.report(this.worker, JSON.stringify(report));
  }

  /** The histogram counts how long each turn of its timer took, the time it waits for included. */
  #loopDelayMs(): number {
    const loop = this.#loop!;
    const delayMs = loop.count === 0 ? 0 : Math.max(0, loop.percentile(99) / 1e6 - RESOLUTION_MS);
    loop.reset();
    return Math.round(delayMs * 10) / 10;
  }

  #warn(error: unknown): void {
    this.log.warn('Telling what this worker does', error);
  }
}

function shownTask({ held, begunAtMs, isEnded }: Occupant): WorkerTask {
  const { taskId, number, head } = held;
  return {
    taskId,
    type: head.type,
    title: head.title,
    lane: head.priority,
    attempt: number,
    startedAt: instant(begunAtMs),
    ...(isEnded ? { mayStillRun: true } : {}),
  };
}
