import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { TaskObserver, TasksGauges } from '@task-queue/tasks';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const WAIT_BUCKETS_S = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800];
const REQUEST_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
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
  readonly #delayed = new Gauge({
    name: 'tasks_delayed',
    help: 'Pending tasks that wait for their run time or their backoff',
    registers: [this.#registry],
  });
  readonly #due = new Gauge({
    name: 'tasks_due',
    help: 'Pending tasks whose time has come and that no worker has taken up yet',
    registers: [this.#registry],
  });
  readonly #workers = new Gauge({
    name: 'tasks_workers',
    help: 'Workers attached, of all processes',
    registers: [this.#registry],
  });
  readonly #requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Calls answered by this process, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS_S,
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

  constructor({ httpAdapter }: HttpAdapterHost<FastifyAdapter>) {
    collectDefaultMetrics({ register: this.#registry });
    // Here, and not when the module is initialised: the routes have the hooks that were there before them.
    httpAdapter.getInstance().addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
      // The route as it is declared, so that ids and made-up addresses add no series.
      const labels = { method, route: routeOptions.url ?? 'none', status: statusCode };
      this.#requests.observe(labels, elapsedTime / 1000);
    });
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
    const { delayed, due } = await gauges.ticketless();
    this.#delayed.set(delayed);
    this.#due.set(due);
    this.#workers.set(await gauges.workers());
    this.#sockets.set(gauges.sockets() ?? 0);
    this.#lag.set(((await gauges.eventLogLagMs()) ?? 0) / 1000);
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}
