import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import {
  BULK_ACTIONS,
  ERROR_CODES,
  type BulkAction,
  type BulkOutcome,
  type BulkRequest,
  type ErrorCode,
} from '@task-queue/contracts';
import { TaskFilterDto } from './list-tasks.dto.js';

/** Most tasks that can be named in one call. */
const MAX_BULK_IDS = 100;

export class BulkDto implements BulkRequest {
  @ApiProperty({ enum: BULK_ACTIONS })
  @IsIn(BULK_ACTIONS)
  readonly action!: BulkAction;

  @ApiPropertyOptional({ type: [String], minItems: 1, maxItems: MAX_BULK_IDS })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_BULK_IDS)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  readonly ids?: readonly string[];

  @ApiPropertyOptional({ type: TaskFilterDto, description: 'Instead of `ids`: everything that matches now' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TaskFilterDto)
  readonly filter?: TaskFilterDto;
}

export class BulkOutcomeDto implements BulkOutcome {
  @ApiProperty() readonly id!: string;
  @ApiProperty() readonly ok!: boolean;
  @ApiPropertyOptional({ enum: ERROR_CODES, description: 'Why not' }) readonly code?: ErrorCode;
}
