import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import {
  DEFAULT_MISSED_WITHIN_MS,
  DEFAULT_PAGE_SIZE,
  DEFAULT_PREVIEW_COUNT,
  MAX_CRON_LENGTH,
  MAX_JITTER_MS,
  MAX_MISSED_WITHIN_MS,
  MAX_PAGE,
  MAX_PAGE_SIZE,
  MAX_PAUSE_AFTER_FAILURES,
  MAX_PREVIEW_COUNT,
  MAX_SCHEDULE_NAME_LENGTH,
  MAX_TYPE_LENGTH,
  MAX_USER_ID_LENGTH,
  MISSED_POLICIES,
  OVERLAP_POLICIES,
  SCHEDULE_EVERY_MS,
  TASK_PRIORITIES,
  type MissedPolicy,
  type OverlapPolicy,
  type ScheduleChange,
  type ScheduleDraft,
  type SchedulePreviewRequest,
  type TaskCreator,
  type TaskPriority,
} from '@task-queue/contracts';
import { instantMs, IsOneLine, MayBeNull, type Assert, type SameFields } from '@task-queue/problems';
import { WholeNumber } from '../http/dto/list-tasks.dto.js';

/** May be left out, which leaves what there is, or be `null`, which takes it away. */
const Nullable = (): PropertyDecorator =>
  applyDecorators(ValidateIf((_body, value) => value !== null && value !== undefined));

/** An instant as `IsInstant` takes it, or `null`, which stays. */
const IsInstantOrNull = (): PropertyDecorator =>
  applyDecorators(
    Nullable(),
    Transform(({ value }: { value: unknown }) => {
      const ms = typeof value === 'string' ? instantMs(value) : null;
      return ms === null ? value : new Date(ms).toISOString();
    }),
    ValidateBy({
      name: 'isInstant',
      validator: { validate: (value) => typeof value === 'string' && instantMs(value) !== null },
    }),
  );

const INSTANT = { type: String, format: 'date-time', nullable: true } as const;
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u;

/** When ticks are. */
class TimingDto {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: MAX_CRON_LENGTH,
    description:
      'Five fields (minute, hour, day of the month, month, day of the week with 0 or 7 for Sunday), each `*`, a number, a ' +
      'range, a step or a list; where both days are given either is enough. In the time of `timeZone`: a time that a clock ' +
      'change leaves out comes when the gap ends, one that it repeats comes once; with `*` or a step in minutes or hours it ' +
      'goes on through both, without what is left out and twice where that is repeated. Instead of `everyMs`',
    example: '30 2 * * 1-5',
  })
  @Nullable()
  @IsString()
  @MaxLength(MAX_CRON_LENGTH)
  readonly cron?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: SCHEDULE_EVERY_MS.min,
    maximum: SCHEDULE_EVERY_MS.max,
    description: 'Milliseconds of elapsed time from tick to tick, whatever clocks do. Instead of `cron`',
  })
  @Nullable()
  @IsInt()
  @Min(SCHEDULE_EVERY_MS.min)
  @Max(SCHEDULE_EVERY_MS.max)
  readonly everyMs?: number | null;

  @ApiPropertyOptional({
    ...INSTANT,
    description: 'What `everyMs` counts from; `startsAt`, else when it is created, when left out',
  })
  @IsInstantOrNull()
  readonly anchor?: string | null;

  @ApiPropertyOptional({ ...INSTANT, description: 'No tick before it', example: '2030-01-01T00:00:00.000Z' })
  @IsInstantOrNull()
  readonly startsAt?: string | null;

  @ApiPropertyOptional({ ...INSTANT, description: 'No tick after it', example: '2031-01-01T00:00:00.000Z' })
  @IsInstantOrNull()
  readonly endsAt?: string | null;
}

const TIME_ZONE = {
  description: 'A zone of the IANA database',
  minLength: 1,
  maxLength: MAX_SCHEDULE_NAME_LENGTH,
  example: 'Asia/Shanghai',
};
const NAME = {
  description: 'One line that shows something; the title of its tasks',
  minLength: 1,
  maxLength: MAX_SCHEDULE_NAME_LENGTH,
  example: '每晚导出',
};
const TYPE = {
  description: 'A registered type, see `GET /api/tasks/types`',
  minLength: 1,
  maxLength: MAX_TYPE_LENGTH,
  example: 'tasks.export',
};
const IsZone = (): PropertyDecorator => applyDecorators(IsString(), Length(1, MAX_SCHEDULE_NAME_LENGTH));
const IsName = (): PropertyDecorator =>
  applyDecorators(IsString(), Length(1, MAX_SCHEDULE_NAME_LENGTH), IsOneLine(), Matches(VISIBLE));
const IsType = (): PropertyDecorator => applyDecorators(IsString(), Length(1, MAX_TYPE_LENGTH));

/** What of a schedule may always be left out. */
class ScheduleOptionsDto extends TimingDto {
  @ApiPropertyOptional({
    description: "Checked against the type's schema, now and at each tick; at most 256 KiB",
    type: 'object',
    additionalProperties: true,
    example: { format: 'csv' },
  })
  @MayBeNull()
  @IsObject()
  readonly params?: Record<string, unknown>;

