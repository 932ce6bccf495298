import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import {
  MAX_BATCH_TASKS,
  type BatchCreateOutcome,
  type BatchCreateRequest,
  type BatchedTaskRequest,
  type Task,
} from '@task-queue/contracts';
import { type Assert, MayBeNull, ProblemDto, type SameFields } from '@task-queue/problems';
import { CreateTaskDto } from '../http/dto/create-task.dto.js';
import { TaskDto } from '../http/dto/task.dto.js';
import { IDEMPOTENCY_KEY } from '../http/idempotency-key.js';

/** One of the tasks. */
export class BatchedTaskDto extends CreateTaskDto implements BatchedTaskRequest {
  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 200,
    pattern: IDEMPOTENCY_KEY.source,
    description: 'As the header `Idempotency-Key` of `POST /api/tasks`, with which it shares its keys',
    example: 'november-export-1',
  })
  @MayBeNull()
  @Matches(IDEMPOTENCY_KEY)
  readonly idempotencyKey?: string;
}

/** Body of `POST /api/tasks/batch-create`. */
export class BatchCreateDto implements BatchCreateRequest {
  @ApiProperty({ type: [BatchedTaskDto], minItems: 1, maxItems: MAX_BATCH_TASKS })
  readonly tasks!: readonly BatchedTaskDto[];
}

export class BatchCreateOutcomeDto implements BatchCreateOutcome {
  @ApiProperty({ description: 'Whether there is a `task`; else there is a `problem`' }) readonly ok!: boolean;
  @ApiProperty({
    type: 'integer',
    description: '201 where it is new, 200 where it was there before; that of the problem',
    example: 201,
  })
  readonly status!: number;
  @ApiPropertyOptional({ type: TaskDto }) readonly task?: Task;
  @ApiPropertyOptional({ description: '`true` where it was there before because of `unique` or `debounce`' })
  readonly deduplicated?: boolean;
  @ApiPropertyOptional({ type: ProblemDto }) readonly problem?: ProblemDto;
}

/** A field that these classes and the contract do not share is a compile error. */
export type BatchDtoMatches = [
  Assert<SameFields<BatchedTaskDto, BatchedTaskRequest>>,
  Assert<SameFields<BatchCreateDto, BatchCreateRequest>>,
  Assert<SameFields<BatchCreateOutcomeDto, BatchCreateOutcome>>,
];
