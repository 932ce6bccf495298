import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ATTEMPT_ERROR_CODES,
  ATTEMPT_OUTCOMES,
  type AttemptErrorCode,
  type AttemptOutcome,
  CANCEL_CAUSES,
  type CancelCause,
  DEADLINE_STATES,
  FINGERPRINT,
  MAX_PAGE_SIZE,
  MAX_RETRIES,
  type Task,
  TASK_PRIORITIES,
  TASK_STATUSES,
  type TaskArtifact,
  type TaskAttempt,
  type TaskCreator,
  type TaskDeadline,
  type TaskFailure,
  type TaskLogLine,
  type TaskPage,
  type TaskPriority,
  type TaskStatus,
  type TaskStop,
  type TaskSummary,
} from '@task-queue/contracts';
import type { Assert, SameFields, SameNames } from '@task-queue/problems';

/** How the named lists are documented, wherever they stand. */
export const STATUS = { enum: TASK_STATUSES, enumName: 'TaskStatus' } as const;
export const PRIORITY = { enum: TASK_PRIORITIES, enumName: 'TaskPriority' } as const;
export const COUNT = { type: 'integer', minimum: 0 } as const;

export const INSTANT = { type: String, format: 'date-time', example: '2026-11-23T08:15:30.123Z' } as const;
const INSTANT_OR_NULL = { type: String, format: 'date-time', nullable: true } as const;
const TEXT_OR_NULL = { type: String, nullable: true } as const;

// Response shapes, for the OpenAPI document alone: the engine answers with the contract's own types.

