import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type {
  TaskPriority,
  WorkerLane,
  WorkerMemory,
  WorkerState,
  WorkerStates,
  WorkerTask,
} from '@task-queue/contracts';
import type { Assert, SameFields } from '@task-queue/problems';
import { COUNT, INSTANT, PRIORITY } from '../http/dto/task.dto.js';

export class WorkerLaneDto implements WorkerLane {
  @ApiProperty(PRIORITY) readonly lane!: TaskPriority;
  @ApiProperty({ ...COUNT, description: 'Slots with a task, or with a handler that goes on after it', example: 1 })
  readonly used!: number;
  @ApiProperty({ ...COUNT, example: 8 }) readonly total!: number;
}

export class WorkerTaskDto implements WorkerTask {
  @ApiProperty({ format: 'uuid' }) readonly taskId!: string;
  @ApiProperty({ example: 'tasks.export' }) readonly type!: string;
  @ApiProperty({ example: '导出任务列表' }) readonly title!: string;
  @ApiProperty(PRIORITY) readonly lane!: TaskPriority;
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 }) readonly attempt!: number;
  @ApiProperty(INSTANT) readonly startedAt!: string;
  @ApiPropertyOptional({
    type: 'boolean',
    enum: [true],
    description: 'The task was ended by force, and its handler goes on all the same',
  })
  readonly mayStillRun?: true;
}

export class WorkerMemoryDto implements WorkerMemory {
  @ApiProperty({ ...COUNT, description: 'Of the process, in bytes' }) readonly rssBytes!: number;
  @ApiProperty({ ...COUNT, description: 'Of its JavaScript objects, in bytes' }) readonly heapUsedBytes!: number;
}

export class WorkerStateDto implements WorkerState {
  @ApiProperty({ description: 'Its name, as attempts have it', example: 'worker-1:17:3f9a0c' }) readonly id!: string;
  @ApiProperty({ example: 'worker-1' }) readonly host!: string;
  @ApiProperty({ ...COUNT, description: 'The id of its process on that host', example: 17 }) readonly process!: number;
  @ApiProperty({ type: String, nullable: true, description: 'Of the application', example: '1.4.0' })
  readonly version!: string | null;
  @ApiProperty({ ...INSTANT, nullable: true }) readonly startedAt!: string | null;
  @ApiProperty({ ...INSTANT, nullable: true, description: 'When it said last that it is alive' })
  readonly heartbeatAt!: string | null;
  @ApiProperty({ type: [WorkerLaneDto], description: 'In order of urgency' }) readonly lanes!: readonly WorkerLaneDto[];
  @ApiProperty({ type: [WorkerTaskDto], description: 'What it runs, the oldest first; of more than 50 those' })
  readonly running!: readonly WorkerTaskDto[];
  @ApiProperty({
    type: 'number',
    minimum: 0,
    nullable: true,
    description: 'How late its event loop was in the last second: 99 of 100 turns were no later',
    example: 1.2,
  })
  readonly eventLoopDelayMs!: number | null;
  @ApiProperty({ type: WorkerMemoryDto, nullable: true }) readonly memory!: WorkerMemoryDto | null;
}

export class WorkerStatesDto implements WorkerStates {
  @ApiProperty({ type: [WorkerStateDto] }) readonly items!: readonly WorkerStateDto[];
}

/** A field that these classes and the contract do not share is a compile error. */
export type WorkersDtoMatches = [
  Assert<SameFields<WorkerLaneDto, WorkerLane>>,
  Assert<SameFields<WorkerTaskDto, WorkerTask>>,
  Assert<SameFields<WorkerMemoryDto, WorkerMemory>>,
  Assert<SameFields<WorkerStateDto, WorkerState>>,
  Assert<SameFields<WorkerStatesDto, WorkerStates>>,
];
