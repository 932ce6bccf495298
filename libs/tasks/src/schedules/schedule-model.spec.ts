import { expect, jest, test } from '@jest/globals';
import { MISSED_POLICIES, OVERLAP_POLICIES, type ScheduleTiming } from '@task-queue/contracts';
import fc from 'fast-check';
import { PlainSchedule, type PlainPlan, type PlainTiming } from '../../testing/schedule-simulation.js';
import {
  keepSchedule,
  schedules,
  serviceOf,
  tasksOfSchedule,
  ticksOf,
  ticksOfSchedule,
} from '../../testing/schedules.js';
import { attempts, clock, FAILURE, owner, storesForAll } from '../../testing/stores.js';

storesForAll();
jest.setTimeout(120_000);

const MINUTE_MS = 60_000;
const CLAIM_MS = 2_000;
const KEPT = 50;
const OPTIONS = { locale: 'en', requestId: 'model' } as const;

/** What happens to a schedule. */
type Step =
  | { readonly kind: 'pass'; readonly ms: number; readonly workers: number }
  | { readonly kind: 'end'; readonly which: number; readonly hasFailed: boolean }
  | { readonly kind: 'change'; readonly change: Partial<PlainPlan> }
  | { readonly kind: 'pause' | 'resume' | 'run' | 'die' | 'repeat' };

const timing = (nowMs: number): fc.Arbitrary<PlainTiming> =>
  fc.oneof(
    fc.record({
      kind: fc.constant('every' as const),
      minutes: fc.integer({ min: 1, max: 4 }),
      anchorAt: fc.constant(nowMs),
    }),
    fc.record({
      kind: fc.constant('cron' as const),
      minutesOfHour: fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 8, maxLength: 30 }),
    }),
  );

const plan = (nowMs: number): fc.Arbitrary<PlainPlan> =>
  fc.record({
    timing: timing(nowMs),
    endsAt: fc.integer({ min: 20, max: 200 }).map((minutes) => nowMs + minutes * MINUTE_MS),
    missed: fc.constantFrom(...MISSED_POLICIES),
    missedWithinMs: fc.constantFrom(0, 90_000, 3_600_000),
    overlap: fc.constantFrom(...OVERLAP_POLICIES),
    pauseAfterFailures: fc.constantFrom(null, 1, 2),
  });

const step = (nowMs: number): fc.Arbitrary<Step> => {
  const kind = <Kind extends string>(name: Kind) => fc.constant(name);
  const change = fc.oneof(
    fc.record({ timing: timing(nowMs) }),
    fc.record({ missed: fc.constantFrom(...MISSED_POLICIES) }),
    fc.record({ overlap: fc.constantFrom(...OVERLAP_POLICIES) }),
  );
  const pass = fc.record({
    kind: kind('pass'),
    ms: fc.oneof(
      fc.constantFrom(1, 5_000, 29_999, MINUTE_MS, 2 * MINUTE_MS),
      fc.integer({ min: 1, max: 5 * MINUTE_MS }),
    ),
    workers: fc.integer({ min: 0, max: 3 }),
  });
  const end = fc.record({ kind: kind('end'), which: fc.nat(9), hasFailed: fc.boolean() });
  return fc.oneof(
    { weight: 6, arbitrary: pass },
    { weight: 3, arbitrary: end },
    { weight: 1, arbitrary: fc.record({ kind: kind('change'), change }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('pause', 'resume', 'run', 'die', 'repeat') }) },
  );
};

/** Ticks that are to be made up for wait for the task of the one before when the schedule gets other times. */
const RETIMED: [PlainPlan, Step[]] = [
  {
    timing: { kind: 'cron', minutesOfHour: [0, 1, 2, 3, 4, 5, 6, 7] },
    ...{ endsAt: Date.parse('2030-05-01T11:00:00Z'), missed: 'all', missedWithinMs: 3_600_000, overlap: 'skip' },
    pauseAfterFailures: null,
  },
  [
    { kind: 'pass', ms: 3 * MINUTE_MS, workers: 0 },
    { kind: 'change', change: { timing: { kind: 'cron', minutesOfHour: [0, 28, 1, 2, 8, 3, 4, 5] } } },
  ],
];

/** Other times that begin after the end. */
const NONE_LEFT: [PlainPlan, Step[]] = [
  {
    timing: { kind: 'every', minutes: 1, anchorAt: Date.parse('2030-05-01T10:00:00Z') },
    ...{ endsAt: Date.parse('2030-05-01T10:20:00Z'), missed: 'skip', missedWithinMs: 0, overlap: 'skip' },
    pauseAfterFailures: null,
  },
  [
    { kind: 'pass', ms: 2 * MINUTE_MS, workers: 0 },
    { kind: 'change', change: { timing: { kind: 'cron', minutesOfHour: [0, 1, 2, 21] } } },
  ],
];

