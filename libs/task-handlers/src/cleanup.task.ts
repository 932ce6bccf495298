import { Inject } from '@nestjs/common';
import type { AuditFields, TaskFilter, TaskSummary } from '@task-queue/contracts';
import { BulkService, TaskError, TaskHandler, TaskParam, TasksService, type TaskContext } from '@task-queue/tasks';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, Max, Min } from 'class-validator';
import { counted, textsFor } from './handler-texts.js';
import { inBatches } from './in-batches.js';
import { untilAborted } from './until-aborted.js';

const FINAL_STATUSES = ['completed', 'failed', 'cancelled'] as const;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Tasks deleted at once. */
const BATCH_TASKS = 50;

/** Params of `tasks.cleanup`. */
export class CleanupParams {
  @TaskParam({
    title: { zh: '早于（天）', en: 'Older than (days)' },
    description: { zh: '结束至今超过这么多天的任务', en: 'Tasks that finished longer ago than this' },
  })
  @IsInt()
  @Min(0)
  @Max(3_650)
  readonly olderThanDays: number = 30;

  @TaskParam({ title: { zh: '状态', en: 'Statuses' } })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(FINAL_STATUSES, { each: true })
  readonly statuses: readonly (typeof FINAL_STATUSES)[number][] = [...FINAL_STATUSES];
}

/** Result of `tasks.cleanup`. */
export interface CleanupResult {
  readonly deleted: number;
  /** Tasks that somebody deleted or retried in between. */
  readonly skipped: number;
}

/**
 * Deletes finished tasks, with their files, that its creator may delete: their own, or for an administrator
 * everybody's. It is itself running, and younger than all it looks at, so it never deletes itself.
 */
@TaskHandler({
  type: 'tasks.cleanup',
  title: { zh: '清理任务', en: 'Clean up tasks' },
  description: { zh: '删除早已结束的任务及其文件', en: 'Deletes tasks that finished long ago, and their files' },
  params: CleanupParams,
  timeoutMs: 3_600_000,
  priority: 'low',
  permission: 'tasks:control',
  makesRoom: true,
})
export class CleanupTask {
  constructor(
    @Inject(TasksService) private readonly tasks: Pick<TasksService, 'get' | 'count' | 'scan' | 'remove'>,
    @Inject(BulkService) private readonly bulks: Pick<BulkService, 'tellOutcome'>,
  ) {}

  async run({ olderThanDays, statuses }: CleanupParams, context: TaskContext): Promise<CleanupResult> {
    const { createdBy, taskId, signal } = context;
    const { pick, number } = textsFor(context);
    // By the clock that tasks are finished by, which is not this machine's.
    const { startedAt } = await untilAborted(this.tasks.get(createdBy, taskId), signal);
    const before = new Date(Date.parse(startedAt!) - olderThanDays * DAY_MS).toISOString();
    // Finished before then means created before then, which is what the index can find.
    const filter: TaskFilter = { status: statuses, createdTo: before };
    const total = await untilAborted(this.tasks.count(createdBy, filter, taskId), signal);
    let seen = 0;
    let deleted = 0;
    let skipped = 0;

    const remove = async ({ id }: TaskSummary): Promise<void> => {
      if (await this.#removed(context, id)) {
        deleted += 1;
      } else {
        skipped += 1;
      }
    };
    const tell = async (more: AuditFields = {}): Promise<void> => {
      if (deleted > 0) {
        const outcome = { action: 'delete', statuses, olderThanDays, done: deleted, skipped, ...more };
        await this.bulks.tellOutcome(createdBy, taskId, outcome, 'tasks.cleanup');
      }
    };

    try {
      for await (const batch of inBatches(this.tasks.scan(createdBy, filter, taskId), BATCH_TASKS)) {
        signal.throwIfAborted();
        const old = batch.filter((task) => task.id !== taskId && finishedBefore(task, before));
        await untilAborted(Promise.all(old.map(remove)), signal);
        seen += batch.length;
        const text = { zh: `已删除 ${number(deleted)} 个任务`, en: `${counted(deleted, 'task', 'tasks')} deleted` };
        context.progress((seen / Math.max(total, seen)) * 100, pick(text));
      }
      signal.throwIfAborted();
    } catch (error) {
      await tell({ interrupted: true }).catch(() => undefined); // Redis may be why
      throw error;
    }
    await untilAborted(tell(), signal);
    context.progress(100);
    context.summary(
      pick({ zh: `已删除 ${number(deleted)} 个任务`, en: `Deleted ${counted(deleted, 'task', 'tasks')}` }),
    );
    return { deleted, skipped };
  }

  /** Deletes a task; `false` when it is gone or no longer finished. */
  async #removed({ createdBy }: TaskContext, id: string): Promise<boolean> {
    try {
      await this.tasks.remove(createdBy, id);
      return true;
    } catch (error) {
      if (error instanceof TaskError && (error.code === 'TASK_NOT_FOUND' || error.code === 'TASK_NOT_FINISHED')) {
        return false;
      }
      throw error;
    }
  }
}

function finishedBefore({ finishedAt }: TaskSummary, before: string): boolean {
  return finishedAt !== null && finishedAt < before;
}
