import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type LocalizedText,
  MAX_RETRIES,
  STORAGE_LEVELS,
  type StorageRoom,
  type TaskPriority,
  type TaskStats,
  type TaskStatus,
  type TaskType,
  type TaskTypeDefaults,
} from '@task-queue/contracts';
import type { Assert, SameFields } from '@task-queue/problems';
import { COUNT, PRIORITY } from './task.dto.js';

export class LocalizedTextDto implements LocalizedText {
  @ApiProperty({ description: 'Chinese', example: '批量导出' }) readonly zh!: string;
  @ApiProperty({ description: 'English', example: 'Batch export' }) readonly en!: string;
}

export class TaskTypeDefaultsDto implements TaskTypeDefaults {
  @ApiProperty(PRIORITY) readonly priority!: TaskPriority;
  @ApiProperty({ ...COUNT, maximum: MAX_RETRIES, example: 3 }) readonly maxRetries!: number;
  @ApiProperty({ type: 'integer', minimum: 1, description: 'In milliseconds', example: 300_000 })
  readonly timeoutMs!: number;
}

export class TaskTypeDto implements TaskType {
  @ApiProperty({ example: 'tasks.export' }) readonly type!: string;
  @ApiProperty({ type: LocalizedTextDto }) readonly title!: LocalizedTextDto;
  @ApiProperty({ type: LocalizedTextDto, description: 'Both empty where the handler says nothing' })
  readonly description!: LocalizedTextDto;
  @ApiProperty({
    description:
      'JSON Schema (2020-12) of the params, their defaults included. `x-title` and `x-description` hold what `title` ' +
      'and `description` say in both languages',
    type: 'object',
    additionalProperties: true,
  })
  readonly paramsSchema!: Readonly<Record<string, unknown>>;
  @ApiProperty({ type: TaskTypeDefaultsDto, description: 'What a task gets where the request is silent' })
  readonly defaults!: TaskTypeDefaultsDto;
  @ApiProperty({
    description: 'Whether the server starts its tasks by itself, as those of bulk actions',
    example: false,
  })
  readonly isInternal!: boolean;
  @ApiProperty({ description: 'Whether its tasks can be stopped while they run', example: true })
  readonly stoppable!: boolean;
}

export class StorageRoomDto implements StorageRoom {
  @ApiProperty({
    enum: STORAGE_LEVELS,
    description: '`filling` from 85 % on, `full` from 95 % on, when no more tasks are created',
  })
  readonly level!: StorageRoom['level'];
  @ApiProperty({ ...COUNT, example: 104_857_600 }) readonly usedBytes!: number;
  @ApiProperty({
    ...COUNT,
    type: 'integer',
    nullable: true,
    description: '`null` where nothing bounds it',
    example: 2_147_483_648,
  })
  readonly limitBytes!: number | null;
}

export class TaskStatsDto implements TaskStats {
  @ApiProperty({ ...COUNT, example: 3 }) readonly total!: number;
  @ApiProperty({
    type: 'object',
    properties: { pending: COUNT, running: COUNT, completed: COUNT, failed: COUNT, cancelled: COUNT },
    required: ['pending', 'running', 'completed', 'failed', 'cancelled'],
    selfRequired: true,
    example: { pending: 1, running: 0, completed: 2, failed: 0, cancelled: 0 },
  })
  readonly byStatus!: Readonly<Record<TaskStatus, number>>;
  @ApiProperty({ type: 'object', additionalProperties: COUNT, example: { 'tasks.export': 3 } })
  readonly byType!: Readonly<Record<string, number>>;
  @ApiPropertyOptional({ type: StorageRoomDto, description: 'How full Redis is; for who may `storage:read`' })
  readonly storage?: StorageRoomDto;
}

/** A field that these classes and the contract do not share is a compile error. */
export type TaskTypeDtoMatches = [
  Assert<SameFields<LocalizedTextDto, LocalizedText>>,
  Assert<SameFields<TaskTypeDefaultsDto, TaskTypeDefaults>>,
  Assert<SameFields<TaskTypeDto, TaskType>>,
  Assert<SameFields<TaskStatsDto, TaskStats>>,
  Assert<SameFields<StorageRoomDto, StorageRoom>>,
];
