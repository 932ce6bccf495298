import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { AUDIT_ID } from '@task-queue/audit-trail';
import {
  AUDIT_ACTIONS,
  AUDIT_OUTCOMES,
  AUDIT_PAGE_SIZE,
  AUDIT_ROUTINES,
  AUDIT_TARGETS,
  type AuditAction,
  type AuditEntry,
  type AuditExportRequest,
  type AuditFields,
  type AuditFilter,
  type AuditOutcome,
  type AuditPage,
  type AuditQuery,
  type AuditRoutine,
  type AuditTarget,
  type AuditTargetType,
  type AuditToken,
  type ErrorCode,
  type TaskCreator,
} from '@task-queue/contracts';
import { ERROR_CODE, IsEncodedInstant, IsInstant, type Assert, type SameFields } from '@task-queue/problems';
import { CommaList, INSTANT, MayBeEmpty, TaskCreatorDto, WholeNumber } from '@task-queue/tasks/server';
import { MAX_AUDIT_TEXT } from './export/export-audit.params.js';

const ACTION = { enum: AUDIT_ACTIONS, enumName: 'AuditAction' } as const;
const OUTCOME = { enum: AUDIT_OUTCOMES, enumName: 'AuditOutcome' } as const;
const TARGET = { enum: AUDIT_TARGETS, enumName: 'AuditTargetType' } as const;
const ROUTINE = { enum: AUDIT_ROUTINES, enumName: 'AuditRoutine' } as const;
const TEXT = { type: String, maxLength: MAX_AUDIT_TEXT } as const;
const NULLABLE_TEXT = { type: String, nullable: true } as const;
const FIELDS = { type: 'object', nullable: true, additionalProperties: true } as const;
const INSTANT_FORMS = 'an ISO 8601 date or time, in UTC where it names no zone';
const ENTRY_ID = '1796026442007-0a';

/** Which entries. */
export class AuditFilterDto implements AuditFilter {
  @ApiPropertyOptional({ ...TEXT, description: 'The id or the user name of a person' })
  @MayBeEmpty()
  @IsString()
  @MaxLength(MAX_AUDIT_TEXT)
  readonly who?: string;

  @ApiPropertyOptional({ ...ACTION, isArray: true, description: 'Any of these' })
  @CommaList()
  @IsOptional()
  @IsIn(AUDIT_ACTIONS, { each: true })
  readonly action?: readonly AuditAction[];

  @ApiPropertyOptional({ ...TARGET, description: 'What it was done to' })
  @MayBeEmpty()
  @IsIn(AUDIT_TARGETS)
  readonly targetType?: AuditTargetType;

  @ApiPropertyOptional({
    ...TEXT,
    description: 'The same by its id; also a task that was made, or acted on with others',
  })
  @MayBeEmpty()
  @IsString()
  @MaxLength(MAX_AUDIT_TEXT)
  readonly targetId?: string;

  @ApiPropertyOptional({ ...OUTCOME, isArray: true, description: 'Any of these' })
  @CommaList()
  @IsOptional()
  @IsIn(AUDIT_OUTCOMES, { each: true })
  readonly outcome?: readonly AuditOutcome[];

  @ApiPropertyOptional({ ...TEXT, description: 'Where it came from', example: '203.0.113.5' })
  @MayBeEmpty()
  @IsString()
  @MaxLength(MAX_AUDIT_TEXT)
  readonly address?: string;

  @ApiPropertyOptional({ format: 'date-time', description: `From this instant on: ${INSTANT_FORMS}` })
  @MayBeEmpty()
  @IsEncodedInstant()
  @IsInstant()
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: `Before this instant: ${INSTANT_FORMS}` })
  @MayBeEmpty()
  @IsEncodedInstant()
  @IsInstant()
  readonly to?: string;

  @ApiPropertyOptional({ ...ROUTINE, description: 'Without the renewals of sessions that went on by them' })
  @MayBeEmpty()
  @IsIn(AUDIT_ROUTINES)
  readonly without?: AuditRoutine;
}

/** Query of `GET /api/audit`. */
export class AuditQueryDto extends AuditFilterDto implements AuditQuery {
  @ApiPropertyOptional({ description: '`next` of the page before', pattern: '^\\d+-\\d+[abc]$', example: ENTRY_ID })
  @MayBeEmpty()
  @IsString()
  @Matches(AUDIT_ID)
  readonly before?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: AUDIT_PAGE_SIZE.max,
    default: AUDIT_PAGE_SIZE.default,
    description: 'Entries a page',
  })
  @WholeNumber()
  @Min(1)
  @Max(AUDIT_PAGE_SIZE.max)
  @IsOptional()
  readonly limit?: number;
}