export class TaskCreatorDto {
  @ApiProperty({ example: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24' }) readonly id!: string;
  @ApiProperty({ example: 'admin' }) readonly username!: string;
}

export class TaskFailureDto {
  @ApiProperty({ description: 'For a person; at most 2,000 characters', example: 'The disk is full' })
  readonly message!: string;
  @ApiProperty({
    enum: ATTEMPT_ERROR_CODES,
    enumName: 'AttemptErrorCode',
    description:
      '`HANDLER_ERROR`: the handler threw; `UNRECOVERABLE`: it threw an error that is not to be retried; `TIMEOUT`: ' +
      'its deadline passed; `WORKER_LOST`: its worker fell silent; `RESULT_INVALID`: its result is not JSON; ' +
      '`RESULT_TOO_LARGE`: over 1 MiB; `UNKNOWN_TASK_TYPE`: nothing handles the type any more; `PARAMS_INVALID`: ' +
      'the params no longer fit the handler; `SECRETS_UNREADABLE`: the worker lacks the key of its secret params',
  })
  readonly code!: AttemptErrorCode;
  @ApiProperty({ type: 'integer', minimum: 1, description: 'The attempt it happened in', example: 1 })
  readonly attempt!: number;
  @ApiProperty({
    description:
      'What errors of one kind have in common: numbers, ids, paths, addresses, hosts and times of the message count as ' +
      'one. The first digit says by which rule',
    pattern: FINGERPRINT.source,
    required: false,
    example: '1f0c2a9b7d3e4f58',
  })
  readonly fingerprint?: string;
  @ApiProperty({ description: 'The stack trace; for who may `tasks:debug`', required: false })
  readonly stack?: string;
}

export class TaskArtifactDto {
  @ApiProperty({ description: 'The name it is downloaded under', example: 'tasks-2026-11-23-081530.csv' })
  readonly name!: string;
  @ApiProperty({ example: 'text/csv; charset=utf-8' }) readonly contentType!: string;
  @ApiProperty({ ...COUNT, example: 48213 }) readonly sizeBytes!: number;
}

export class TaskStopDto {
  @ApiProperty({
    enum: ['requested', 'acknowledged'],
    description: '`acknowledged`: the worker has heard it, and told the handler',
  })
  readonly state!: TaskStop['state'];
  @ApiProperty({ type: TaskCreatorDto, description: 'Who asked' }) readonly by!: TaskCreatorDto;
  @ApiProperty(INSTANT) readonly at!: string;
  @ApiProperty({ ...TEXT_OR_NULL, description: 'What they said of why' }) readonly reason!: string | null;
  @ApiProperty({ ...INSTANT, description: 'When the task is cancelled whether or not its handler has stopped' })
  readonly forceAt!: string;
}

export class TaskDeadlineDto {
  @ApiProperty({
    enum: DEADLINE_STATES,
    enumName: 'DeadlineState',
    description:
      '`atRisk`: not over, and less is left than one attempt may take or a fifth of the way to the deadline, whichever is ' +
      'less; `missed`: not over by then',
  })
  readonly state!: TaskDeadline['state'];
}

export class TaskSummaryDto {
  @ApiProperty({
    format: 'uuid',
    description: 'A UUIDv7: ids sort by creation time',
    example: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55',
  })
  readonly id!: string;
  @ApiProperty({ example: 'tasks.export' }) readonly type!: string;
  @ApiProperty({ example: '批量导出' }) readonly title!: string;
  @ApiProperty(STATUS) readonly status!: TaskStatus;
  @ApiProperty(PRIORITY) readonly priority!: TaskPriority;
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, description: 'In percent', example: 40 })
  readonly progress!: number;
  @ApiProperty({ ...TEXT_OR_NULL, description: 'What the handler says it is doing' })
  readonly progressText!: string | null;
  @ApiProperty({ ...TEXT_OR_NULL, description: 'A line about the result for a person, once completed' })
  readonly resultSummary!: string | null;
  @ApiProperty({
    type: TaskFailureDto,
    nullable: true,
    description: 'Why it failed; while a retry is pending or running, why the attempt before did',
  })
  readonly error!: TaskFailureDto | null;
  @ApiProperty({ ...COUNT, description: 'Automatic retries used; 0 again after a retry by hand', example: 0 })
  readonly retryCount!: number;
  @ApiProperty({ ...COUNT, maximum: MAX_RETRIES, example: 3 }) readonly maxRetries!: number;
  @ApiProperty({ type: 'integer', description: 'Longest time of one attempt, in milliseconds', example: 300_000 })
  readonly timeoutMs!: number;
  @ApiProperty({
    ...INSTANT_OR_NULL,
    description: 'A pending task waits until then: the run time asked for, or the backoff before a retry',
  })
  readonly runAt!: string | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'So long after its creation it has to have begun, in milliseconds: else it is cancelled',
  })
  readonly startWithinMs!: number | null;
  @ApiProperty({ ...INSTANT_OR_NULL, description: 'When it is to be over' }) readonly deadlineAt!: string | null;
  @ApiProperty({
    type: TaskDeadlineDto,
    nullable: true,
    description: 'How it is doing by `deadlineAt`, or was when it was over',
  })
  readonly deadline!: TaskDeadlineDto | null;
  @ApiProperty({ type: TaskCreatorDto }) readonly createdBy!: TaskCreatorDto;
  @ApiProperty(INSTANT) readonly createdAt!: string;
  @ApiProperty({ ...INSTANT_OR_NULL, description: 'When the latest attempt began' }) readonly startedAt!: string | null;
  @ApiProperty(INSTANT_OR_NULL) readonly finishedAt!: string | null;
  @ApiProperty({ type: TaskArtifactDto, nullable: true, description: 'The file it produced, if any' })
  readonly artifact!: TaskArtifactDto | null;
  @ApiProperty({
    type: TaskStopDto,
    nullable: true,
    description: 'That somebody asked to stop it; a handler that returns all the same has completed',
  })
  readonly stop!: TaskStopDto | null;
  @ApiProperty({
    enum: CANCEL_CAUSES,
    enumName: 'CancelCause',
    nullable: true,
    description: 'Once cancelled: `user` before it began, `stopped` while it ran, `expired` by `startWithinMs`',
  })
  readonly cancelledBecause!: CancelCause | null;
  @ApiProperty({ ...TEXT_OR_NULL, format: 'uuid', description: 'The schedule that it is of' })
  readonly scheduleId!: string | null;
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Grows by one with every change', example: 7 })
  readonly version!: number;
}

