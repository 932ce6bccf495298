import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { UsageError } from '../lib/commands.ts';
import type { TestCount } from '../lib/test-counts.ts';
import { Fleet } from './fleet.ts';
import { Random } from './random.ts';
import type { Counts, Scenario } from './scenario.ts';
import { cutWorker } from './scenarios/cut-worker.ts';
import { fullRedis } from './scenarios/full-redis.ts';
import { killedApi } from './scenarios/killed-api.ts';
import { killedGroups } from './scenarios/killed-groups.ts';
import { killedRedis } from './scenarios/killed-redis.ts';
import { killedWorkers } from './scenarios/killed-workers.ts';
import { pausedRedis } from './scenarios/paused-redis.ts';
import { limitedWorkers } from './scenarios/limited-workers.ts';
import { pausedLanes } from './scenarios/paused-lanes.ts';
import { poison } from './scenarios/poison.ts';
import { races } from './scenarios/races.ts';
import { restartedWorkers } from './scenarios/restarted-workers.ts';
import { scheduleRedisKilled, scheduleWorkersKilled } from './scenarios/schedules-under-fire.ts';

const SCENARIOS: readonly Scenario[] = [
  killedWorkers,
  killedRedis,
  pausedRedis,
  cutWorker,
  killedApi,
  fullRedis,
  races,
  poison,
  restartedWorkers,
  limitedWorkers,
  pausedLanes,
  killedGroups,
  scheduleWorkersKilled,
  scheduleRedisKilled,
];

/** How many scenarios there are. */
export const SCENARIO_COUNT = SCENARIOS.length;

/** The product's own lease in the full form; in the short one a lease that a machine in a hurry can wait for. */
const LEASE_MS = { full: 15_000, short: 3_000 } as const;

/** Under the ten seconds after which a process that was asked to end is ended by force. */
const GRACE_MS = 2_000;

/** What {@link runChaos} takes. */
export interface ChaosOptions {
  readonly isShort: boolean;
  /** What random choices follow from; printed, so that a run can be repeated. */
  readonly seed: number;
  /** Numbers of scenarios, from 1. @default all */
  readonly only?: readonly number[];
}

/** Builds the program, lets every scenario loose on it, prints a line each; how many kept their promises. */
export async function runChaos({ isShort, seed, only }: ChaosOptions): Promise<TestCount> {
  build();
  const numbers = only ?? SCENARIOS.map((_, index) => index + 1);
  const random = new Random(seed);
  const count = { passed: 0, failed: 0 };
  let fleet: Fleet | undefined;
  const stop = (): void => void fleet?.stop().finally(() => process.exit(1));
  process.on('SIGINT', stop).on('SIGTERM', stop);
  console.log(`Under fire, ${isShort ? 'short' : 'full'} form, seed ${seed}`);
  try {
    for (const number of numbers) {
      const scenario = SCENARIOS[number - 1]!;
      if (fleet === undefined) {
        fleet = await Fleet.start({ leaseMs: isShort ? LEASE_MS.short : LEASE_MS.full, graceMs: GRACE_MS });
      } else {
        await fleet.mend();
      }
      const isKept = await runScenario(scenario, number, fleet, random, isShort);
      count[isKept ? 'passed' : 'failed'] += 1;
      if (!isShort || !isKept) {
        await fleet.stop(!isKept); // the next one begins with processes that nothing ever happened to
        fleet = undefined;
      }
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await fleet?.stop();
  }
  return count;
}

/** Runs one scenario and prints what it counted and which promises were broken. */
async function runScenario(
  scenario: Scenario,
  number: number,
  fleet: Fleet,
  random: Random,
  isShort: boolean,
): Promise<boolean> {
  const broken: string[] = [];
  const startedMs = Date.now();
  let counts: Counts = {};
  try {
    const promise = (holds: boolean, what: string): void => void (holds || broken.push(what));
    counts = await scenario.run({ fleet, random, isShort, promise });
  } catch (error) {
    broken.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const seconds = Math.round((Date.now() - startedMs) / 1000);
  const text = Object.entries(counts).map(([name, value]) => `${name} ${value}`);
  console.log(`${broken.length === 0 ? '✓' : '✗'} ${number} ${scenario.name} (${seconds} s): ${text.join(', ')}`);
  for (const what of broken) {
    console.log(`    ${what}`);
  }
  if (broken.length > 0) {
    console.log(`    what everybody printed, and the journal: ${fleet.dir}`);
  }
  return broken.length === 0;
}

function build(): void {
  const rolldown = join('node_modules', 'rolldown', 'bin', 'cli.mjs');
  const args = [rolldown, '-c', 'apps/api/rolldown.chaos.config.mjs'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new UsageError(`${stderr}\nThe program could not be built, see above.`);
  }
}
