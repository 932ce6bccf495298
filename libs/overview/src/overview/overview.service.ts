import { Injectable } from '@nestjs/common';
import {
  may,
  type Overview,
  type OverviewLane,
  type OverviewQuery,
  type OverviewStep,
  type OverviewWindow,
  type SlowType,
} from '@task-queue/contracts';
import { RedisConnections } from '@task-queue/redis';
import type { TaskIdentity } from '@task-queue/tasks';
import { instant, reachOf, TasksGauges, throwStoreError } from '@task-queue/tasks/server';
import { mergeOf } from '../numbers/histogram.js';
import { Numbers, type StepNumbers } from '../numbers/numbers.js';
import { stepOf, TIERS } from '../numbers/tiers.js';
import { drainOf } from './drain.js';
import { LaneDepths } from './lane-depths.js';
import { percentilesOf } from './percentiles.js';
import { slowestOf, SlowestTypes } from './slowest.js';
import { WINDOWS } from './windows.js';

const NO_DEPTH = { high: null, normal: null, low: null } as const;

/** How tasks do: everybody's, or one's own. */
@Injectable()
export class OverviewService {
  constructor(
    private readonly numbers: Numbers,
    private readonly depths: LaneDepths,
    private readonly slowest: SlowestTypes,
    private readonly gauges: TasksGauges,
    private readonly redis: RedisConnections,
  ) {}

  /** @throws ProblemError FORBIDDEN */
  async read(identity: TaskIdentity, { window = '24h', type }: OverviewQuery): Promise<Overview> {
    const owner = reachOf(identity, 'tasks:read');
    const hasLanes = owner === null && may(identity, 'lanes:read');
    const { tier, of, steps: count } = WINDOWS[window];
    const { stepMs } = TIERS[tier];
    const first = Math.floor(stepOf(tier, this.redis.clock.nowMs()) / of) * of - (count - 1) * of;
    const series =
      owner === null ? (type === undefined ? 'all' : (`type:${type}` as const)) : (`owner:${owner}` as const);
    const [read, slowest, gaps, lanes] = await Promise.all([
      this.numbers.read(series, tier, first, count * of, type),
      type === undefined ? this.#slowest(owner, window) : [],
      this.numbers.gapsFrom(first * stepMs),
      hasLanes ? this.#lanes() : [],
    ]).catch(throwStoreError);
    const steps = Array.from({ length: count }, (_, i) =>
      stepAt((first + i * of) * stepMs, read.slice(i * of, (i + 1) * of), hasLanes),
    );
    const run = mergeOf(read.map((step) => step.run));
    return {
      steps,
      wait: percentilesOf(read.map(({ wait }) => wait)),
      run: percentilesOf([run]),
      slowest: type === undefined ? slowest : slowestOf([[type, run]]),
      lanes,
      gaps: gaps.map(({ fromMs, toMs }) => ({
        from: instant(Math.max(fromMs, first * stepMs)),
        to: instant(toMs),
      })),
    };
  }

  #slowest(owner: string | null, window: OverviewWindow): Promise<readonly SlowType[]> {
    return owner === null ? this.slowest.ofAll(window) : this.slowest.ofOwner(owner, window);
  }

  async #lanes(): Promise<readonly OverviewLane[]> {
    const nowMs = this.redis.clock.nowMs();
    const lanes = await this.gauges.laneStates();
    return Promise.all(
      lanes.map(async ({ lane, pause, waiting, oldestWaiting, running, slots }) => {
        const drain = drainOf(await this.depths.looksAt(lane), waiting);
        return {
          lane,
          pause,
          waiting,
          oldestWaitingMs: oldestWaiting === null ? 0 : Math.max(0, nowMs - Date.parse(oldestWaiting)),
          running,
          slots,
          drain:
            drain === null || drain === 'growing'
              ? drain
              : { from: instant(nowMs + drain.fromMs), to: instant(nowMs + drain.toMs) },
        };
      }),
    );
  }
}

function stepAt(atMs: number, parts: readonly StepNumbers[], hasLanes: boolean): OverviewStep {
  const sum = (kind: keyof StepNumbers['counts']): number =>
    parts.reduce((total, { counts }) => total + counts[kind], 0);
  const looks = hasLanes ? parts.flatMap(({ depth }) => depth ?? []) : [];
  const average = (lane: 'high' | 'normal' | 'low'): number =>
    Math.round(looks.reduce((total, depth) => total + depth[lane], 0) / looks.length);
  return {
    at: instant(atMs),
    created: sum('created'),
    completed: sum('completed'),
    failed: sum('failed'),
    cancelled: sum('cancelled'),
    retried: sum('retried'),
    wait: percentilesOf(parts.map(({ wait }) => wait)),
    run: percentilesOf(parts.map(({ run }) => run)),
    waiting: looks.length === 0 ? NO_DEPTH : { high: average('high'), normal: average('normal'), low: average('low') },
  };
}
