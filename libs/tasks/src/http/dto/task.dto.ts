import { ApiProperty } from '@nestjs/swagger';
import {
  ATTEMPT_ERROR_CODES,
  ERROR_CODES,
  TASK_PRIORITIES,
  TASK_STATUSES,
  type AttemptErrorCode,
  type AttemptOutcome,
  type ErrorCode,
  type Task,
  type TaskPage,
  type TaskPriority,
  type TaskStatus,
  type TaskType,
} from '@task-queue/contracts';
import type { SameFields } from './same-fields.js';

const INSTANT = { type: String, format: 'date-time', example: '2026-11-23T08:15:30.123Z' } as const;
const LATER_INSTANT = { ...INSTANT, nullable: true } as const;
const TEXT_OR_NULL = { type: String, nullable: true } as const;

/** Response shapes, for Swagger alone: the engine answers with the contract's own types. */
export class TaskCreatorDto {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ example: 'admin' }) readonly username!: string;
}

export class TaskFailureDto {
  @ApiProperty({ example: 'The disk is full' }) readonly message!: string;
  @ApiProperty({ enum: ATTEMPT_ERROR_CODES }) readonly code!: AttemptErrorCode;
  @ApiProperty({ example: 1 }) readonly attempt!: number;
  @ApiProperty({ description: 'For administrators', required: false }) readonly stack?: string;
}

export class TaskArtifactDto {
  @ApiProperty({ example: 'tasks-2026-11-23-081530.csv' }) readonly name!: string;
  @ApiProperty({ example: 'text/csv; charset=utf-8' }) readonly contentType!: string;
  @ApiProperty({ example: 48213 }) readonly sizeBytes!: number;
}

