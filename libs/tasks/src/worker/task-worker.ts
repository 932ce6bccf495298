import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EventLog, LogTrimming } from '@task-queue/event-log';
import { ARTIFACT_STORAGE, type ArtifactStorage } from '../artifacts/artifact-storage.js';
import { deploymentMark } from '../artifacts/deployment-mark.js';
import { NeededFiles } from '../duties/needed-files.js';
import { TaskRegistry } from '../handlers/task-registry.js';
import { FormatMigration, isFull, Lease, RedisConnections } from '@task-queue/redis';
import { AttemptStore } from '../attempts/attempt-store.js';
import { TaskStore } from '../life/task-store.js';
import { FinishedFilling } from '../finished/finished-filling.js';
import { FinishedOrder } from '../finished/finished-order.js';
import { TaskKeys } from '../record/keys.js';
import { scriptRunner } from '../scripts/scripts.js';
import { tasksFormat } from '../format/tasks-format.js';
import { tasksSteps } from '../format/tasks-steps.js';
import { TermFiling } from '../index/term-filing.js';
import { DEFAULT_LEASE_MS, redisPlaceOf, TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { HostCallbacks } from '../attempts/host-callbacks.js';
import { AttemptBoard } from '../attempts/blocked-loop/attempt-board.js';
import { LeaseThread } from '../attempts/blocked-loop/lease-thread.js';
import { LoopWatch } from '../attempts/blocked-loop/loop-watch.js';
import { ThrottledLog } from '../domain/throttled-log.js';
import { LaneConsumer } from '../lanes/lane-consumer.js';
import { reopenLane } from '../lanes/lanes.module.js';
import { DueTickets } from '../lanes/due-tickets.js';
import { Duty, type DutyWork } from '../duties/duty.js';
import { EventLogTrimming } from '../duties/event-log-trimming.js';
import { LostAttempts } from '../duties/lost-attempts.js';
import { Migration } from '../duties/migration.js';
import { OrphanSweep } from '../duties/orphan-sweep.js';
import { Rescue } from '../lanes/rescue.js';
import { OverdueStops } from '../stop/overdue-stops.js';
import { Retention } from '../duties/retention.js';
import { TicketAudit } from '../duties/ticket-audit.js';
import { Heartbeat } from './heartbeat.js';
import { WorkerReports } from './worker-report.js';
import { unwatchStrayErrors, watchStrayErrors } from '../attempts/stray-errors.js';
import { DeclaredSchedules } from '../schedules/declared/declared-schedules.js';
import { ScheduleStore } from '../schedules/schedule-store.js';
import { ScheduleTicker, tickerPartsOf } from '../schedules/schedule-ticker.js';
import { tellZoneData } from '../schedules/zone-data.js';
import { ScheduleTicks } from '../schedules/schedule-ticks.js';
import { giveTicketBack, takeTicket, TaskProcessor } from '../lanes/task-processor.js';
import { LANES, TaskQueue } from '../lanes/task-queue.js';
import { SecretParams } from '../secrets/secret-params.js';
import { TaskRunner } from '../attempts/task-runner.js';
import { WaitingRoom } from '../waiting/waiting-room.js';
import { WorkerChannel, type WorkerMessage } from './worker-channel.js';
import { WorkerRoster } from './worker-roster.js';
import type { WorkerService } from '../domain/worker-service.js';

const DEFAULT_CONCURRENCY = { high: 8, normal: 8, low: 4 } as const;
const DEFAULT_SHUTDOWN_GRACE_MS = 10_000;

/** How often it is looked whether the event loop turns, in milliseconds, and so often at least in a lease. */
const LOOP_LOOK_MS = 250;
const LOOP_LOOKS_A_LEASE = 20;

/** Room on the board for what runs besides the lanes. */
const SPARE_SLOTS = 20;

/**
 * A process' worker: lanes, runner and duties, begun when the application has bootstrapped (so that every handler is
 * registered) and drained while its modules are destroyed (so that its connections still stand).
 */
@Injectable()
export class TaskWorker implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log: ThrottledLog;
  /** In the order of their start; they are stopped the other way round. */
  readonly #services: readonly WorkerService[];

  constructor(
    @Inject(TASKS_OPTIONS) options: TasksModuleOptions,
    @Inject(ARTIFACT_STORAGE) artifacts: ArtifactStorage,
    { persistent, clock, watch }: RedisConnections,
    queue: TaskQueue,
    registry: TaskRegistry,
    tasks: TaskStore,
    secrets: SecretParams,
  ) {
    const logger = new Logger(TaskWorker.name);
    const log = (this.#log = new ThrottledLog(logger, isFull)); // that Redis is full is told by whoever watches it
    const place = redisPlaceOf(options);
    const { prefix } = place;
    const leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
    const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
    const name = `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`;
    const store = new AttemptStore(persistent, clock, prefix, name, leaseMs);
    const slots = LANES.reduce((sum, lane) => sum + concurrency[lane], 0);
    const board = new AttemptBoard(2 * slots + SPARE_SLOTS); // a consumer that was replaced ends what it has begun
    const runner = new TaskRunner({
      store,
      registry,
      artifacts,
      board,
      host: new HostCallbacks(options, log),
      secrets,
      clock,
      logger,
      log,
      random: Math.random,
    });
    const consumers = LANES.map(
      (lane) =>
        new LaneConsumer({
          lane,
          queue: queue.lanes[lane],
          slots: concurrency[lane],
          reopen: () => reopenLane(lane, options),
          // A Redis at its limit hands out nothing, whoever asks.
          waiting: async () => (watch.isAtLimit ? 0 : queue.waiting(lane)),
          take: (job) => takeTicket(runner, job),
          giveBack: (job) => giveTicketBack(store, job),
          logger,
          log,
        }),
    );
    const schedules = new ScheduleStore(persistent, clock, prefix);
    const ticker = new ScheduleTicker(tickerPartsOf(schedules, registry, secrets, options));
    const locale = options.defaultLocale ?? 'zh-CN';
    const roster = new WorkerRoster(persistent, clock, prefix);
    const lookMs = Math.min(LOOP_LOOK_MS, leaseMs / LOOP_LOOKS_A_LEASE);
    const duties: readonly DutyWork[] = [
      new LostAttempts(store, registry, leaseMs),
      new OverdueStops(store),
      new TicketAudit(store),
      new Retention(tasks, artifacts, clock, options.retention ?? {}, log),
      new OrphanSweep({
        inventory: artifacts.inventory,
        needed: new NeededFiles(persistent, prefix),
        deployment: async () => deploymentMark(await tasks.secret()),
        logger,
      }),
      new EventLogTrimming(new LogTrimming(persistent, new EventLog(persistent, prefix), prefix)),
      new FinishedFilling(new FinishedOrder(persistent, new TaskKeys(prefix), scriptRunner(persistent, clock, prefix))),
      new Migration(
        new FormatMigration(
          persistent,
          prefix,
          tasksFormat(prefix),
          tasksSteps(new TermFiling(persistent, clock, prefix)),
          (line) => logger.log(line),
        ),
      ),
    ];
    const slotsNow = (): number[] => consumers.map((consumer) => consumer.slots);
    const identity = { host: hostname(), process: process.pid, version: options.version ?? null, leaseMs };
    const heartbeat = new Heartbeat(store, runner, roster, leaseMs, slotsNow, log);
    this.#services = [
      { start: watchStrayErrors, stop: unwatchStrayErrors },
      new LoopWatch(board, runner, clock, lookMs, logger),
      new LeaseThread({ board, place, leaseMs, worker: name, lookMs }, log),
      new WorkerChannel(place, name, (message) => tellRunner(runner, message), log),
      heartbeat,
      new WorkerReports(name, roster, runner, consumers, identity, clock, log),
      new DueTickets(store, log),
      { start: () => tellZoneData(logger, clock.nowMs()), stop: () => undefined },
      new ScheduleTicks(schedules, ticker, log),
      new DeclaredSchedules({ store: schedules, ticker, registry, secrets, locale, logger }, log),
      new WaitingRoom(store, consumers, () => heartbeat.beat(), log),
      allOf(
        duties.map((work) => new Duty(work, new Lease(persistent, `${prefix}:duty:${work.name}`, work.heldMs), log)),
      ),
      new TaskProcessor(consumers, runner, options.shutdownGraceMs ?? DEFAULT_SHUTDOWN_GRACE_MS, log),
      new Rescue(store, runner, registry, watch, log),
    ];
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const service of this.#services) {
      await service.start();
    }
  }

  /** One that cannot be stopped keeps no other from being stopped. */
  async onModuleDestroy(): Promise<void> {
    for (const service of this.#services.toReversed()) {
      try {
        await service.stop();
      } catch (error) {
        this.#log.warn('Stopping a part of this worker', error);
      }
    }
  }
}

function tellRunner(runner: TaskRunner, message: WorkerMessage): void {
  const attempt = { taskId: message.taskId, number: message.attempt };
  switch (message.kind) {
    case 'givenUp':
      return runner.giveUp([attempt]);
    case 'stop':
      return runner.stop(attempt, message.stop);
    case 'abandoned':
      return runner.giveUp([{ ...attempt, stop: message.stop }]);
  }
}

/** Services that know nothing of each other, started and stopped at once. */
function allOf(services: readonly WorkerService[]): WorkerService {
  return {
    start: async () => void (await Promise.all(services.map(async (service) => service.start()))),
    stop: async () => void (await Promise.all(services.map(async (service) => service.stop()))),
  };
}
