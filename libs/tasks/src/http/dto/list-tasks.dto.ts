import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import {
  DEFAULT_PAGE_SIZE,
  FINGERPRINT,
  MAX_FILTERED_FINGERPRINTS,
  MAX_FILTERED_SCHEDULES,
  MAX_FILTERED_TYPES,
  MAX_PAGE,
  MAX_PAGE_SIZE,
  MAX_SEARCH_LENGTH,
  MAX_TYPE_LENGTH,
  MAX_USER_ID_LENGTH,
  TASK_PRIORITIES,
  TASK_SORTS,
  TASK_STATUSES,
  type TaskFilter,
  type TaskPriority,
  type TaskSort,
  type TaskStatus,
} from '@task-queue/contracts';
import { type Assert, IsEncodedInstant, IsInstant, type SameFields } from '@task-queue/problems';

/** `a,b` or repeated parameters as a list without doubles; nothing as no list. What holds no texts stays as it is. */
export const CommaList = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => {
    const given: unknown[] = Array.isArray(value) ? value : [value ?? ''];
    if (!given.every((item) => typeof item === 'string')) {
      return value;
    }
    const items = given.flatMap((item) => item.split(',')).map((item) => item.trim());
    const named = [...new Set(items.filter((item) => item !== ''))];
    return named.length === 0 ? undefined : named;
  });

/** Says nothing when it is empty, as `q=` in a query does. */
export const MayBeEmpty = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (value === '' || value === null ? undefined : value)),
    IsOptional(),
  );

/** Digits as a number. */
export const WholeNumber = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value,
    ),
    IsInt(),
  );

const INSTANT_FORMS = 'an ISO 8601 date or time, in UTC where it names no zone';

/** Which tasks. */
export class TaskFilterDto {
  @ApiPropertyOptional({ enum: TASK_STATUSES, enumName: 'TaskStatus', isArray: true, description: 'Any of these' })
  @CommaList()
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(TASK_STATUSES.length)
  @IsIn(TASK_STATUSES, { each: true })
  readonly status?: readonly TaskStatus[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: MAX_FILTERED_TYPES,
    description: 'Any of these',
    example: ['tasks.export'],
  })
  @CommaList()
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_FILTERED_TYPES)
  @IsString({ each: true })
  @MaxLength(MAX_TYPE_LENGTH, { each: true })
  readonly type?: readonly string[];

  @ApiPropertyOptional({ enum: TASK_PRIORITIES, enumName: 'TaskPriority', isArray: true, description: 'Any of these' })
  @CommaList()
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(TASK_PRIORITIES.length)
  @IsIn(TASK_PRIORITIES, { each: true })
  readonly priority?: readonly TaskPriority[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: MAX_FILTERED_FINGERPRINTS,
    description: 'Of their errors, any of these: those that failed, and those that wait for their next attempt',
    example: ['1f0c2a9b7d3e4f58'],
  })
  @CommaList()
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_FILTERED_FINGERPRINTS)
  @Matches(FINGERPRINT, { each: true })
  readonly fingerprint?: readonly string[];

  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    maxItems: MAX_FILTERED_SCHEDULES,
    description: 'Of any of these schedules, whether they are still there or not',
    example: ['019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c56'],
  })
  @CommaList()
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_FILTERED_SCHEDULES)
  @IsUUID('all', { each: true })
  readonly scheduleId?: readonly string[];

  @ApiPropertyOptional({
    maxLength: MAX_SEARCH_LENGTH,
    description:
      'All of these words (their first 3 letters or more, or whole; also from a capital, or between letters and digits, on), ' +
      'substrings of text without spaces (Chinese, Japanese, Korean, Thai …) or symbols in title, type or error; or an id or ' +
      'its first 4 digits or more. Case, width and accents make no difference. Of an error the first 200 characters are ' +
      'searched. Words of more than 40 letters that differ only after the 40th are not told apart',
    example: '导出 timeout',
  })
  @MayBeEmpty()
  @IsString()
  @MaxLength(MAX_SEARCH_LENGTH)
  readonly q?: string;

  @ApiPropertyOptional({ maxLength: MAX_USER_ID_LENGTH, description: "A user's id; for who may `tasks:read:all`" })
  @MayBeEmpty()
  @IsString()
  @MaxLength(MAX_USER_ID_LENGTH)
  readonly createdBy?: string;

  @ApiPropertyOptional({ format: 'date-time', description: `From this instant on: ${INSTANT_FORMS}` })
  @MayBeEmpty()
  @IsEncodedInstant()
  @IsInstant()
  readonly createdFrom?: string;

  @ApiPropertyOptional({ format: 'date-time', description: `Before this instant: ${INSTANT_FORMS}` })
  @MayBeEmpty()
  @IsEncodedInstant()
  @IsInstant()
  readonly createdTo?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: `Of those that finished at this instant or later, as known within two seconds: ${INSTANT_FORMS}`,
  })
  @MayBeEmpty()
  @IsEncodedInstant()
  @IsInstant()
  readonly finishedFrom?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: `Of those that finished before this instant: ${INSTANT_FORMS}`,
  })
  @MayBeEmpty()
  @IsEncodedInstant()
  @IsInstant()
  readonly finishedTo?: string;
}

/** Query of `GET /api/tasks`. */
export class ListTasksDto extends TaskFilterDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 1, description: 'Counted from 1' })
  @WholeNumber()
  @Min(1)
  @Max(MAX_PAGE)
  @IsOptional()
  readonly page?: number;

  @ApiPropertyOptional({
    enum: TASK_SORTS,
    enumName: 'TaskSort',
    default: '-createdAt',
    description:
      'Its order; `-` for downwards. Where more than 10,000 tasks match, by `createdAt` and `finishedAt` alone. `duration` is how long the ' +
      'latest attempt took so far, `waited` how long it waited to begin. What a task has not comes last',
  })
  @MayBeEmpty()
  @IsIn(TASK_SORTS)
  readonly sort?: TaskSort;

  @ApiPropertyOptional({
    format: 'uuid',
    description:
      'Instead of `page`: the page that begins after the task with this id, which need not be there any more. However ' +
      'many tasks are created meanwhile, the last id of a page leads to the next ones; `page` says where that is now',
    example: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55',
  })
  @MayBeEmpty()
  @IsUUID(7)
  readonly before?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_PAGE_SIZE,
    default: DEFAULT_PAGE_SIZE,
    description: 'Tasks a page',
  })
  @WholeNumber()
  @Min(1)
  @Max(MAX_PAGE_SIZE)
  readonly pageSize: number = DEFAULT_PAGE_SIZE;
}

/** What a query that fits the class is read as. */
export type ListTasksQuery = Readonly<ListTasksDto>;

/** A field that this class and the contract do not share is a compile error. */
export type TaskFilterDtoMatches = Assert<SameFields<TaskFilterDto, TaskFilter>>;
