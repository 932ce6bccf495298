import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsObject, IsString, IsUUID, Length, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import {
  type CreateTaskRequest,
  MAX_RETRIES,
  MAX_TIMEOUT_MS,
  MAX_TITLE_LENGTH,
  MAX_TYPE_LENGTH,
  MAX_WAIT_MS,
  TASK_PRIORITIES,
  type TaskPriority,
} from '@task-queue/contracts';
import { type Assert, IsInstant, IsOneLine, MayBeNull, type SameFields } from '@task-queue/problems';
import { TaskDebounceDto, TaskUniqueDto } from '../../once/once.dto.js';

/** Body of `POST /api/tasks`. */
export class CreateTaskDto {
  @ApiProperty({
    description: 'A registered type, see `GET /api/tasks/types`',
    minLength: 1,
    maxLength: MAX_TYPE_LENGTH,
    example: 'tasks.export',
  })
  @IsString()
  @Length(1, MAX_TYPE_LENGTH)
  readonly type!: string;

  @ApiPropertyOptional({
    description: "One line; the type's title when left out or when it shows nothing",
    maxLength: MAX_TITLE_LENGTH,
    example: '十一月任务导出',
  })
  @MayBeNull()
  @IsString()
  @MaxLength(MAX_TITLE_LENGTH)
  @IsOneLine()
  readonly title?: string;

  @ApiPropertyOptional({
    description: "Checked against the type's schema; at most 256 KiB",
    type: 'object',
    additionalProperties: true,
    example: { format: 'csv' },
  })
  @MayBeNull()
  @IsObject()
  readonly params?: Record<string, unknown>;

  @ApiPropertyOptional({
    format: 'uuid',
    description:
      'To run a task again: one of the same type whose secrets stand for the masks (`••••••`) in `params`. You gave them yourself; ' +
      'anywhere else a mask is refused as the value of a secret',
    example: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55',
  })
  @MayBeNull()
  @IsUUID()
  readonly secretsFrom?: string;

  @ApiPropertyOptional({
    enum: TASK_PRIORITIES,
    enumName: 'TaskPriority',
    description: "The lane it waits in; the type's own when left out",
  })
  @MayBeNull()
  @IsIn(TASK_PRIORITIES)
  readonly priority?: TaskPriority;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MAX_RETRIES,
    description: "Automatic retries; the type's own when left out",
  })
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(MAX_RETRIES)
  readonly maxRetries?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_TIMEOUT_MS,
    description: "Longest time of one attempt, in milliseconds; the type's own when left out",
  })
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(MAX_TIMEOUT_MS)
  readonly timeoutMs?: number;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Not to be started before; in UTC where it names no zone, and a past instant means now',
    example: '2026-11-24T01:00:00.000Z',
  })
  @MayBeNull()
  @IsInstant()
  readonly runAt?: string;

  @ApiPropertyOptional({
    type: TaskUniqueDto,
    description: "Not created while there is a task like it; the type's own rule when left out",
  })
  @MayBeNull()
  @IsObject()
  @ValidateNested()
  @Type(() => TaskUniqueDto)
  readonly unique?: TaskUniqueDto;

  @ApiPropertyOptional({
    type: TaskDebounceDto,
    description:
      'Begun once nobody has asked for it for a while: a create of the same moves the task that is there and has not ' +
      'begun. Without `unique` and `runAt`',
  })
  @MayBeNull()
  @IsObject()
  @ValidateNested()
  @Type(() => TaskDebounceDto)
  readonly debounce?: TaskDebounceDto;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_WAIT_MS,
    description: 'Where it has not begun so long after its creation, in milliseconds, it is cancelled: `expired`',
    example: 600_000,
  })
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(MAX_WAIT_MS)
  readonly startWithinMs?: number;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'When it is to be over: `deadline` says how it is doing. Nothing ends at it',
    example: '2026-11-24T02:00:00.000Z',
  })
  @MayBeNull()
  @IsInstant()
  readonly deadlineAt?: string;
}

/** A field that this class and the contract do not share is a compile error. */
export type CreateTaskDtoMatches = Assert<SameFields<CreateTaskDto, CreateTaskRequest>>;