let people = 0;

const timingOf = (plain: PlainTiming): Omit<ScheduleTiming, 'timeZone'> =>
  plain.kind === 'every'
    ? { everyMs: plain.minutes * MINUTE_MS, anchor: new Date(plain.anchorAt).toISOString() }
    : { cron: `${plain.minutesOfHour.join(',')} * * * *` };

test('whatever happens to a schedule, its ticks become what a plain simulation says', async () => {
  clock.timeMs = Date.parse('2030-05-01T10:00:00Z');
  const baseMs = clock.nowMs();
  const service = serviceOf();
  const steps = fc.array(step(baseMs), { minLength: 4, maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(plan(baseMs), steps, async (begun, happening) => {
      clock.timeMs = baseMs;
      const name = `${owner}-${(people += 1)}`; // one person's tasks that wait are limited
      const person = { id: name, username: name, roles: ['user'] as const };
      const { timing: plain, endsAt, missed, missedWithinMs, overlap, pauseAfterFailures } = begun;
      const { everyMs, cron } = timingOf(plain);
      const id = await keepSchedule({
        ...(cron ? { cron } : { everyMs: everyMs!, anchorAt: baseMs }),
        ...{ endsAt, missed, missedWithinMs, overlap, createdBy: person },
        ...(pauseAfterFailures === null ? {} : { pauseAfterFailures }),
      });
      const model = new PlainSchedule(begun, baseMs);
      let runs = 0;
      for (const one of happening) {
        const nowMs = clock.nowMs();
        switch (one.kind) {
          case 'pass':
            clock.advance(one.ms);
            await Promise.all(Array.from({ length: one.workers }, () => ticksOf().look()));
            if (one.workers > 0) {
              model.look(clock.nowMs());
            }
            break;
          case 'end': {
            const open = model.started.flatMap((at, i) => (model.isOver[i] ? [] : [[at, i] as const]));
            const [at, index] = open[one.which % Math.max(open.length, 1)] ?? [];
            const taskId = (await ticksOfSchedule(id)).find((tick) => Date.parse(tick.at) === at)?.taskId;
            if (index !== undefined && taskId) {
              const started = (await attempts.start({ taskId, number: 1 }))!;
              await (one.hasFailed ? attempts.fail(started, FAILURE) : attempts.complete(started, '1', null, null));
              model.ended(index, one.hasFailed, nowMs);
            }
            break;
          }
          case 'change':
            if (one.change.overlap === undefined || !model.isWaiting) {
              const { timing: other, missed: missing, overlap: overlapping } = one.change;
              const isRefused = other !== undefined && (model.next() === Infinity || model.hasNoneLeft(nowMs, other));
              if (!isRefused) {
                const given = { ...(missing && { missed: missing }), ...(overlapping && { overlap: overlapping }) };
                await service.change(person, id, { ...given, ...(other && timingOf(other)) });
                model.change(nowMs, one.change);
              }
            }
            break;
          case 'repeat':
            await service.change(person, id, timingOf(model.plan.timing));
            model.change(nowMs, {});
            break;
          case 'pause':
            await service.pause(person, id);
            model.pause(nowMs);
            break;
          case 'resume':
            await service.resume(person, id);
            model.resume(nowMs);
            break;
          case 'run':
            await service.run(person, id, OPTIONS);
            runs += 1;
            break;
          case 'die':
            await schedules().claimDue(100, CLAIM_MS);
            model.claimed(nowMs, CLAIM_MS);
            break;
        }
        const stored = (await schedules().get(id))!;
        expect([stored.next ?? Infinity, stored.pausedBecause]).toEqual([model.next(), model.paused]);
      }
      expect(await tasksOfSchedule(id)).toHaveLength(model.started.length + runs);
      const ticks = (await ticksOfSchedule(id)).map(({ at, outcome }) => `${at} ${outcome}`).sort();
      const simulated = [...model.outcomes].map(([at, outcome]) => `${new Date(at).toISOString()} ${outcome}`).sort();
      const isWhole = simulated.length <= KEPT;
      expect(isWhole ? ticks : null).toEqual(isWhole ? simulated : null);
      await schedules().remove((await schedules().get(id))!);
    }),
    { numRuns: 40, examples: [RETIMED, NONE_LEFT] },
  );
});
