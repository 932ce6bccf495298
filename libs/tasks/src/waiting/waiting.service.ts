import { Injectable } from '@nestjs/common';
import type { LocalizedText, Locale, Task, TaskWaiting, TimeRange, WaitingReason } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { inLocale } from '../domain/in-locale.js';
import { instant } from '../record/codec.js';
import { TasksService } from '../tasks.service.js';
import { RedisConnections } from '@task-queue/redis';
import { endEstimate, startEstimate, type Estimate } from './estimate.js';
import { RunTimes } from './run-times.js';
import { ControlStore, shownPause, type StoredPause, type WaitingFacts } from './control-store.js';

const WAYS_OUT = {
  paused: { zh: '请管理员恢复，或等到暂停结束', en: 'Ask an administrator to resume it, or wait until the pause ends' },
  noWorker: { zh: '请管理员启动执行进程', en: 'Ask an administrator to start a worker' },
} as const satisfies Record<string, LocalizedText>;

/** Why tasks wait. */
@Injectable()
export class WaitingService {
  constructor(
    private readonly tasks: TasksService,
    private readonly store: ControlStore,
    private readonly runTimes: RunTimes,
    private readonly redis: RedisConnections,
  ) {}

  /** @throws ProblemError TASK_NOT_FOUND, also for somebody else's task */
  async waiting(identity: TaskIdentity, id: string, locale: Locale): Promise<TaskWaiting> {
    const task = await this.tasks.get(identity, id);
    const facts = await this.store.why(task.id);
    if (facts === null) {
      throw new ProblemError('TASK_NOT_FOUND');
    }
    return {
      reasons: facts.status === 'pending' ? reasonsOf(facts, locale) : [],
      ahead: facts.isExact ? facts.ahead : rounded(facts.ahead),
      eta: await this.#eta(task, facts),
    };
  }

  /** When a task that waits for nothing but a slot starts, or one that runs without telling its progress ends. */
  async #eta({ progress, startedAt }: Task, facts: WaitingFacts): Promise<TimeRange | null> {
    const nowMs = this.redis.clock.nowMs();
    const { lane, type, status, ahead } = facts;
    let estimate: Estimate | null = null;
    if (status === 'running' && progress === 0 && startedAt !== null) {
      estimate = endEstimate(await this.runTimes.ofType(type), nowMs - Date.parse(startedAt));
    } else if (status === 'pending' && waitsForSlot(facts)) {
      const [times, load] = await Promise.all([this.runTimes.ofLane(lane), this.store.loadOf(lane)]);
      estimate = startEstimate(times, { ahead, ...load });
    }
    return estimate && { from: instant(nowMs + estimate.fromMs), to: instant(nowMs + estimate.toMs) };
  }
}

/** Whether it waits for its turn in its lane, which is at work. */
function waitsForSlot({ place, lanePause, typePause, hasWorker }: WaitingFacts): boolean {
  return (place === 'room' || place === 'lane') && !lanePause && !typePause && hasWorker;
}

function reasonsOf(facts: WaitingFacts, locale: Locale): WaitingReason[] {
  const { lane, type, lanePause, typePause, place, gate } = facts;
  const isDue = place === 'due';
  const isLimited = gate?.key !== undefined && !typePause;
  return [
    ...(isDue ? [whenDue(facts)] : []),
    ...(lanePause ? [paused(lanePause, { lane }, locale)] : []),
    ...(typePause ? [paused(typePause, { type }, locale)] : []),
    ...(facts.hasWorker ? [] : [{ code: 'NO_WORKER', wayOut: inLocale(WAYS_OUT.noWorker, locale) } as const]),
    ...(isLimited ? [limited(gate)] : []),
    ...(isDue || isLimited || (place === 'gate' && typePause) || lanePause || !facts.hasWorker ? [] : [inLine(facts)]),
  ];
}

function whenDue({ runAt, retryCount }: WaitingFacts): WaitingReason {
  return { code: retryCount > 0 ? 'BACKOFF' : 'SCHEDULED', ...(runAt === undefined ? {} : { until: instant(runAt) }) };
}

function paused(stored: StoredPause, what: Readonly<Record<string, string>>, locale: Locale): WaitingReason {
  const { until, reason } = shownPause(stored);
  return {
    code: 'PAUSED',
    ...(until === null ? {} : { until }),
    params: { ...what, ...(reason === null ? {} : { reason }) },
    wayOut: inLocale(WAYS_OUT.paused, locale),
  };
}

function limited({ key = 'none', concurrency, rate, held, opensAt }: NonNullable<WaitingFacts['gate']>): WaitingReason {
  const isFull = concurrency !== undefined && held >= concurrency;
  return rate === undefined || isFull
    ? { code: 'LIMIT', params: { key, ...(concurrency === undefined ? {} : { concurrency }) } }
    : {
        code: 'RATE',
        ...(opensAt === undefined ? {} : { until: instant(opensAt) }),
        params: { key, count: rate.count, perMs: rate.perMs },
      };
}

function inLine({ isFairShare }: WaitingFacts): WaitingReason {
  return { code: isFairShare === true ? 'FAIR_SHARE' : 'QUEUED' };
}

/** To two digits. */
function rounded(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.round(count / unit) * unit;
}
