import {
  TASK_PRIORITIES,
  TASK_STATUSES,
  type TaskFilter,
  type TaskPriority,
  type TaskStatus,
  type TaskSummary,
} from '@task-queue/contracts';
import { TaskHandler, TaskParam, TasksService, type TaskContext } from '@task-queue/tasks';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { EXPORT_FORMATS, FORMATS, type ExportFormat } from './export-format.js';

/** Which tasks to export: the facets of the task list. */
export class ExportFilter {
  @TaskParam({ title: { zh: '状态', en: 'Status' } })
  @IsOptional()
  @IsArray()
  @IsIn(TASK_STATUSES, { each: true })
  readonly status?: TaskStatus[];

  @TaskParam({ title: { zh: '类型', en: 'Type' } })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  readonly type?: string[];

  @TaskParam({ title: { zh: '优先级', en: 'Priority' } })
  @IsOptional()
  @IsArray()
  @IsIn(TASK_PRIORITIES, { each: true })
  readonly priority?: TaskPriority[];

  @TaskParam({ title: { zh: '创建人编号', en: 'Creator id' } })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly createdBy?: string;

  @TaskParam({ title: { zh: '创建时间从', en: 'Created from' } })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly createdFrom?: string;

  @TaskParam({ title: { zh: '创建时间至', en: 'Created before' } })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly createdTo?: string;
}

/** Params of `tasks.export`. */
export class ExportTasksParams {
  @TaskParam({
    title: { zh: '格式', en: 'Format' },
    description: { zh: 'csv 和 xlsx 可用 Excel 打开', en: 'Excel opens csv and xlsx' },
  })
  @IsIn(EXPORT_FORMATS)
  readonly format: ExportFormat = 'csv';

  @TaskParam({ title: { zh: '筛选', en: 'Filter' } })
  @IsOptional()
  @ValidateNested()
  @Type(() => ExportFilter)
  readonly filter?: ExportFilter;
}

/** Result of `tasks.export`. */
export interface ExportTasksResult {
  readonly format: ExportFormat;
  readonly rows: number;
  readonly file: string;
}

/** 批量导出: writes the tasks its creator may see, as they were created before it, to a file to download. */
@TaskHandler({
  type: 'tasks.export',
  title: { zh: '批量导出', en: 'Batch export' },
  description: { zh: '把任务历史导出为文件', en: 'Writes the task history to a file' },
  params: ExportTasksParams,
  timeoutMs: 3_600_000,
  maxRetries: 2,
})
export class ExportTasksTask {
  constructor(private readonly tasks: TasksService) {}

  async run({ format, filter }: ExportTasksParams, context: TaskContext): Promise<ExportTasksResult> {
    const wanted: TaskFilter = filter ?? {};
    const total = await this.tasks.count(context.createdBy, wanted, context.taskId);
    const file = `tasks-${fileTime(new Date())}.${format}`;
    const { contentType, write } = FORMATS[format];
    const texts = TEXTS[context.locale];
    let rows = 0;

    const counted = async function* (tasks: AsyncIterable<TaskSummary>): AsyncGenerator<TaskSummary> {
      for await (const task of tasks) {
        context.signal.throwIfAborted();
        yield task;
        rows += 1;
        context.progress((rows / Math.max(total, rows)) * 100, texts.progress(rows, Math.max(total, rows)));
      }
    };
    context.progress(0, texts.progress(0, total));
    const found = this.tasks.scan(context.createdBy, wanted, context.taskId);
    await write(counted(found), context.artifact(file, contentType));

    context.progress(100, texts.progress(rows, rows));
    context.summary(texts.summary(rows));
    return { format, rows, file };
  }
}

const chinese = new Intl.NumberFormat('zh-CN');
const english = new Intl.NumberFormat('en');
const TEXTS = {
  'zh-CN': {
    progress: (rows: number, total: number) => `已写入 ${chinese.format(rows)} / ${chinese.format(total)} 行`,
    summary: (rows: number) => `已导出 ${chinese.format(rows)} 行`,
  },
  en: {
    progress: (rows: number, total: number) => `${english.format(rows)} of ${english.format(total)} rows written`,
    summary: (rows: number) => `${english.format(rows)} rows exported`,
  },
} as const;

/** `2026-11-23-081530`, in UTC. */
function fileTime(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
}
