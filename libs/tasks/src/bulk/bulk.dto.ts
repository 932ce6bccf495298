import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsObject,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import {
  BULK_ACTIONS,
  type BulkAction,
  type BulkOutcome,
  type BulkRequest,
  type ErrorCode,
  MAX_BULK_TASKS,
} from '@task-queue/contracts';
import { TaskFilterDto } from '../http/dto/list-tasks.dto.js';
import { type Assert, ERROR_CODE, MayBeNull, type SameFields } from '@task-queue/problems';

export class BulkDto implements BulkRequest {
  @ApiProperty({ enum: BULK_ACTIONS, enumName: 'BulkAction' })
  @IsIn(BULK_ACTIONS)
  readonly action!: BulkAction;

  @ApiPropertyOptional({
    type: [String],
    minItems: 1,
    maxItems: MAX_BULK_TASKS,
    description: 'These tasks; never together with `filter`',
    example: ['019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55'],
  })
  @MayBeNull()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_BULK_TASKS)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  readonly ids?: readonly string[];

  @ApiPropertyOptional({ type: TaskFilterDto, description: 'Instead of `ids`: everything that matches now' })
  @MayBeNull()
  @IsObject()
  @ValidateNested()
  @Type(() => TaskFilterDto)
  readonly filter?: TaskFilterDto;
}

export class BulkOutcomeDto implements BulkOutcome {
  @ApiProperty({ description: 'As it was given' }) readonly id!: string;
  @ApiProperty({ description: 'Whether it was done' }) readonly ok!: boolean;
  @ApiPropertyOptional({ ...ERROR_CODE, description: 'Why not' }) readonly code?: ErrorCode;
}

/** A field that these classes and the contract do not share is a compile error. */
export type BulkDtoMatches = [
  Assert<SameFields<BulkDto, BulkRequest>>,
  Assert<SameFields<BulkOutcomeDto, BulkOutcome>>,
];
