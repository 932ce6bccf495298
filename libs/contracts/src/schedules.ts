import type { IsoInstant, TaskCreator, TaskPriority, TaskStatus } from './task.js';

/** What becomes of ticks that came while nothing could start them: none is made up for, one is for all, each is. */
export const MISSED_POLICIES = ['skip', 'once', 'all'] as const;

/** One of {@link MISSED_POLICIES}. */
export type MissedPolicy = (typeof MISSED_POLICIES)[number];

/** What becomes of a tick while the task of the one before is not over: it is left out, waits (one does), or starts beside it. */
export const OVERLAP_POLICIES = ['skip', 'queue', 'allow'] as const;

/** One of {@link OVERLAP_POLICIES}. */
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** What became of a tick: a task, none because of the one before, none because it was late, none because of a pause. */
export const TICK_OUTCOMES = ['started', 'skipped_overlap', 'missed', 'paused'] as const;

/** One of {@link TICK_OUTCOMES}. */
export type TickOutcome = (typeof TICK_OUTCOMES)[number];

/**
 * Why a schedule is paused: a person did it; its tasks failed one after the other; its owner may sign in no more or is gone, or
 * may create no tasks; its type is no longer there, or no longer takes its params; the code that declared it is gone.
 */
export const SCHEDULE_PAUSES = [
  'USER',
  'FAILURES',
  'OWNER_DISABLED',
  'OWNER_FORBIDDEN',
  'UNKNOWN_TASK_TYPE',
  'INVALID_PARAMS',
  'CODE_GONE',
] as const;

/** One of {@link SCHEDULE_PAUSES}. */
export type SchedulePause = (typeof SCHEDULE_PAUSES)[number];

/** When ticks are: by a cron expression, or every so many milliseconds; one of the two. */
export interface ScheduleTiming {
  /** Five fields: minute, hour, day of the month, month, day of the week (0 or 7 is Sunday), in the zone's own time. */
  readonly cron?: string | null;
  /** Elapsed time, whatever clocks do: at least a minute. */
  readonly everyMs?: number | null;
  /** What `everyMs` counts from. @default `startsAt`, else when it was created */
  readonly anchor?: IsoInstant | null;
  /** IANA, e.g. `Asia/Shanghai`. */
  readonly timeZone: string;
  /** No tick before it. */
  readonly startsAt?: IsoInstant | null;
  /** No tick after it. */
  readonly endsAt?: IsoInstant | null;
}

/** Body of `POST /api/schedules`. */
export interface ScheduleDraft extends ScheduleTiming {
  /** One line, at most 100 characters; the title of its tasks. */
  readonly name: string;
  readonly type: string;
  /** Checked against the type's params class, here and at each tick. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** @default the type's own */
  readonly priority?: TaskPriority | null;
  /** @default 'once' */
  readonly missed?: MissedPolicy;
  /** A tick that is later than this is missed, whatever `missed` says. @default 3600000 */
  readonly missedWithinMs?: number;
  /** @default 'skip' */
  readonly overlap?: OverlapPolicy;
  /** A tick starts up to so much later, always as much, so that not all start at once; never after the next tick. @default 0 */
  readonly jitterMs?: number;
  /** It is paused when so many of its tasks have failed one after the other. @default never */
  readonly pauseAfterFailures?: number | null;
}

/** Body of `PATCH /api/schedules/:id`; what is left out stays, `null` takes away. */
export interface ScheduleChange extends Partial<ScheduleDraft> {
  /** That it is changed from; another one there is: `VERSION_CONFLICT`. */
  readonly version?: number;
  /** Hands it over to somebody else; for who may change everybody's. */
  readonly createdBy?: TaskCreator;
}

/** One tick and what became of it. */
export interface ScheduleTick {
  /** When it was due by the plan. */
  readonly at: IsoInstant;
  readonly outcome: TickOutcome;
  /** The task that it started, or that kept it from starting one. */
  readonly taskId: string | null;
}

