import {
  DEFAULT_MISSED_WITHIN_MS,
  splitCron,
  type LocalizedText,
  type ScheduleDraft,
  type ScheduleTiming,
} from '@task-queue/contracts';
import { instantMs, ValidationError, type FieldProblem } from '@task-queue/problems';
import { wrongOfCron } from './cron-fields.js';
import type { ScheduleDefinition } from './schedule-record.js';
import { ScheduleTimes, type Timing } from './schedule-times.js';
import { isTimeZone } from './zone-offset.js';

const ONE_OF_BOTH: LocalizedText = { zh: '必须且只能给出 cron 与 everyMs 之一', en: 'give either cron or everyMs' };
const ONLY_EVERY: LocalizedText = { zh: '只能与 everyMs 一起给出', en: 'can be given together with everyMs only' };
const NO_ZONE: LocalizedText = {
  zh: '必须是 IANA 时区名，例如 Asia/Shanghai',
  en: 'must be a time zone of the IANA database, like Asia/Shanghai',
};
const NOT_AFTER_START: LocalizedText = { zh: '必须晚于 startsAt', en: 'must be after startsAt' };
const NEVER: LocalizedText = { zh: '这样的时间永远不会到来', en: 'is a time that never comes' };
const NONE_LEFT: LocalizedText = { zh: '在此之前不会再执行', en: 'leaves no run before it' };

/**
 * When ticks are, from what somebody gave.
 *
 * @param nowMs - `everyMs` counts from then where nothing else is said; ticks have to come after it
 * @throws ValidationError with one entry a field
 */
export function timingOf(given: ScheduleTiming, nowMs: number): Timing & { readonly times: ScheduleTimes } {
  const { cron, everyMs, timeZone } = given;
  const [startsAt, endsAt, anchor] = [given.startsAt, given.endsAt, given.anchor].map((at) => instantMs(at ?? ''));
  const hasCron = cron !== undefined && cron !== null;
  const hasEvery = everyMs !== undefined && everyMs !== null;
  const wrongCron = hasCron ? wrongOfCron(cron) : null;
  const checks: readonly (readonly [field: string, isWrong: boolean, message: LocalizedText])[] = [
    [hasEvery ? 'everyMs' : 'cron', hasCron === hasEvery, ONE_OF_BOTH],
    ['cron', wrongCron !== null, wrongCron ?? NEVER],
    ['anchor', (anchor ?? null) !== null && !hasEvery, ONLY_EVERY],
    ['timeZone', !isTimeZone(timeZone), NO_ZONE],
    ['endsAt', endsAt !== null && startsAt !== null && endsAt! <= startsAt!, NOT_AFTER_START],
  ];
  requireNone(checks.filter(([, isWrong]) => isWrong).map(([field, , message]) => ({ field, message })));
  const timing: Timing = {
    ...(hasCron ? { cron: splitCron(cron).join(' ') } : {}),
    ...(hasEvery ? { everyMs, anchorAt: anchor ?? startsAt ?? nowMs } : {}),
    timeZone,
    ...((startsAt ?? null) === null ? {} : { startsAt: startsAt! }),
    ...((endsAt ?? null) === null ? {} : { endsAt: endsAt! }),
  };
  const times = new ScheduleTimes(timing);
  if (times.nextAfter(nowMs) === null) {
    const isOver =
      timing.endsAt !== undefined && new ScheduleTimes({ ...timing, endsAt: Infinity }).nextAfter(nowMs) !== null;
    const when = hasEvery ? 'everyMs' : 'cron';
    requireNone([isOver ? { field: 'endsAt', message: NONE_LEFT } : { field: when, message: NEVER }]);
  }
  return { ...timing, times };
}

/** What a draft says besides its times and who owns it, and where it says nothing what is so then. */
export function optionsOf(
  draft: ScheduleDraft,
): Omit<ScheduleDefinition, keyof Timing | 'secrets' | 'createdBy' | 'locale' | 'declared'> {
  const { priority, pauseAfterFailures } = draft;
  return {
    name: draft.name.trim().toWellFormed(),
    type: draft.type,
    params: draft.params ?? {},
    ...(priority === undefined || priority === null ? {} : { priority }),
    missed: draft.missed ?? 'once',
    missedWithinMs: draft.missedWithinMs ?? DEFAULT_MISSED_WITHIN_MS,
    overlap: draft.overlap ?? 'skip',
    jitterMs: draft.jitterMs ?? 0,
    ...(pauseAfterFailures === undefined || pauseAfterFailures === null ? {} : { pauseAfterFailures }),
  };
}

function requireNone(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) {
    throw new ValidationError(problems);
  }
}
