import { ApiProperty } from '@nestjs/swagger';
import {
  MAX_PAGE_SIZE,
  MISSED_POLICIES,
  OVERLAP_POLICIES,
  PREVIEW_NOTES,
  SCHEDULE_PAUSES,
  TICK_OUTCOMES,
  type LastTick,
  type MissedPolicy,
  type OverlapPolicy,
  type PreviewedTime,
  type PreviewNote,
  type Schedule,
  type SchedulePage,
  type SchedulePause,
  type SchedulePreview,
  type ScheduleTick,
  type ScheduleTicks,
  type TaskPriority,
  type TaskStatus,
  type TickOutcome,
} from '@task-queue/contracts';
import type { Assert, SameFields } from '@task-queue/problems';
import { COUNT, INSTANT, PRIORITY, STATUS, TaskCreatorDto } from '../http/dto/task.dto.js';

// Response shapes, for the OpenAPI document alone.

const INSTANT_OR_NULL = { ...INSTANT, nullable: true } as const;
const COUNT_OR_NULL = { ...COUNT, nullable: true } as const;

export class ScheduleTickDto implements ScheduleTick {
  @ApiProperty({ ...INSTANT, description: 'When it was due by the plan' }) readonly at!: string;
  @ApiProperty({
    enum: TICK_OUTCOMES,
    enumName: 'TickOutcome',
    description:
      '`started`: a task; `skipped_overlap`: none, as that of the tick before was not over; `missed`: none, as it was late; ' +
      '`paused`: none, as the schedule was paused',
  })
  readonly outcome!: TickOutcome;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The task that it started, or that kept it from starting one',
  })
  readonly taskId!: string | null;
}

export class LastTickDto extends ScheduleTickDto implements LastTick {
  @ApiProperty({ ...STATUS, nullable: true, description: 'Of its task now' }) readonly taskStatus!: TaskStatus | null;
}

export class ScheduleTicksDto implements ScheduleTicks {
  @ApiProperty({ type: [ScheduleTickDto] }) readonly items!: readonly ScheduleTickDto[];
}

export class ScheduleDto implements Schedule {
  @ApiProperty({ format: 'uuid', example: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c56' }) readonly id!: string;
  @ApiProperty({ example: '每晚导出' }) readonly name!: string;
  @ApiProperty({ example: 'tasks.export' }) readonly type!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) readonly params!: Readonly<Record<string, unknown>>;
  @ApiProperty({ ...PRIORITY, nullable: true, description: "`null`: the type's own" })
  readonly priority!: TaskPriority | null;
  @ApiProperty({ type: String, nullable: true, example: '30 2 * * 1-5' }) readonly cron!: string | null;
  @ApiProperty({ ...COUNT_OR_NULL, description: 'Milliseconds' }) readonly everyMs!: number | null;
  @ApiProperty(INSTANT_OR_NULL) readonly anchor!: string | null;
  @ApiProperty({ example: 'Asia/Shanghai' }) readonly timeZone!: string;
  @ApiProperty(INSTANT_OR_NULL) readonly startsAt!: string | null;
  @ApiProperty(INSTANT_OR_NULL) readonly endsAt!: string | null;
  @ApiProperty({ enum: MISSED_POLICIES, enumName: 'MissedPolicy' }) readonly missed!: MissedPolicy;
  @ApiProperty(COUNT) readonly missedWithinMs!: number;
  @ApiProperty({ enum: OVERLAP_POLICIES, enumName: 'OverlapPolicy' }) readonly overlap!: OverlapPolicy;
  @ApiProperty(COUNT) readonly jitterMs!: number;
  @ApiProperty(COUNT_OR_NULL) readonly pauseAfterFailures!: number | null;
  @ApiProperty() readonly enabled!: boolean;
  @ApiProperty({
    enum: SCHEDULE_PAUSES,
    enumName: 'SchedulePause',
    nullable: true,
    description:
      '`USER`: somebody did it; `FAILURES`: its tasks failed; `OWNER_DISABLED`: its owner is disabled or gone, ' +
      '`OWNER_FORBIDDEN`: may create no tasks; `UNKNOWN_TASK_TYPE`: nothing handles the type any more; `INVALID_PARAMS`: the ' +
      'params no longer fit it; `CODE_GONE`: the handler that declared it does so no longer',
  })
  readonly pausedBecause!: SchedulePause | null;
  @ApiProperty({ ...INSTANT_OR_NULL, description: '`null` while it is paused, and where no tick is left' })
  readonly nextRunAt!: string | null;
  @ApiProperty({ type: LastTickDto, nullable: true }) readonly lastTick!: LastTickDto | null;
  @ApiProperty({ description: 'Whether a handler declares it' }) readonly isDeclared!: boolean;
  @ApiProperty({ type: TaskCreatorDto }) readonly createdBy!: TaskCreatorDto;
  @ApiProperty(INSTANT) readonly createdAt!: string;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'Grows by one with every change, not with ticks',
    example: 1,
  })
  readonly version!: number;
}

export class SchedulePageDto implements SchedulePage {
  @ApiProperty({ type: [ScheduleDto] }) readonly items!: readonly ScheduleDto[];
  @ApiProperty({ ...COUNT, description: 'How many there are' }) readonly total!: number;
  @ApiProperty({ type: 'integer', minimum: 1 }) readonly page!: number;
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_PAGE_SIZE }) readonly pageSize!: number;
  @ApiProperty(COUNT) readonly totalPages!: number;
}

export class PreviewedTimeDto implements PreviewedTime {
  @ApiProperty(INSTANT) readonly at!: string;
  @ApiProperty({ description: 'Of the zone at that time', example: '+08:00' }) readonly offset!: string;
  @ApiProperty({
    enum: PREVIEW_NOTES,
    enumName: 'PreviewNote',
    required: false,
    description:
      'Where the clock changes. `MOVED`: its time is left out that day, and it comes when the gap ends; `REPEATED`: its time ' +
      'is there twice that day, and it comes once; `OFFSET_CHANGED`: the clock is another than at the tick before, or for ' +
      'the first one than now or at `startsAt`',
  })
  readonly note?: PreviewNote;
}

export class SchedulePreviewDto implements SchedulePreview {
  @ApiProperty({ type: [PreviewedTimeDto] }) readonly times!: readonly PreviewedTimeDto[];
}

/** A field that these classes and the contract do not share is a compile error. */
export type ShownScheduleDtoMatches = [
  Assert<SameFields<ScheduleTickDto, ScheduleTick>>,
  Assert<SameFields<LastTickDto, LastTick>>,
  Assert<SameFields<ScheduleTicksDto, ScheduleTicks>>,
  Assert<SameFields<ScheduleDto, Schedule>>,
  Assert<SameFields<SchedulePageDto, SchedulePage>>,
  Assert<SameFields<PreviewedTimeDto, PreviewedTime>>,
  Assert<SameFields<SchedulePreviewDto, SchedulePreview>>,
];
