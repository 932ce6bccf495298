import {
  MAX_KEPT_TICKS,
  splitCron,
  type ScheduleChange,
  type ScheduleDraft,
  type ScheduleTiming,
} from '@task-queue/contracts';
import { instantMs } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { instant } from '../record/codec.js';
import { optionsOf, timingOf } from './schedule-draft.js';
import type { ScheduleDefinition, StoredSchedule } from './schedule-record.js';
import type { ScheduleTimes, Timing } from './schedule-times.js';

const TIMING = ['cron', 'everyMs', 'anchor', 'timeZone', 'startsAt', 'endsAt'] as const;

/** A schedule as a change leaves it. */
export interface ChangedSchedule {
  readonly definition: ScheduleDefinition;
  readonly times: ScheduleTimes;
  readonly next: number | null;
  /** Ticks that were still to start something, and are of the plan no more. */
  readonly dropped: readonly number[];
}

/**
 * What a change makes of a schedule. With other times its ticks go on from now, and none that has been comes again; else from
 * where they are.
 *
 * @param handedTo - who owns it from now on; `null` for whoever does
 * @throws ValidationError
 */
export function changed(
  before: StoredSchedule,
  change: ScheduleChange,
  handedTo: TaskIdentity | null,
  nowMs: number,
): ChangedSchedule {
  const { createdBy, locale, declared } = before.definition;
  const isGiven = ([field, value]: readonly [string, unknown]): boolean =>
    value !== undefined && field !== 'version' && field !== 'createdBy';
  const fields: Partial<ScheduleDraft> = Object.fromEntries(Object.entries(change).filter(isGiven));
  const kept = draftOf(before.definition);
  const draft: ScheduleDraft = { ...kept, ...timingBeside(fields), ...fields }; // what is left out stays
  const isRetimed = TIMING.some((field) => meaningOf(field, draft) !== meaningOf(field, kept));
  const from = Math.max(nowMs, before.last?.at ?? 0);
  const { times, ...timing } = isRetimed
    ? timingOf(draft, from)
    : { ...timingIn(before.definition), times: before.times };
  const owned = { createdBy: handedTo ?? createdBy, locale, ...(declared === undefined ? {} : { declared }) };
  return {
    definition: { ...optionsOf(draft), ...timing, ...owned },
    times,
    next: isRetimed ? times.nextAfter(from) : before.next,
    dropped: isRetimed && before.next !== null ? before.times.newest(before.next, nowMs, MAX_KEPT_TICKS) : [],
  };
}

/** Who gives one of cron and interval takes the other away. */
function timingBeside({ cron, everyMs }: Partial<ScheduleTiming>): Partial<ScheduleTiming> {
  if (cron !== undefined && cron !== null) {
    return { everyMs: null, anchor: null };
  }
  return everyMs !== undefined && everyMs !== null ? { cron: null } : {};
}

/** A field of a timing, the same however it is written. */
function meaningOf(field: (typeof TIMING)[number], timing: ScheduleTiming): number | string | null {
  const value = timing[field] ?? null;
  if (typeof value !== 'string') {
    return value;
  }
  return field === 'cron' ? splitCron(value).join(' ') : (instantMs(value) ?? value);
}

/** The times of a definition. */
function timingIn({ timeZone, ...others }: ScheduleDefinition): Timing {
  const { cron, everyMs, anchorAt, startsAt, endsAt } = others;
  const given = Object.entries({ cron, everyMs, anchorAt, startsAt, endsAt }).filter(
    ([, value]) => value !== undefined,
  );
  return { timeZone, ...Object.fromEntries(given) };
}

/** A schedule as it would be asked for. */
function draftOf({ anchorAt, startsAt, endsAt, ...definition }: ScheduleDefinition): ScheduleDraft {
  const { name, type, params, priority, cron, everyMs, timeZone } = definition;
  const { missed, missedWithinMs, overlap, jitterMs, pauseAfterFailures } = definition;
  const at = (ms: number | undefined): string | null => (ms === undefined ? null : instant(ms));
  return {
    ...{ name, type, params, timeZone, missed, missedWithinMs, overlap, jitterMs },
    ...{ priority: priority ?? null, cron: cron ?? null, everyMs: everyMs ?? null },
    ...{ anchor: at(anchorAt), startsAt: at(startsAt), endsAt: at(endsAt) },
    pauseAfterFailures: pauseAfterFailures ?? null,
  };
}
