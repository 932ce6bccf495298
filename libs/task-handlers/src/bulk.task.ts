import { Inject } from '@nestjs/common';
import { BULK_ACTIONS, type BulkAction, type ErrorCode } from '@task-queue/contracts';
import { BulkService, TaskHandler, TaskParam, TasksService, type TaskContext } from '@task-queue/tasks';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { ExportFilter } from './export/export-filter.js';
import { textsFor } from './handler-texts.js';
import { inBatches } from './in-batches.js';
import { untilAborted } from './until-aborted.js';

/** Tasks acted on at once. */
const BATCH_TASKS = 50;

/** Params of `tasks.bulk`. */
export class BulkParams {
  @TaskParam({ title: { zh: '操作', en: 'Action' } })
  @IsIn(BULK_ACTIONS)
  readonly action!: BulkAction;

  @TaskParam({ title: { zh: '筛选', en: 'Filter' } })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ExportFilter)
  readonly filter?: ExportFilter;

  @TaskParam({
    title: { zh: '快照', en: 'Snapshot' },
    description: { zh: '发起操作时固定下来的任务', en: 'What matched at the time of the call' },
  })
  @IsOptional()
  @IsUUID()
  readonly snapshot?: string;
}

/** Result of `tasks.bulk`. */
export interface BulkResult {
  readonly matched: number;
  readonly done: number;
  /** How many were refused, by why. */
  readonly refused: Readonly<Partial<Record<ErrorCode, number>>>;
}

/**
 * Cancels, stops, retries or deletes what matched when it was asked for. Running it twice does no harm: what is done already is
 * refused, and counted so.
 */
@TaskHandler({
  type: 'tasks.bulk',
  title: { zh: '批量操作', en: 'Bulk action' },
  description: {
    zh: '取消、停止、重试或删除所有符合条件的任务',
    en: 'Cancels, stops, retries or deletes everything that matches',
  },
  params: BulkParams,
  timeoutMs: 3_600_000,
  isInternal: true,
  permission: 'tasks:control',
  makesRoom: true, // where it deletes; the other actions take none
})
export class BulkTask {
  constructor(
    @Inject(TasksService) private readonly tasks: Pick<TasksService, 'count' | 'scan'>,
    @Inject(BulkService) private readonly bulks: Pick<BulkService, 'act' | 'forgetSnapshot' | 'tellOutcome'>,
  ) {}

  async run({ action, filter, snapshot }: BulkParams, context: TaskContext): Promise<BulkResult> {
    const { createdBy, taskId, signal } = context;
    const { pick, number } = textsFor(context);
    const selection = { ...filter, ...(snapshot === undefined ? {} : { snapshot }) };
    const matched = await untilAborted(this.tasks.count(createdBy, selection, taskId), signal);
    const refused: Partial<Record<ErrorCode, number>> = {};
    let seen = 0;
    let done = 0;
    for await (const batch of inBatches(this.tasks.scan(createdBy, selection, taskId), BATCH_TASKS)) {
      signal.throwIfAborted();
      const acts = batch.map(({ id }) => this.bulks.act(createdBy, action, id));
      for (const code of await untilAborted(Promise.all(acts), signal)) {
        if (code === null) {
          done += 1;
        } else {
          refused[code] = (refused[code] ?? 0) + 1;
        }
      }
      seen += batch.length;
      const [of, all] = [number(seen), number(Math.max(matched, seen))];
      context.progress(
        (seen / Math.max(matched, seen)) * 100,
        pick({ zh: `已处理 ${of} / ${all}`, en: `${of} of ${all}` }),
      );
    }
    signal.throwIfAborted();
    if (snapshot !== undefined) {
      await untilAborted(this.bulks.forgetSnapshot(snapshot), signal);
    }
    await untilAborted(this.bulks.tellOutcome(createdBy, taskId, { action, matched: seen, done, refused }), signal);
    const failed = number(seen - done);
    context.summary(
      pick({ zh: `成功 ${number(done)} 个，未处理 ${failed} 个`, en: `${number(done)} done, ${failed} refused` }),
    );
    return { matched: seen, done, refused };
  }
}
