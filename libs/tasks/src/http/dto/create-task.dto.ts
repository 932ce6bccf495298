import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsISO8601, IsObject, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';
import { TASK_PRIORITIES, type CreateTaskRequest, type TaskPriority } from '@task-queue/contracts';
import type { SameFields } from './same-fields.js';

/** Body of `POST /api/tasks`. */
export class CreateTaskDto {
  @ApiProperty({ description: 'A registered type, see `GET /api/tasks/types`', example: 'tasks.export' })
  @IsString()
  @Length(1, 100)
  readonly type!: string;

  @ApiPropertyOptional({ description: "The type's title when left out", maxLength: 200, example: '十一月任务导出' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly title?: string;

  @ApiPropertyOptional({
    description: "Checked against the type's schema; at most 256 KiB",
    type: 'object',
    additionalProperties: true,
    example: { format: 'csv' },
  })
  @IsOptional()
  @IsObject()
  readonly params?: Record<string, unknown>;

  @ApiPropertyOptional({ enum: TASK_PRIORITIES, default: 'normal' })
  @IsOptional()
  @IsIn(TASK_PRIORITIES)
  readonly priority?: TaskPriority;

  @ApiPropertyOptional({ description: "Automatic retries; the type's own when left out", minimum: 0, maximum: 20 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(20)
  readonly maxRetries?: number;

  @ApiPropertyOptional({ description: 'Longest time of one attempt, in ms', minimum: 1_000, maximum: 86_400_000 })
  @IsOptional()
  @IsInt()
  @Min(1_000)
  @Max(86_400_000)
  readonly timeoutMs?: number;

  @ApiPropertyOptional({ description: 'Not to be started before', format: 'date-time' })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly runAt?: string;
}

/** A field that this class and the contract do not share is a compile error. */
export type CreateTaskDtoMatches = SameFields<CreateTaskDto, CreateTaskRequest>;
