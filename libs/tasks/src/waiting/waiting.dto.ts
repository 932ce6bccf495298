import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  WAITING_CODES,
  type TaskWaiting,
  type TimeRange,
  type WaitingCode,
  type WaitingReason,
} from '@task-queue/contracts';
import type { Assert, SameFields } from '@task-queue/problems';
import { COUNT, INSTANT } from '../http/dto/task.dto.js';

export class WaitingReasonDto implements WaitingReason {
  @ApiProperty({
    enum: WAITING_CODES,
    enumName: 'WaitingCode',
    description:
      '`SCHEDULED`: its run time is to come; `BACKOFF`: so is its next attempt; `PAUSED`: its lane or type is paused; ' +
      '`NO_WORKER`: none is there; `LIMIT`, `RATE`: a limit of its type is reached; `FAIR_SHARE`: others, who have fewer ' +
      'running tasks than its creator, are served first; `QUEUED`: it waits for a slot',
  })
  readonly code!: WaitingCode;
  @ApiPropertyOptional({ ...INSTANT, description: 'When it is over, where that is known' }) readonly until?: string;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }] },
    description:
      'What it is about: `lane` or `type` that is paused, with its `reason`; `key` of a limit with `concurrency`, or ' +
      '`count` and `perMs`',
    example: { key: 'owner', concurrency: 2 },
  })
  readonly params?: Readonly<Record<string, string | number>>;
  @ApiPropertyOptional({ description: 'What somebody can do about it, in the language of the call' })
  readonly wayOut?: string;
}

export class TimeRangeDto implements TimeRange {
  @ApiProperty(INSTANT) readonly from!: string;
  @ApiProperty(INSTANT) readonly to!: string;
}

export class TaskWaitingDto implements TaskWaiting {
  @ApiProperty({ type: [WaitingReasonDto], description: 'None for a task that does not wait' })
  readonly reasons!: readonly WaitingReasonDto[];
  @ApiProperty({
    ...COUNT,
    description: 'Tasks that get a slot before it as things are: exact to 100, then rounded',
    example: 4,
  })
  readonly ahead!: number;
  @ApiProperty({
    type: TimeRangeDto,
    nullable: true,
    description: 'When it is likely to begin; `null` where nobody can say',
  })
  readonly eta!: TimeRangeDto | null;
}

/** A field that these classes and the contract do not share is a compile error. */
export type WaitingDtoMatches = [
  Assert<SameFields<WaitingReasonDto, WaitingReason>>,
  Assert<SameFields<TimeRangeDto, TimeRange>>,
  Assert<SameFields<TaskWaitingDto, TaskWaiting>>,
];
