import { pipeline } from 'node:stream/promises';
import { Inject } from '@nestjs/common';
import { TASK_SORTS, type TaskSort, type TaskSummary } from '@task-queue/contracts';
import { TaskHandler, TaskParam, TasksService, type TaskContext } from '@task-queue/tasks';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { counted, textsFor } from '../handler-texts.js';
import { inBatches } from '../in-batches.js';
import { untilAborted } from '../until-aborted.js';
import { ExportFilter } from './export-filter.js';
import { EXPORT_FORMATS, FORMATS, type ExportFormat } from './export-format.js';
import { utcStamp } from './utc-stamp.js';

/** Rows encoded, and progress told, at a time. */
const BATCH_ROWS = 100;

/** Params of `tasks.export`. */
export class ExportTasksParams {
  @TaskParam({
    title: { zh: '格式', en: 'Format' },
    description: { zh: 'csv 和 xlsx 可用 Excel 打开', en: 'Excel opens csv and xlsx' },
  })
  @IsIn(EXPORT_FORMATS)
  readonly format: ExportFormat = 'csv';

  @TaskParam({
    title: { zh: '筛选', en: 'Filter' },
    description: { zh: '留空则导出全部', en: 'Everything when left empty' },
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ExportFilter)
  readonly filter?: ExportFilter;

  @TaskParam({
    title: { zh: '顺序', en: 'Order' },
    description: {
      zh: '留空则最新的在前；除按新建时间和结束时间外，最多 10,000 个任务',
      en: 'The newest first when left empty; at most 10,000 tasks by anything but their creation or end',
    },
  })
  @IsOptional()
  @IsIn(TASK_SORTS)
  readonly sort?: TaskSort;
}

/** Result of `tasks.export`. */
export interface ExportTasksResult {
  readonly format: ExportFormat;
  readonly rows: number;
  /** The name it is downloaded under. */
  readonly file: string;
  readonly sizeBytes: number;
}

/**
 * 批量导出: writes the tasks its creator may see, those created before the export itself, in an order, to a file to
 * download. It reads no faster than the file is written, so its memory does not grow with the rows.
 */
@TaskHandler({
  type: 'tasks.export',
  title: { zh: '批量导出', en: 'Batch export' },
  description: { zh: '把任务历史导出为文件', en: 'Writes the task history to a file to download' },
  params: ExportTasksParams,
  timeoutMs: 3_600_000,
  maxRetries: 2,
})
export class ExportTasksTask {
  constructor(@Inject(TasksService) private readonly tasks: Pick<TasksService, 'count' | 'scan'>) {}

  async run({ format, filter = {}, sort }: ExportTasksParams, context: TaskContext): Promise<ExportTasksResult> {
    const { createdBy, taskId, signal } = context;
    const { pick, number } = textsFor(context);
    const total = await untilAborted(this.tasks.count(createdBy, filter, taskId), signal);
    const found = this.tasks.scan(createdBy, filter, taskId, sort);
    const { contentType, encode } = FORMATS[format];
    const file = `tasks-${utcStamp(new Date())}.${format}`;
    let rows = 0;
    let sizeBytes = 0;

    const say = (percent: number, of: number): void => {
      const texts = {
        zh: `已写入 ${number(rows)} / ${number(of)} 行`,
        en: `${number(rows)} of ${counted(of, 'row', 'rows')} written`,
      };
      context.progress(percent, pick(texts));
    };
    async function* told(): AsyncGenerator<readonly TaskSummary[]> {
      for await (const batch of inBatches(found, BATCH_ROWS)) {
        yield batch; // comes back when the batch was taken
        rows += batch.length;
        const expected = Math.max(total, rows); // tasks may come to match the filter meanwhile
        say((rows / expected) * 100, expected);
      }
    }
    async function* weighed(): AsyncGenerator<string | Uint8Array> {
      for await (const piece of encode(told())) {
        sizeBytes += Buffer.byteLength(piece);
        yield piece;
      }
    }

    say(0, total);
    await untilAborted(pipeline(weighed, context.artifact(file, contentType), { signal }), signal);
    say(100, rows);
    context.summary(pick({ zh: `已导出 ${number(rows)} 行`, en: `Exported ${counted(rows, 'row', 'rows')}` }));
    return { format, rows, file, sizeBytes };
  }
}
