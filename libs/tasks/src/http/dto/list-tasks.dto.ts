import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsInt, IsISO8601, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import {
  TASK_PRIORITIES,
  TASK_STATUSES,
  type TaskFilter,
  type TaskPriority,
  type TaskStatus,
} from '@task-queue/contracts';
import type { SameFields } from './same-fields.js';

/** `a,b` or repeated parameters as a list; nothing as no list. */
const CommaList = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => {
    const items = (Array.isArray(value) ? value : [value])
      .flatMap((item) => String(item ?? '').split(','))
      .map((item) => item.trim())
      .filter((item) => item !== '');
    return items.length === 0 ? undefined : items;
  });

/** Which tasks. */
export class TaskFilterDto {
  @ApiPropertyOptional({ description: 'One or more, comma-separated', enum: TASK_STATUSES, isArray: true })
  @CommaList()
  @IsOptional()
  @ArrayMaxSize(5)
  @IsIn(TASK_STATUSES, { each: true })
  readonly status?: readonly TaskStatus[];

  @ApiPropertyOptional({ description: 'One or more, comma-separated', type: [String] })
  @CommaList()
  @IsOptional()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  readonly type?: readonly string[];

  @ApiPropertyOptional({ description: 'One or more, comma-separated', enum: TASK_PRIORITIES, isArray: true })
  @CommaList()
  @IsOptional()
  @ArrayMaxSize(3)
  @IsIn(TASK_PRIORITIES, { each: true })
  readonly priority?: readonly TaskPriority[];

  @ApiPropertyOptional({
    description:
      'Words (all of them) or Chinese substrings of title, type or error; an id or its first 8 digits or more',
    example: '导出 timeout',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly q?: string;

  @ApiPropertyOptional({ description: "A user's id; for administrators" })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly createdBy?: string;

  @ApiPropertyOptional({ description: 'Inclusive', format: 'date-time' })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly createdFrom?: string;

  @ApiPropertyOptional({ description: 'Exclusive', format: 'date-time' })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly createdTo?: string;
}

/** Query of `GET /api/tasks`. */
export class ListTasksDto extends TaskFilterDto {
  @ApiPropertyOptional({ minimum: 1, maximum: 1_000_000, default: 1 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly page: number = 1;

  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 20 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  readonly pageSize: number = 20;
}

/** A field that this class and the contract do not share is a compile error. */
export type TaskFilterDtoMatches = SameFields<TaskFilterDto, TaskFilter>;
