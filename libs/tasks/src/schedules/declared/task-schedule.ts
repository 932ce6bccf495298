import { SetMetadata } from '@nestjs/common';
import type { IsoInstant, MissedPolicy, OverlapPolicy, TaskPriority } from '@task-queue/contracts';
import type { TaskRun } from '../../handlers/task-handler.js';

/** When and how a handler's tasks start by themselves. Either `cron` or `everyMs`. */
export interface TaskScheduleOptions<Params extends object> {
  /** What it is known by from deploy to deploy, and its tasks are called: one line of at most 100 characters, once in an application. */
  readonly name: string;
  /** Five fields: minute, hour, day of the month, month, day of the week (0 or 7 is Sunday), in the time of `timeZone`. */
  readonly cron?: string;
  /** Elapsed time from tick to tick, in milliseconds, a minute to a year. */
  readonly everyMs?: number;
  /** What `everyMs` counts from. @default when it is first declared */
  readonly anchor?: IsoInstant;
  /** IANA, e.g. `Asia/Shanghai`. */
  readonly timeZone: string;
  /** No tick before it. */
  readonly startsAt?: IsoInstant;
  /** What `run` is given. @default the params' own defaults */
  readonly params?: Partial<Params>;
  /** @default that of the handler */
  readonly priority?: TaskPriority;
  /** What becomes of ticks while no worker was there. @default 'once' */
  readonly missed?: MissedPolicy;
  /** A tick that is later than this is missed, in milliseconds, a minute to 31 days. @default 3600000 */
  readonly missedWithinMs?: number;
  /** What becomes of a tick while the task of the one before is not over. @default 'skip' */
  readonly overlap?: OverlapPolicy;
  /** A tick starts up to so much later, always as much, in milliseconds, at most a day. @default 0 */
  readonly jitterMs?: number;
  /** It is paused when so many of its tasks have failed one after the other. @default never */
  readonly pauseAfterFailures?: number;
}

/** Where {@link TaskSchedule} leaves its options: a list. */
export const TASK_SCHEDULES_METADATA = Symbol('task-schedules');

/**
 * Has tasks of a handler start by themselves, above {@link TaskHandler}. A deploy creates the schedule, or changes it where what is
 * declared here is another than before; the operators' pause, and what they changed meanwhile, stay as long as it is the same. It is
 * nobody's, and its tasks may do what an administrator may. Where the code declares it no more it is paused ten minutes later, as
 * `CODE_GONE`. May be there several times, each with a name of its own.
 *
 * @example
 * ```ts
 * @TaskSchedule({ name: 'Nightly report', cron: '30 2 * * 1-5', timeZone: 'Asia/Shanghai' })
 * @TaskHandler({ type: 'reports.nightly', title: { zh: '夜间报表', en: 'Nightly report' }, params: ReportParams })
 * export class NightlyReportTask { … }
 * ```
 */
export function TaskSchedule<Params extends object>(
  options: TaskScheduleOptions<Params>,
): <Handler extends new (...dependencies: never[]) => TaskRun<Params>>(target: Handler) => void {
  return (target) => {
    const others = schedulesOf(target);
    SetMetadata(TASK_SCHEDULES_METADATA, [options, ...others])(target);
  };
}

/** What a class declares, the first above the others. */
export function schedulesOf(handler: object): readonly TaskScheduleOptions<object>[] {
  return (Reflect.getMetadata(TASK_SCHEDULES_METADATA, handler) ?? []) as readonly TaskScheduleOptions<object>[]; // none else leaves any
}