export class TaskAttemptDto {
  @ApiProperty({ type: 'integer', minimum: 1, description: "Counted over the task's whole life", example: 1 })
  readonly number!: number;
  @ApiProperty(INSTANT) readonly startedAt!: string;
  @ApiProperty(INSTANT_OR_NULL) readonly finishedAt!: string | null;
  @ApiProperty({
    enum: ATTEMPT_OUTCOMES,
    enumName: 'AttemptOutcome',
    description:
      '`lost`: its worker fell silent; `interrupted`: by a shutdown, which uses up no retry; `stopped`: because a person ' +
      'asked; `abandoned`: its handler did not stop within its grace',
  })
  readonly outcome!: AttemptOutcome;
  @ApiProperty({ type: TaskFailureDto, nullable: true }) readonly error!: TaskFailureDto | null;
  @ApiProperty({ description: 'The process that ran it', example: 'worker-1:4711:9f2c1a' }) readonly worker!: string;
  @ApiPropertyOptional({
    enum: [true],
    type: Boolean,
    description: 'The task is over, and its handler may be still at work, for nobody has heard of its end',
  })
  readonly mayStillRun?: true;
}

export class TaskLogLineDto {
  @ApiProperty(INSTANT) readonly at!: string;
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 }) readonly attempt!: number;
  @ApiProperty({ example: 'Opened the source' }) readonly line!: string;
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'Lines of the attempt that were logged just before this one and are not kept',
    example: 230,
  })
  readonly missingBefore?: number;
}

export class TaskDto extends TaskSummaryDto {
  @ApiProperty({ type: 'object', additionalProperties: true, example: { format: 'csv' } })
  readonly params!: Readonly<Record<string, unknown>>;
  @ApiProperty({
    anyOf: ['object', 'array', 'string', 'number', 'boolean'].map((type) => ({ type })),
    nullable: true,
    description: 'What the handler returned, once completed: any JSON',
  })
  readonly result: unknown;
  @ApiProperty({ type: [TaskAttemptDto], description: 'Every start, the oldest first' })
  readonly attempts!: readonly TaskAttemptDto[];
  @ApiProperty({ type: [TaskLogLineDto], description: 'What the handler logged, the oldest first' })
  readonly log!: readonly TaskLogLineDto[];
  @ApiProperty({
    ...COUNT,
    description:
      'Lines that are not kept: of each attempt the first 100 and the newest 900 are, of the newest 10 attempts',
    example: 0,
  })
  readonly logDropped!: number;
}

export class TaskPageDto {
  @ApiProperty({ type: [TaskSummaryDto], description: 'Newest first; without params, result, attempts and log' })
  readonly items!: readonly TaskSummaryDto[];
  @ApiProperty({ ...COUNT, description: 'How many tasks match, exactly', example: 1 }) readonly total!: number;
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 }) readonly page!: number;
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_PAGE_SIZE, example: 20 }) readonly pageSize!: number;
  @ApiProperty({ ...COUNT, example: 1 }) readonly totalPages!: number;
}

/** A field that these classes and the contract do not share is a compile error. */
export type TaskDtoMatches = [
  Assert<SameNames<TaskSummaryDto, TaskSummary>>,
  Assert<SameNames<TaskDto, Task>>,
  Assert<SameNames<TaskPageDto, TaskPage>>,
  Assert<SameFields<TaskFailureDto, TaskFailure>>,
  Assert<SameFields<TaskCreatorDto, TaskCreator>>,
  Assert<SameFields<TaskStopDto, TaskStop>>,
  Assert<SameFields<TaskDeadlineDto, TaskDeadline>>,
  Assert<SameFields<TaskArtifactDto, TaskArtifact>>,
  Assert<SameFields<TaskAttemptDto, TaskAttempt>>,
  Assert<SameFields<TaskLogLineDto, TaskLogLine>>,
];
