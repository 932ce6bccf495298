import {
  FINGERPRINT,
  MAX_FILTERED_FINGERPRINTS,
  MAX_FILTERED_SCHEDULES,
  MAX_FILTERED_TYPES,
  MAX_SEARCH_LENGTH,
  MAX_TYPE_LENGTH,
  MAX_USER_ID_LENGTH,
  TASK_PRIORITIES,
  TASK_STATUSES,
  type TaskFilter,
  type TaskPriority,
  type TaskStatus,
} from '@task-queue/contracts';
import { IsInstant, TaskParam, type Assert, type SameFields } from '@task-queue/tasks';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
} from 'class-validator';

/** Which tasks to export: the filters of the task list. */
export class ExportFilter implements TaskFilter {
  @TaskParam({
    title: { zh: '搜索', en: 'Search' },
    description: { zh: '标题、类型、错误或编号', en: 'Title, type, error or id' },
  })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_SEARCH_LENGTH)
  readonly q?: string;

  @TaskParam({ title: { zh: '状态', en: 'Status' } })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(TASK_STATUSES.length)
  @ArrayUnique()
  @IsIn(TASK_STATUSES, { each: true })
  readonly status?: readonly TaskStatus[];

  @TaskParam({ title: { zh: '类型', en: 'Type' } })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_FILTERED_TYPES)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(MAX_TYPE_LENGTH, { each: true })
  readonly type?: readonly string[];

  @TaskParam({ title: { zh: '优先级', en: 'Priority' } })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(TASK_PRIORITIES.length)
  @ArrayUnique()
  @IsIn(TASK_PRIORITIES, { each: true })
  readonly priority?: readonly TaskPriority[];

  @TaskParam({ title: { zh: '错误指纹', en: 'Error fingerprint' } })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_FILTERED_FINGERPRINTS)
  @ArrayUnique()
  @Matches(FINGERPRINT, { each: true })
  readonly fingerprint?: readonly string[];

  @TaskParam({ title: { zh: '计划任务编号', en: 'Schedule ids' } })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_FILTERED_SCHEDULES)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  readonly scheduleId?: readonly string[];

  @TaskParam({
    title: { zh: '创建人编号', en: 'Creator id' },
    description: { zh: '供管理员使用', en: 'For administrators' },
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_USER_ID_LENGTH)
  readonly createdBy?: string;

  @TaskParam({ title: { zh: '创建时间从', en: 'Created from' }, description: { zh: '含此刻', en: 'Inclusive' } })
  @IsOptional()
  @IsInstant()
  readonly createdFrom?: string;

  @TaskParam({ title: { zh: '创建时间至', en: 'Created before' }, description: { zh: '不含此刻', en: 'Exclusive' } })
  @IsOptional()
  @IsInstant()
  readonly createdTo?: string;

  @TaskParam({ title: { zh: '结束时间从', en: 'Finished from' }, description: { zh: '含此刻', en: 'Inclusive' } })
  @IsOptional()
  @IsInstant()
  readonly finishedFrom?: string;

  @TaskParam({ title: { zh: '结束时间至', en: 'Finished before' }, description: { zh: '不含此刻', en: 'Exclusive' } })
  @IsOptional()
  @IsInstant()
  readonly finishedTo?: string;
}

/** A field that this class and the contract do not share is a compile error. */
export type ExportFilterMatches = Assert<SameFields<ExportFilter, TaskFilter>>;
