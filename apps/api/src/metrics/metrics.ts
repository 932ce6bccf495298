import { Injectable } from '@nestjs/common';
import type { TaskObserver, TasksGauges } from '@task-queue/tasks';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const WAIT_BUCKETS_S = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800];
const RUN_BUCKETS_S = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800, 7_200];

/** What Prometheus reads of this process. */
@Injectable()
export class Metrics implements TaskObserver {
  readonly #registry = new Registry();
  readonly #waited = new Histogram({
    name: 'tasks_wait_seconds',
    help: 'From creation to first start, by type',
    labelNames: ['type'],
    buckets: WAIT_BUCKETS_S,
    registers: [this.#registry],
  });
  readonly #ran = new Histogram({
    name: 'tasks_run_seconds',
    help: 'Length of one attempt, by type',
    labelNames: ['type'],
    buckets: RUN_BUCKETS_S,
    registers: [this.#registry],
  });
  readonly #attempts = new Counter({
    name: 'tasks_attempts_total',
    help: 'Attempts that ended in this process, by type and outcome',
    labelNames: ['type', 'outcome'],
    registers: [this.#registry],
  });
  readonly #waiting = new Gauge({
    name: 'tasks_lane_waiting',
    help: 'Tickets waiting, by lane',
    labelNames: ['lane'],
    registers: [this.#registry],
  });
  readonly #oldest = new Gauge({
    name: 'tasks_lane_oldest_wait_seconds',
    help: 'Age of the task whose ticket is next, by lane',
    labelNames: ['lane'],
    registers: [this.#registry],
  });
  readonly #sockets = new Gauge({
    name: 'tasks_sockets',
    help: 'Sockets connected to this process',
    registers: [this.#registry],
  });
  readonly #lag = new Gauge({
    name: 'tasks_event_log_lag_seconds',
    help: 'How far this process is behind the event log',
    registers: [this.#registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  attemptStarted({ type, waitedMs }: Parameters<TaskObserver['attemptStarted']>[0]): void {
    if (waitedMs !== null) {
      this.#waited.observe({ type }, waitedMs / 1000);
    }
  }

  attemptEnded({ type, outcome, tookMs }: Parameters<TaskObserver['attemptEnded']>[0]): void {
    this.#ran.observe({ type }, tookMs / 1000);
    this.#attempts.inc({ type, outcome });
  }

  /** Everything, in Prometheus' text format. */
  async read(gauges: TasksGauges): Promise<{ readonly contentType: string; readonly text: string }> {
    for (const { lane, waiting, oldestWaitMs } of await gauges.lanes()) {
      this.#waiting.set({ lane }, waiting);
      this.#oldest.set({ lane }, oldestWaitMs / 1000);
    }
    this.#sockets.set(gauges.sockets() ?? 0);
    this.#lag.set(((await gauges.eventLogLagMs()) ?? 0) / 1000);
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}