/** The latest tick, with how its task is doing. */
export interface LastTick extends ScheduleTick {
  /** `null` where it has no task, or that is gone. */
  readonly taskStatus: TaskStatus | null;
}

/** A schedule as it is answered. */
export interface Schedule {
  /** A UUIDv7 (RFC 9562). */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** `null`: the type's own. */
  readonly priority: TaskPriority | null;
  readonly cron: string | null;
  readonly everyMs: number | null;
  readonly anchor: IsoInstant | null;
  readonly timeZone: string;
  readonly startsAt: IsoInstant | null;
  readonly endsAt: IsoInstant | null;
  readonly missed: MissedPolicy;
  readonly missedWithinMs: number;
  readonly overlap: OverlapPolicy;
  readonly jitterMs: number;
  readonly pauseAfterFailures: number | null;
  readonly enabled: boolean;
  /** Where it is not enabled. */
  readonly pausedBecause: SchedulePause | null;
  /** `null` while it is paused, and where no tick is left. */
  readonly nextRunAt: IsoInstant | null;
  readonly lastTick: LastTick | null;
  /** Whether a handler declares it (`@TaskSchedule`) instead of a person. */
  readonly isDeclared: boolean;
  readonly createdBy: TaskCreator;
  readonly createdAt: IsoInstant;
  /** Grows by one with every change, not with ticks. */
  readonly version: number;
}

/** One page of schedules, newest first. */
export interface SchedulePage {
  readonly items: readonly Schedule[];
  readonly total: number;
  /** Counted from 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly totalPages: number;
}

/** Answer of `GET /api/schedules/:id/ticks`: the newest 50, the latest first. */
export interface ScheduleTicks {
  readonly items: readonly ScheduleTick[];
}

/** Body of `POST /api/schedules/preview`. */
export interface SchedulePreviewRequest extends ScheduleTiming {
  /** 1 to 20. @default 5 */
  readonly count?: number;
}

/**
 * What a clock change does to a tick: its time is not there that day, so it comes when the gap ends (`MOVED`); its time is there
 * twice and it comes at one of them (`REPEATED`); the zone's offset is another than at the tick before, or for the first one than
 * now or at `startsAt` (`OFFSET_CHANGED`).
 */
export const PREVIEW_NOTES = ['MOVED', 'REPEATED', 'OFFSET_CHANGED'] as const;

/** One of {@link PREVIEW_NOTES}. */
export type PreviewNote = (typeof PREVIEW_NOTES)[number];

/** A tick to come. */
export interface PreviewedTime {
  readonly at: IsoInstant;
  /** Of the zone at that time, e.g. `+08:00`. */
  readonly offset: string;
  /** Where the clock changes. */
  readonly note?: PreviewNote;
}

/** Answer of `POST /api/schedules/preview`; fewer than were asked for where no more come. */
export interface SchedulePreview {
  readonly times: readonly PreviewedTime[];
}

/** What is told of schedules, to whom those of their tasks are. */
export const SCHEDULE_EVENTS = ['schedule:changed', 'schedule:ticked'] as const;

/** One of {@link SCHEDULE_EVENTS}. */
export type ScheduleEventName = (typeof SCHEDULE_EVENTS)[number];

/** What every event of a schedule has. */
interface ScheduleEventBase {
  /** The event's place in the log, as those of tasks. */
  readonly cursor: string;
  readonly scheduleId: string;
  readonly at: IsoInstant;
  readonly createdBy: TaskCreator;
}

/** Somebody, or what happened to its tasks or owner, changed a schedule. */
export interface ScheduleChangedEvent extends ScheduleEventBase {
  readonly change: 'created' | 'updated' | 'paused' | 'resumed' | 'deleted';
  readonly name: string;
  readonly enabled: boolean;
  readonly pausedBecause: SchedulePause | null;
  readonly nextRunAt: IsoInstant | null;
  readonly version: number;
}

/** A tick came. Those of a paused schedule are not told. */
export interface ScheduleTickedEvent extends ScheduleEventBase {
  readonly tick: ScheduleTick;
  readonly nextRunAt: IsoInstant | null;
}
