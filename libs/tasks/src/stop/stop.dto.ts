import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsString, MaxLength } from 'class-validator';
import { MAX_STOP_REASON_LENGTH, type StopTaskRequest } from '@task-queue/contracts';
import { type Assert, MayBeNull, type SameFields } from '@task-queue/problems';

export class StopTaskDto implements StopTaskRequest {
  @ApiPropertyOptional({
    maxLength: MAX_STOP_REASON_LENGTH,
    description: 'For whoever reads of it, the handler too',
    example: '数据有误，重新导出',
  })
  @MayBeNull()
  @IsString()
  @MaxLength(MAX_STOP_REASON_LENGTH)
  readonly reason?: string;

  @ApiPropertyOptional({
    default: false,
    description: 'Without grace: the task is cancelled at once, and its handler may run on for a while',
  })
  @MayBeNull()
  @IsBoolean()
  readonly force?: boolean;
}

/** A field that the class and the contract do not share is a compile error. */
export type StopDtoMatches = Assert<SameFields<StopTaskDto, StopTaskRequest>>;