  @ApiPropertyOptional({
    enum: TASK_PRIORITIES,
    enumName: 'TaskPriority',
    nullable: true,
    description: "The lane its tasks wait in; the type's own when left out",
  })
  @Nullable()
  @IsIn(TASK_PRIORITIES)
  readonly priority?: TaskPriority | null;

  @ApiPropertyOptional({
    enum: MISSED_POLICIES,
    enumName: 'MissedPolicy',
    default: 'once',
    description:
      'What is made up for of ticks that came while no worker was there: none, one for all, or each (100 at most)',
  })
  @MayBeNull()
  @IsIn(MISSED_POLICIES)
  readonly missed?: MissedPolicy;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MAX_MISSED_WITHIN_MS,
    default: DEFAULT_MISSED_WITHIN_MS,
    description: 'A tick that is so many milliseconds late is not made up for',
  })
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(MAX_MISSED_WITHIN_MS)
  readonly missedWithinMs?: number;

  @ApiPropertyOptional({
    enum: OVERLAP_POLICIES,
    enumName: 'OverlapPolicy',
    default: 'skip',
    description:
      'What becomes of a tick while the task of the one before is not over: left out, waits (one does), or started',
  })
  @MayBeNull()
  @IsIn(OVERLAP_POLICIES)
  readonly overlap?: OverlapPolicy;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MAX_JITTER_MS,
    default: 0,
    description: 'A tick starts up to so many milliseconds later, always as much, and before the next one',
  })
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(MAX_JITTER_MS)
  readonly jitterMs?: number;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: MAX_PAUSE_AFTER_FAILURES,
    description: 'It is paused when so many of its tasks have failed one after the other; never when left out',
  })
  @Nullable()
  @IsInt()
  @Min(1)
  @Max(MAX_PAUSE_AFTER_FAILURES)
  readonly pauseAfterFailures?: number | null;
}

/** Body of `POST /api/schedules`. */
export class ScheduleDraftDto extends ScheduleOptionsDto {
  @ApiProperty(NAME) @IsName() readonly name!: string;
  @ApiProperty(TYPE) @IsType() readonly type!: string;
  @ApiProperty(TIME_ZONE) @IsZone() readonly timeZone!: string;
}

export class NewOwnerDto implements TaskCreator {
  @ApiProperty({ maxLength: MAX_USER_ID_LENGTH, example: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24' })
  @IsString()
  @Length(1, MAX_USER_ID_LENGTH)
  readonly id!: string;

  @ApiProperty({ maxLength: MAX_USER_ID_LENGTH, example: 'admin' })
  @IsString()
  @Length(1, MAX_USER_ID_LENGTH)
  readonly username!: string;
}

/** Body of `PATCH /api/schedules/:id`. */
export class ScheduleChangeDto extends ScheduleOptionsDto {
  @ApiPropertyOptional(NAME) @MayBeNull() @IsName() readonly name?: string;
  @ApiPropertyOptional(TYPE) @MayBeNull() @IsType() readonly type?: string;
  @ApiPropertyOptional(TIME_ZONE) @MayBeNull() @IsZone() readonly timeZone?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'The version that is changed; where there is another one: `VERSION_CONFLICT`',
    example: 1,
  })
  @MayBeNull()
  @IsInt()
  @Min(1)
  readonly version?: number;

  @ApiPropertyOptional({ type: NewOwnerDto, description: 'Hands it over; for who may `schedules:control:all`' })
  @MayBeNull()
  @IsObject()
  @ValidateNested()
  @Type(() => NewOwnerDto)
  readonly createdBy?: NewOwnerDto;
}

/** Body of `POST /api/schedules/preview`. */
export class SchedulePreviewRequestDto extends TimingDto {
  @ApiProperty(TIME_ZONE) @IsZone() readonly timeZone!: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_PREVIEW_COUNT,
    default: DEFAULT_PREVIEW_COUNT,
    description: 'How many',
  })
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(MAX_PREVIEW_COUNT)
  readonly count?: number;
}

/** Query of `GET /api/schedules`. */
export class ListSchedulesDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 1, description: 'Counted from 1' })
  @WholeNumber()
  @Min(1)
  @Max(MAX_PAGE)
  readonly page: number = 1;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_PAGE_SIZE,
    default: DEFAULT_PAGE_SIZE,
    description: 'Schedules a page',
  })
  @WholeNumber()
  @Min(1)
  @Max(MAX_PAGE_SIZE)
  readonly pageSize: number = DEFAULT_PAGE_SIZE;
}

/** A field that these classes and the contract do not share is a compile error. */
export type ScheduleDtoMatches = [
  Assert<SameFields<ScheduleDraftDto, ScheduleDraft>>,
  Assert<SameFields<ScheduleChangeDto, ScheduleChange>>,
  Assert<SameFields<SchedulePreviewRequestDto, SchedulePreviewRequest>>,
];
