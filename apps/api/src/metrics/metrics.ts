import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { StoreUnavailableError, type AttemptEnding, type TaskObserver } from '@task-queue/tasks';
import { type TasksGauges } from '@task-queue/tasks/server';
import { isFinal, TASK_STATUSES } from '@task-queue/contracts';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const WAIT_BUCKETS_S = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800];
const REQUEST_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const RUN_BUCKETS_S = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800, 7_200];
/** An object, so that none is forgotten. */
const OUTCOMES = Object.keys({
  completed: true,
  failed: true,
  retrying: true,
  interrupted: true,
  stopped: true,
  abandoned: true,
  'given up': true,
} satisfies Record<AttemptEnding, true>);
const FINAL_STATUSES = TASK_STATUSES.filter(isFinal);

/** What Prometheus reads of this process. */
@Injectable()
export class Metrics implements TaskObserver {
  readonly #registry = new Registry();
  /** Of what Redis has to be asked. */
  readonly #queueRegistry = new Registry();
  readonly #waited = new Histogram({
    name: 'tasks_wait_seconds',
    help: 'From creation, or run time, to first start, by type',
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
  /** Types of which attempts have begun. */
  readonly #types = new Set<string>();
  readonly #waiting = new Gauge({
    name: 'tasks_lane_waiting',
    help: 'Tickets waiting, by lane',
    labelNames: ['lane'],
    registers: [this.#queueRegistry],
  });
  readonly #oldest = new Gauge({
    name: 'tasks_lane_oldest_wait_seconds',
    help: 'How long the ticket that is next has been in line, by lane',
    labelNames: ['lane'],
    registers: [this.#queueRegistry],
  });
  readonly #delayed = new Gauge({
    name: 'tasks_delayed',
    help: 'Pending tasks that wait for their run time or their backoff',
    registers: [this.#queueRegistry],
  });
  readonly #due = new Gauge({
    name: 'tasks_due',
    help: 'Pending tasks whose time has come and that no worker has taken up yet',
    registers: [this.#queueRegistry],
  });
  readonly #workers = new Gauge({
    name: 'tasks_workers',
    help: 'Workers attached, of all processes',
    registers: [this.#queueRegistry],
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
  readonly #redisUp = new Gauge({
    name: 'tasks_redis_up',
    help: 'Whether Redis answers this process; what it has to be asked is left out while it does not',
    registers: [this.#registry],
  });
  readonly #damaged = new Gauge({
    name: 'tasks_damaged_records',
    help: 'Tasks this process found whose record is gone or cannot be read; they are taken off the lists',
    registers: [this.#registry],
  });
  readonly #memory = new Gauge({
    name: 'tasks_redis_memory_bytes',
    help: 'Memory that Redis uses, and may use at most (left out where nothing bounds it)',
    labelNames: ['what'],
    registers: [this.#queueRegistry],
  });
  readonly #finished = new Gauge({
    name: 'tasks_finished_bytes',
    help: 'Memory that records and logs of finished tasks take, by status, as retention counts it',
    labelNames: ['status'],
    registers: [this.#queueRegistry],
  });
  readonly #lag = new Gauge({
    name: 'tasks_event_log_lag_seconds',
    help: 'How far this process is behind the event log',
    registers: [this.#queueRegistry],
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
    if (!this.#types.has(type)) {
      this.#types.add(type);
      // From 0 on: `increase` knows nothing of what a series had when it was first seen.
      OUTCOMES.forEach((outcome) => this.#attempts.inc({ type, outcome }, 0));
    }
    if (waitedMs !== null) {
      this.#waited.observe({ type }, waitedMs / 1000);
    }
  }

  attemptEnded({ type, outcome, tookMs }: Parameters<TaskObserver['attemptEnded']>[0]): void {
    this.#ran.observe({ type }, tookMs / 1000);
    this.#attempts.inc({ type, outcome });
  }

  /** Everything, in Prometheus' text format; while Redis is away, what this process knows by itself. */
  async read(gauges: TasksGauges): Promise<{ readonly contentType: string; readonly text: string }> {
    const isUp = await this.#askRedis(gauges);
    this.#redisUp.set(Number(isUp));
    this.#sockets.set(gauges.sockets() ?? 0);
    this.#damaged.set(gauges.damagedRecords());
    const own = await this.#registry.metrics();
    const text = isUp ? own + (await this.#queueRegistry.metrics()) : own;
    return { contentType: this.#registry.contentType, text };
  }

  /** @returns whether Redis answered */
  async #askRedis(gauges: TasksGauges): Promise<boolean> {
    try {
      const [lanes, { delayed, due }, workers, lagMs] = await Promise.all([
        gauges.lanes(),
        gauges.ticketless(),
        gauges.workers(),
        gauges.eventLogLagMs(),
        ...FINAL_STATUSES.map(async (status) => this.#finished.set({ status }, await gauges.finishedBytes(status))),
      ]);
      for (const { lane, waiting, oldestWaitMs } of lanes) {
        this.#waiting.set({ lane }, waiting);
        this.#oldest.set({ lane }, oldestWaitMs / 1000);
      }
      this.#delayed.set(delayed);
      this.#due.set(due);
      this.#workers.set(workers);
      const { usedBytes, limitBytes } = gauges.room();
      this.#memory.set({ what: 'used' }, usedBytes);
      if (limitBytes !== null) {
        this.#memory.set({ what: 'limit' }, limitBytes);
      }
      this.#lag.set((lagMs ?? 0) / 1000);
      return true;
    } catch (error) {
      if (error instanceof StoreUnavailableError) {
        return false;
      }
      throw error;
    }
  }
}
