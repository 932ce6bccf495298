import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ATTEMPT_ERROR_CODES,
  DEFAULT_PAGE_SIZE,
  ERROR_ORDERS,
  ERROR_STATES,
  FINGERPRINT,
  MAX_PAGE,
  MAX_PAGE_SIZE,
  type AttemptErrorCode,
  type ChangeErrorRequest,
  type ErrorGroup,
  type ErrorOrder,
  type ErrorPage,
  type ErrorQuery,
  type ErrorSample,
  type ErrorState,
} from '@task-queue/contracts';
import type { Assert, SameFields } from '@task-queue/problems';
import { COUNT, INSTANT, MayBeEmpty, WholeNumber } from '@task-queue/tasks/server';
import { IsIn, IsOptional, Max, Min } from 'class-validator';

const STATE = { enum: ERROR_STATES, enumName: 'ErrorState' } as const;

export class ErrorQueryDto implements ErrorQuery {
  @ApiPropertyOptional({ ...STATE, description: 'Only those' })
  @MayBeEmpty()
  @IsIn(ERROR_STATES)
  readonly state?: ErrorState;

  @ApiPropertyOptional({
    enum: ERROR_ORDERS,
    enumName: 'ErrorOrder',
    default: 'lastAt',
    description: 'By when they were seen last, or how often; downwards',
  })
  @MayBeEmpty()
  @IsIn(ERROR_ORDERS)
  readonly sort?: ErrorOrder;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 1, description: 'Counted from 1' })
  @WholeNumber()
  @Min(1)
  @Max(MAX_PAGE)
  @IsOptional()
  readonly page?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_PAGE_SIZE,
    default: DEFAULT_PAGE_SIZE,
    description: 'Kinds a page',
  })
  @WholeNumber()
  @Min(1)
  @Max(MAX_PAGE_SIZE)
  @IsOptional()
  readonly pageSize?: number;
}

export class ErrorSampleDto implements ErrorSample {
  @ApiProperty({ format: 'uuid', description: 'It may have been deleted since' }) readonly taskId!: string;
  @ApiProperty({ example: 'tasks.export' }) readonly type!: string;
  @ApiProperty({ example: 'The disk is full' }) readonly message!: string;
  @ApiProperty({ enum: ATTEMPT_ERROR_CODES, enumName: 'AttemptErrorCode' }) readonly code!: AttemptErrorCode;
}

export class ErrorGroupDto implements ErrorGroup {
  @ApiProperty({ pattern: FINGERPRINT.source, example: '1f0c2a9b7d3e4f58' }) readonly fingerprint!: string;
  @ApiProperty({ ...COUNT, description: 'How often a task failed of it', example: 42 }) readonly count!: number;
  @ApiProperty({ ...COUNT, description: 'How many tasks are failed by it now', example: 7 })
  readonly stillFailed!: number;
  @ApiProperty(INSTANT) readonly firstAt!: string;
  @ApiProperty(INSTANT) readonly lastAt!: string;
  @ApiProperty({
    type: [Number],
    description: 'How often in each of the last 24 hours, the present one last',
    minItems: 24,
    maxItems: 24,
  })
  readonly trend!: readonly number[];
  @ApiProperty({ type: ErrorSampleDto, description: 'The latest one' }) readonly sample!: ErrorSampleDto;
  @ApiProperty({ ...STATE, description: '`resolved` is `open` again when one recurs; `muted` stays' })
  readonly state!: ErrorState;
}

export class ErrorPageDto implements ErrorPage {
  @ApiProperty({ type: [ErrorGroupDto] }) readonly items!: readonly ErrorGroupDto[];
  @ApiProperty(COUNT) readonly total!: number;
  @ApiProperty({ type: 'integer', minimum: 1 }) readonly page!: number;
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_PAGE_SIZE }) readonly pageSize!: number;
}

export class ChangeErrorDto implements ChangeErrorRequest {
  @ApiProperty(STATE)
  @IsIn(ERROR_STATES)
  readonly state!: ErrorState;
}

/** A field that these classes and the contract do not share is a compile error. */
export type ErrorsDtoMatches = [
  Assert<SameFields<ErrorQueryDto, ErrorQuery>>,
  Assert<SameFields<ErrorSampleDto, ErrorSample>>,
  Assert<SameFields<ErrorGroupDto, ErrorGroup>>,
  Assert<SameFields<ErrorPageDto, ErrorPage>>,
  Assert<SameFields<ChangeErrorDto, ChangeErrorRequest>>,
];
