import { Injectable } from '@nestjs/common';
import type { OverviewWindow, SlowType } from '@task-queue/contracts';
import { RedisConnections } from '@task-queue/redis';
import { mergeOf, type Histogram } from '../numbers/histogram.js';
import { Numbers } from '../numbers/numbers.js';
import { stepOf, TIERS, type Tier } from '../numbers/tiers.js';
import { percentilesOf } from './percentiles.js';

/** How many types are told. */
const MOST = 5;

const MINUTE_MS = 60_000;

/**
 * Which steps a window is read in, the longest that fit in it, for there may be hundreds of types; and how long an answer about
 * everybody is good for.
 */
const READ: Readonly<Record<OverviewWindow, { readonly tier: Tier; readonly steps: number; readonly keptMs: number }>> =
  {
    '1h': { tier: 'tenMinutes', steps: 6, keptMs: MINUTE_MS / 20 },
    '24h': { tier: 'hour', steps: 24, keptMs: MINUTE_MS },
    '7d': { tier: 'sixHours', steps: 28, keptMs: 5 * MINUTE_MS },
    '90d': { tier: 'sixHours', steps: 360, keptMs: 30 * MINUTE_MS },
  };

/** Which types run longest. */
@Injectable()
export class SlowestTypes {
  readonly #answers = new Map<
    OverviewWindow,
    { readonly untilMs: number; readonly types: Promise<readonly SlowType[]> }
  >();

  constructor(
    private readonly numbers: Numbers,
    private readonly redis: RedisConnections,
  ) {}

  /** Of everybody's tasks. */
  async ofAll(window: OverviewWindow): Promise<readonly SlowType[]> {
    const nowMs = this.redis.clock.nowMs();
    const known = this.#answers.get(window);
    if (known !== undefined && nowMs < known.untilMs) {
      return known.types;
    }
    const types = this.#read(window, nowMs);
    this.#answers.set(window, { untilMs: nowMs + READ[window].keptMs, types });
    const forget = (): void => void this.#answers.delete(window);
    types.then((found) => (found.length === 0 ? forget() : undefined), forget); // what is nothing costs nothing to read
    return types;
  }

  /** Of an owner's tasks. */
  async ofOwner(owner: string, window: OverviewWindow): Promise<readonly SlowType[]> {
    const { tier, first, steps } = spanOf(window, this.redis.clock.nowMs());
    return slowestOf([...(await this.numbers.runsByType(owner, tier, first, steps))]);
  }

  async #read(window: OverviewWindow, nowMs: number): Promise<readonly SlowType[]> {
    const { tier, first, steps } = spanOf(window, nowMs);
    const runs: [string, Histogram][] = [];
    for (const type of await this.numbers.typesSince(first * TIERS[tier].stepMs)) {
      const read = await this.numbers.read(`type:${type}`, tier, first, steps);
      runs.push([type, mergeOf(read.map(({ run }) => run))]);
    }
    return slowestOf(runs);
  }
}

/** The types that run longest, of how long the attempts of some took. */
export function slowestOf(runs: readonly (readonly [type: string, run: Histogram])[]): readonly SlowType[] {
  return runs
    .map(([type, run]) => ({
      type,
      count: [...run.values()].reduce((sum, count) => sum + count, 0),
      run: percentilesOf([run]),
    }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.run.p95! - a.run.p95! || b.count - a.count)
    .slice(0, MOST);
}

function spanOf(
  window: OverviewWindow,
  nowMs: number,
): { readonly tier: Tier; readonly first: number; readonly steps: number } {
  const { tier, steps } = READ[window];
  return { tier, first: stepOf(tier, nowMs) - steps + 1, steps };
}
