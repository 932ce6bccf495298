import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import {
  MAX_TYPE_LENGTH,
  OVERVIEW_WINDOWS,
  type Overview,
  type OverviewGap,
  type OverviewLane,
  type OverviewQuery,
  type OverviewStep,
  type OverviewWindow,
  type Percentiles,
  type SlowType,
  type TaskPriority,
  type TimeRange,
} from '@task-queue/contracts';
import type { Assert, SameFields } from '@task-queue/problems';
import { COUNT, INSTANT, MayBeEmpty, PauseDto, PRIORITY, TimeRangeDto } from '@task-queue/tasks/server';
import { IsIn, IsString, MaxLength } from 'class-validator';

export class OverviewQueryDto implements OverviewQuery {
  @ApiPropertyOptional({
    enum: OVERVIEW_WINDOWS,
    enumName: 'OverviewWindow',
    default: '24h',
    description: 'The span, which ends now',
  })
  @MayBeEmpty()
  @IsIn(OVERVIEW_WINDOWS)
  readonly window?: OverviewWindow;

  @ApiPropertyOptional({
    maxLength: MAX_TYPE_LENGTH,
    description: 'Of tasks of this type alone',
    example: 'tasks.export',
  })
  @MayBeEmpty()
  @IsString()
  @MaxLength(MAX_TYPE_LENGTH)
  readonly type?: string;
}

const MS_OR_NULL = { type: 'integer', minimum: 0, nullable: true } as const;

export class PercentilesDto implements Percentiles {
  @ApiProperty({ ...MS_OR_NULL, example: 180 }) readonly p50!: number | null;
  @ApiProperty({ ...MS_OR_NULL, example: 950 }) readonly p95!: number | null;
  @ApiProperty({ ...MS_OR_NULL, example: 2_400 }) readonly p99!: number | null;
}

const WAIT = {
  type: PercentilesDto,
  description:
    'From when tasks might have begun to their first start, in milliseconds, within 10 %; `null` where there were none',
} as const;
const RUN = { type: PercentilesDto, description: 'How long attempts took that completed, or failed for good' } as const;

export class LaneDepthsDto {
  @ApiProperty({ ...COUNT, nullable: true, example: 0 }) readonly high!: number | null;
  @ApiProperty({ ...COUNT, nullable: true, example: 12 }) readonly normal!: number | null;
  @ApiProperty({ ...COUNT, nullable: true, example: 3 }) readonly low!: number | null;
}

export class OverviewStepDto implements OverviewStep {
  @ApiProperty({ ...INSTANT, description: 'When it begins' }) readonly at!: string;
  @ApiProperty({ ...COUNT, example: 61 }) readonly created!: number;
  @ApiProperty({ ...COUNT, example: 58 }) readonly completed!: number;
  @ApiProperty({ ...COUNT, example: 2 }) readonly failed!: number;
  @ApiProperty({ ...COUNT, example: 0 }) readonly cancelled!: number;
  @ApiProperty({ ...COUNT, description: 'How often a task went back to wait for another attempt', example: 4 })
  readonly retried!: number;
  @ApiProperty(WAIT) readonly wait!: PercentilesDto;
  @ApiProperty(RUN) readonly run!: PercentilesDto;
  @ApiProperty({
    type: LaneDepthsDto,
    description:
      "How many waited in each lane, on the average; `null` of a type, of one's own, and where nobody looked",
  })
  readonly waiting!: LaneDepthsDto;
}

@ApiExtraModels(TimeRangeDto)
export class OverviewLaneDto implements OverviewLane {
  @ApiProperty(PRIORITY) readonly lane!: TaskPriority;
  @ApiProperty({ type: PauseDto, nullable: true, description: 'Who paused it, and why' })
  readonly pause!: PauseDto | null;
  @ApiProperty({ ...COUNT, example: 12 }) readonly waiting!: number;
  @ApiProperty({ ...COUNT, description: '0 where nobody waits', example: 4_200 }) readonly oldestWaitingMs!: number;
  @ApiProperty({ ...COUNT, example: 8 }) readonly running!: number;
  @ApiProperty({ ...COUNT, description: 'Of all workers together', example: 8 }) readonly slots!: number;
  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(TimeRangeDto) }, { type: 'string', enum: ['growing'] }, { type: 'null' }],
    description:
      'When nobody will wait any more if all goes on as in the last ten minutes; `growing` where ever more wait; `null` ' +
      'where nobody waits, or nobody can say',
  })
  readonly drain!: TimeRange | 'growing' | null;
}

export class SlowTypeDto implements SlowType {
  @ApiProperty({ example: 'tasks.export' }) readonly type!: string;
  @ApiProperty({ ...COUNT, description: 'How many attempts that completed, or failed for good', example: 58 })
  readonly count!: number;
  @ApiProperty(RUN) readonly run!: PercentilesDto;
}

export class OverviewGapDto implements OverviewGap {
  @ApiProperty(INSTANT) readonly from!: string;
  @ApiProperty(INSTANT) readonly to!: string;
}

export class OverviewDto implements Overview {
  @ApiProperty({
    type: [OverviewStepDto],
    description: 'The oldest first: minutes of an hour, ten minutes of a day, hours of a week, six hours of 90 days',
  })
  readonly steps!: readonly OverviewStepDto[];
  @ApiProperty(WAIT) readonly wait!: PercentilesDto;
  @ApiProperty(RUN) readonly run!: PercentilesDto;
  @ApiProperty({
    type: [SlowTypeDto],
    description:
      'Five types at most, that with the longest p95 first. In a long span an answer may be as old as a thousandth of it',
  })
  readonly slowest!: readonly SlowType[];
  @ApiProperty({
    type: [OverviewLaneDto],
    description: 'As they are now, in order of urgency; none for who may read their own tasks alone',
  })
  readonly lanes!: readonly OverviewLaneDto[];
  @ApiProperty({ type: [OverviewGapDto], description: 'Where events were lost before they were counted' })
  readonly gaps!: readonly OverviewGapDto[];
}

/** A field that these classes and the contract do not share is a compile error. */
export type OverviewDtoMatches = [
  Assert<SameFields<OverviewQueryDto, OverviewQuery>>,
  Assert<SameFields<PercentilesDto, Percentiles>>,
  Assert<SameFields<OverviewStepDto, OverviewStep>>,
  Assert<SameFields<OverviewLaneDto, OverviewLane>>,
  Assert<SameFields<SlowTypeDto, SlowType>>,
  Assert<SameFields<OverviewGapDto, OverviewGap>>,
  Assert<SameFields<OverviewDto, Overview>>,
];
