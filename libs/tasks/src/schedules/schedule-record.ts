import type {
  CreateTaskRequest,
  LastTick,
  Locale,
  MissedPolicy,
  OverlapPolicy,
  Schedule,
  SchedulePause,
  ScheduleTick,
  TaskPriority,
  TaskStatus,
  TickOutcome,
} from '@task-queue/contracts';
import type { TaskIdentity } from '../domain/identity.js';
import { createdAtMs, instant } from '../record/codec.js';
import { dueAtOf, ScheduleTimes, type Timing } from './schedule-times.js';

/** What people set of a schedule, and who owns it: its `d` field. Times are epoch milliseconds. */
export interface ScheduleDefinition extends Timing {
  readonly name: string;
  readonly type: string;
  /** With masks in place of secrets. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Those, sealed. */
  readonly secrets?: string;
  readonly priority?: TaskPriority;
  readonly missed: MissedPolicy;
  readonly missedWithinMs: number;
  readonly overlap: OverlapPolicy;
  readonly jitterMs: number;
  readonly pauseAfterFailures?: number;
  /** With the roles they had when it was last changed. */
  readonly createdBy: TaskIdentity;
  readonly locale: Locale;
  /** Of one that a handler declares: its name there, and what is declared of it. */
  readonly declared?: { readonly as: string; readonly digest: string };
}

/** A schedule as it is kept; `schedule.lua` says what each field is. */
export interface StoredSchedule {
  readonly id: string;
  readonly definition: ScheduleDefinition;
  readonly times: ScheduleTimes;
  readonly version: number;
  readonly pausedBecause: SchedulePause | null;
  readonly next: number | null;
  readonly held: number | null;
  readonly last: StoredTick | null;
}

/** What became of a tick, as it is kept. */
export interface StoredTick {
  readonly at: number;
  readonly outcome: TickOutcome;
  readonly task?: string;
}

/** @throws Error where it cannot be read */
export function decodeSchedule(id: string, fields: Readonly<Record<string, string>>): StoredSchedule {
  const definition = JSON.parse(fields['d'] ?? '') as ScheduleDefinition;
  const number = (name: string): number | null => (fields[name] ? Number(fields[name]) : null);
  return {
    id,
    definition,
    times: new ScheduleTimes(definition),
    version: Number(fields['version']),
    // The scripts write no others.
    pausedBecause: fields['enabled'] === '1' ? null : (fields['pausedBecause'] as SchedulePause),
    next: number('next'),
    held: number('held'),
    last: fields['last'] ? (JSON.parse(fields['last']) as StoredTick) : null,
  };
}

/** The fields that follow from a definition. */
export function encodeDefinition(definition: ScheduleDefinition): Record<string, string> {
  const { name, createdBy, overlap, pauseAfterFailures } = definition;
  return {
    d: JSON.stringify(definition),
    name,
    owner: createdBy.id,
    by: JSON.stringify({ id: createdBy.id, username: createdBy.username }),
    overlap,
    pauseAfter: String(pauseAfterFailures ?? ''),
  };
}

/** What says when its next tick starts. */
type Planned = Pick<StoredSchedule, 'id' | 'definition' | 'times' | 'next'>;

/** When its next tick starts, jitter included; `null` where none is left. */
export function dueAtNext({ id, next, times, definition }: Planned): number | null {
  return next === null ? null : dueAtOf(id, next, times, definition.jitterMs);
}

/** Fields of a definition with its next tick, and when that starts; `null`: none is left. */
export function plannedFields(planned: Planned): {
  readonly fields: Readonly<Record<string, string>>;
  readonly dueAt: number | null;
} {
  const { definition, next } = planned;
  return { fields: { ...encodeDefinition(definition), next: String(next ?? '') }, dueAt: dueAtNext(planned) };
}

/** What a new schedule is kept as. */
export function newSchedule(id: string, definition: ScheduleDefinition, times: ScheduleTimes, nowMs: number) {
  const { fields, dueAt } = plannedFields({ id, definition, times, next: times.nextAfter(nowMs) });
  return { id, before: null, fields: { ...fields, version: '1', enabled: '1' }, dueAt, change: 'created' } as const;
}

/** What its ticks ask for. */
export function requestOf({ type, params, name, priority }: Omit<ScheduleDefinition, 'secrets'>): CreateTaskRequest {
  return { type, params, title: name, ...(priority === undefined ? {} : { priority }) };
}

/** A tick as people see it. */
export function shownTick({ at, outcome, task }: StoredTick): ScheduleTick {
  return { at: instant(at), outcome, taskId: task ?? null };
}

/** A schedule as people see it. @param nextRunAtMs - with its jitter @param lastStatus - of the task of its latest tick */
export function shownSchedule(
  { id, definition, version, pausedBecause, last }: StoredSchedule,
  nextRunAtMs: number | null,
  lastStatus: TaskStatus | null,
): Schedule {
  const { createdBy, anchorAt, startsAt, endsAt, declared, ...others } = definition;
  const { name, type, params, timeZone, missed, missedWithinMs, overlap, jitterMs } = others;
  const at = (ms: number | undefined): string | null => (ms === undefined ? null : instant(ms));
  const lastTick: LastTick | null = last && { ...shownTick(last), taskStatus: lastStatus };
  return {
    id,
    ...{ name, type, params, timeZone, missed, missedWithinMs, overlap, jitterMs },
    priority: others.priority ?? null,
    cron: others.cron ?? null,
    everyMs: others.everyMs ?? null,
    anchor: at(anchorAt),
    startsAt: at(startsAt),
    endsAt: at(endsAt),
    pauseAfterFailures: others.pauseAfterFailures ?? null,
    enabled: pausedBecause === null,
    pausedBecause,
    nextRunAt: pausedBecause === null && nextRunAtMs !== null ? instant(nextRunAtMs) : null,
    lastTick,
    isDeclared: declared !== undefined,
    createdBy: { id: createdBy.id, username: createdBy.username },
    createdAt: instant(createdAtMs(id)),
    version,
  };
}
