import { Inject, Injectable, Logger } from '@nestjs/common';
import { noteForAudit } from '@task-queue/audit-trail';
import type { TaskAction, TaskPriority } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';

/** What operators do to lanes and types. */
export type ControlAction = 'pause' | 'resume' | 'set-slots' | 'set-limits';

/** What people do with schedules. */
export type ScheduleAction =
  'create-schedule' | 'change-schedule' | 'pause-schedule' | 'resume-schedule' | 'run-schedule' | 'delete-schedule';

/** What somebody does to a task, to a lane or type, or to a schedule. */
export interface TaskDeed {
  readonly identity: TaskIdentity;
  readonly action: 'create' | TaskAction | ControlAction | ScheduleAction;
  /** The type, or that of the task or schedule; `null` of a lane, and where a task is deleted whose record cannot be read any more. */
  readonly type: string | null;
  /** `null` before it is created, and of a lane, type or schedule. */
  readonly taskId: string | null;
  /** What is done to a lane has it. */
  readonly lane?: TaskPriority;
  /** What is done to a schedule has it, also before it is created. */
  readonly scheduleId?: string;
}

/** What a host has to say, and to hear, of what people do. */
export interface DeedOptions {
  /**
   * Asked before somebody creates a task or does something to one, or to a lane, type or schedule, after their roles have allowed it: `false` is answered with
   * `FORBIDDEN`. Where it throws, nothing is done. @default what roles allow
   */
  readonly authorize?: (deed: TaskDeed) => boolean | Promise<boolean>;
  /** Told of each such deed once it is done. What it throws is logged and changes nothing. */
  readonly audit?: (deed: TaskDeed) => void | Promise<void>;
}

/** Asks the host before a deed, and tells it afterwards. */
@Injectable()
export class Deeds {
  readonly #logger = new Logger(Deeds.name);

  constructor(@Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions) {}

  /** @throws ProblemError FORBIDDEN where the host says no */
  async do<Result>(deed: TaskDeed, act: () => Promise<Result>, taskIdOf?: (result: Result) => string): Promise<Result> {
    if (deed.type !== null && deed.scheduleId === undefined) {
      noteForAudit({ name: deed.type });
    }
    if ((await this.options.authorize?.(deed)) === false) {
      throw new ProblemError('FORBIDDEN');
    }
    const result = await act();
    this.#tell(taskIdOf === undefined ? deed : { ...deed, taskId: taskIdOf(result) });
    return result;
  }

  /** Nobody waits for it: what is done is done. */
  #tell(deed: TaskDeed): void {
    void (async () => this.options.audit?.(deed))().catch((error: unknown) => {
      this.#logger.error({ err: error, action: deed.action, taskId: deed.taskId }, 'The audit of the host failed');
    });
  }
}