export class AuditTokenDto implements AuditToken {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ example: 'nightly import' }) readonly name!: string;
}

export class AuditTargetDto implements AuditTarget {
  @ApiProperty(TARGET) readonly type!: AuditTargetType;
  @ApiProperty({ example: '019aaf3b-77e0-7a31-9d25-3c1b8e4f6a02' }) readonly id!: string;
  @ApiProperty({ ...NULLABLE_TEXT, description: 'What it was called then, where it has a name; the type of a task' })
  readonly name!: string | null;
}

export class AuditEntryDto implements AuditEntry {
  @ApiProperty({ description: 'Its place in the log', example: ENTRY_ID }) readonly id!: string;
  @ApiProperty(INSTANT) readonly at!: string;
  @ApiProperty(ACTION) readonly action!: AuditAction;
  @ApiProperty({
    ...OUTCOME,
    description:
      '`refused`: not allowed; `failed`: allowed, and did not come about; `begun`: one call for many tasks, of which it is ' +
      'not known yet what came of it, or whose process died before it could say so',
  })
  readonly outcome!: AuditOutcome;
  @ApiProperty({ ...ERROR_CODE, nullable: true, description: 'Why it was refused or failed' })
  readonly code!: ErrorCode | null;
  @ApiProperty({ type: TaskCreatorDto, nullable: true, description: '`null` where nobody said who they are' })
  readonly who!: TaskCreator | null;
  @ApiProperty({ type: AuditTokenDto, nullable: true, description: 'The access token that they came with' })
  readonly token!: AuditTokenDto | null;
  @ApiProperty({ ...NULLABLE_TEXT, description: 'Where it came from', example: '203.0.113.5' })
  readonly address!: string | null;
  @ApiProperty({ type: AuditTargetDto, nullable: true, description: 'What it was done to' })
  readonly target!: AuditTargetDto | null;
  @ApiProperty({ ...NULLABLE_TEXT, description: 'The task that it made, where it is done to something else' })
  readonly taskId!: string | null;
  @ApiProperty({ ...FIELDS, description: 'What changed, as it was', example: { role: 'user' } })
  readonly before!: AuditFields | null;
  @ApiProperty({
    ...FIELDS,
    description: 'The same, as it is since, or as it was wanted',
    example: { role: 'operator' },
  })
  readonly after!: AuditFields | null;
  @ApiProperty({ ...NULLABLE_TEXT, description: 'What somebody gave for a reason' }) readonly reason!: string | null;
  @ApiProperty({ ...NULLABLE_TEXT, description: '`X-Request-Id` of the answer' }) readonly requestId!: string | null;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'How many calls it stands for: refusals of one kind in a minute stand together',
  })
  readonly count!: number;
}

export class AuditPageDto implements AuditPage {
  @ApiProperty({ type: [AuditEntryDto], description: 'May be fewer than asked for where `next` goes on' })
  readonly items!: readonly AuditEntryDto[];
  @ApiProperty({ ...NULLABLE_TEXT, description: '`before` of the next page; `null` where nothing is older' })
  readonly next!: string | null;
}

/** Body of `POST /api/audit/export`. */
export class AuditExportDto implements AuditExportRequest {
  @ApiPropertyOptional({ type: AuditFilterDto, description: 'Everything when it is left out' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AuditFilterDto)
  readonly filter?: AuditFilterDto;
}

/** For the OpenAPI document. */
export const AUDIT_ENTRY_EXAMPLE: AuditEntry = {
  id: ENTRY_ID,
  at: '2026-11-30T09:34:02.007Z',
  action: 'user.change',
  outcome: 'done',
  code: null,
  who: { id: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24', username: 'admin' },
  token: null,
  address: '203.0.113.5',
  target: { type: 'user', id: '019aaf3b-77e0-7a31-9d25-3c1b8e4f6a02', name: 'han' },
  taskId: null,
  before: { role: 'user' },
  after: { role: 'operator' },
  reason: null,
  requestId: '5f0e9d3c-7b24-4c83-9a3f-0d0c6f1b7d24',
  count: 1,
};

/** A field that these classes and the contract do not share is a compile error. */
export type AuditDtoMatches = [
  Assert<SameFields<AuditQueryDto, AuditQuery>>,
  Assert<SameFields<AuditEntryDto, AuditEntry>>,
  Assert<SameFields<AuditPageDto, AuditPage>>,
  Assert<SameFields<AuditExportDto, AuditExportRequest>>,
];