export class TaskSummaryDto {
  @ApiProperty({ format: 'uuid', example: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55' }) readonly id!: string;
  @ApiProperty({ example: 'tasks.export' }) readonly type!: string;
  @ApiProperty({ example: '批量导出' }) readonly title!: string;
  @ApiProperty({ enum: TASK_STATUSES }) readonly status!: TaskStatus;
  @ApiProperty({ enum: TASK_PRIORITIES }) readonly priority!: TaskPriority;
  @ApiProperty({ minimum: 0, maximum: 100, example: 40 }) readonly progress!: number;
  @ApiProperty({ ...TEXT_OR_NULL, example: '已写入 400 / 1,000 行' }) readonly progressText!: string | null;
  @ApiProperty(TEXT_OR_NULL) readonly resultSummary!: string | null;
  @ApiProperty({ type: TaskFailureDto, nullable: true }) readonly error!: TaskFailureDto | null;
  @ApiProperty({ example: 0 }) readonly retryCount!: number;
  @ApiProperty({ example: 3 }) readonly maxRetries!: number;
  @ApiProperty({ example: 300000 }) readonly timeoutMs!: number;
  @ApiProperty(LATER_INSTANT) readonly runAt!: string | null;
  @ApiProperty({ type: TaskCreatorDto }) readonly createdBy!: TaskCreatorDto;
  @ApiProperty(INSTANT) readonly createdAt!: string;
  @ApiProperty(LATER_INSTANT) readonly startedAt!: string | null;
  @ApiProperty(LATER_INSTANT) readonly finishedAt!: string | null;
  @ApiProperty({ type: TaskArtifactDto, nullable: true }) readonly artifact!: TaskArtifactDto | null;
  @ApiProperty({ description: 'Grows by one with every change', example: 7 }) readonly version!: number;
}

export class TaskAttemptDto {
  @ApiProperty({ example: 1 }) readonly number!: number;
  @ApiProperty(INSTANT) readonly startedAt!: string;
  @ApiProperty(LATER_INSTANT) readonly finishedAt!: string | null;
  @ApiProperty({ enum: ['running', 'completed', 'failed', 'lost', 'interrupted'] }) readonly outcome!: AttemptOutcome;
  @ApiProperty({ type: TaskFailureDto, nullable: true }) readonly error!: TaskFailureDto | null;
  @ApiProperty({ example: 'worker-1:4711:9f2c1a' }) readonly worker!: string;
}

export class TaskLogLineDto {
  @ApiProperty(INSTANT) readonly at!: string;
  @ApiProperty({ example: 1 }) readonly attempt!: number;
  @ApiProperty({ example: 'Opened the source' }) readonly line!: string;
}

export class TaskDto extends TaskSummaryDto {
  @ApiProperty({ type: 'object', additionalProperties: true, example: { format: 'csv' } })
  readonly params!: Readonly<Record<string, unknown>>;
  @ApiProperty({ description: 'What the handler returned', nullable: true, type: 'object', additionalProperties: true })
  readonly result: unknown;
  @ApiProperty({ type: [TaskAttemptDto] }) readonly attempts!: readonly TaskAttemptDto[];
  @ApiProperty({ type: [TaskLogLineDto] }) readonly log!: readonly TaskLogLineDto[];
  @ApiProperty({ description: 'Lines beyond the 1,000 that are kept', example: 0 }) readonly logDropped!: number;
}

export class TaskPageDto {
  @ApiProperty({ type: [TaskSummaryDto] }) readonly items!: readonly TaskSummaryDto[];
  @ApiProperty({ description: 'How many tasks match, exactly', example: 1 }) readonly total!: number;
  @ApiProperty({ example: 1 }) readonly page!: number;
  @ApiProperty({ example: 20 }) readonly pageSize!: number;
  @ApiProperty({ example: 1 }) readonly totalPages!: number;
}

export class LocalizedTextDto {
  @ApiProperty({ example: '批量导出' }) readonly zh!: string;
  @ApiProperty({ example: 'Batch export' }) readonly en!: string;
}

export class TaskTypeDefaultsDto {
  @ApiProperty({ enum: TASK_PRIORITIES }) readonly priority!: TaskPriority;
  @ApiProperty({ example: 3 }) readonly maxRetries!: number;
  @ApiProperty({ example: 300000 }) readonly timeoutMs!: number;
}

export class TaskTypeDto {
  @ApiProperty({ example: 'tasks.export' }) readonly type!: string;
  @ApiProperty({ type: LocalizedTextDto }) readonly title!: LocalizedTextDto;
  @ApiProperty({ type: LocalizedTextDto }) readonly description!: LocalizedTextDto;
  @ApiProperty({ description: 'JSON Schema (2020-12)', type: 'object', additionalProperties: true })
  readonly paramsSchema!: Readonly<Record<string, unknown>>;
  @ApiProperty({ type: TaskTypeDefaultsDto }) readonly defaults!: TaskTypeDefaultsDto;
}

const COUNTS = { type: 'object', additionalProperties: { type: 'integer' } } as const;

export class TaskStatsDto {
  @ApiProperty({ example: 3 }) readonly total!: number;
  @ApiProperty({ ...COUNTS, example: { pending: 1, running: 0, completed: 2, failed: 0, cancelled: 0 } })
  readonly byStatus!: Readonly<Record<TaskStatus, number>>;
  @ApiProperty({ ...COUNTS, example: { 'tasks.export': 3 } }) readonly byType!: Readonly<Record<string, number>>;
}

export class FieldErrorDto {
  @ApiProperty({ example: 'params.format' }) readonly field!: string;
  @ApiProperty({ example: '必须是以下之一：csv, xlsx, json' }) readonly message!: string;
}

export class ProblemDto {
  @ApiProperty({ example: 'urn:task-queue:problem:task-running' }) readonly type!: string;
  @ApiProperty({ example: 'Conflict' }) readonly title!: string;
  @ApiProperty({ example: 409 }) readonly status!: number;
  @ApiProperty({ example: '无法取消正在执行的任务' }) readonly detail!: string;
  @ApiProperty({ enum: ERROR_CODES, example: 'TASK_RUNNING' }) readonly code!: ErrorCode;
  @ApiProperty({ type: [FieldErrorDto], required: false }) readonly errors?: readonly FieldErrorDto[];
  @ApiProperty({ example: 'c2f1b7c0a3' }) readonly requestId!: string;
}

/** The documented shapes hold every field of the contract's. */
export type TaskDtoMatches = [
  SameFields<Pick<TaskPageDto, 'total' | 'page'>, Pick<TaskPage, 'total' | 'page'>>,
  SameFields<TaskTypeDto, TaskType>,
  keyof Task extends keyof TaskDto ? (keyof TaskDto extends keyof Task ? true : never) : never,
];
