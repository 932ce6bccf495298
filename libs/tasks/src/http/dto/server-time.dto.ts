import { ApiProperty } from '@nestjs/swagger';
import type { ServerTime } from '@task-queue/contracts';
import type { Assert, SameFields } from '@task-queue/problems';
import { INSTANT } from './task.dto.js';

export class ServerTimeDto implements ServerTime {
  @ApiProperty({ ...INSTANT, description: 'When it was answered' }) readonly now!: string;
}

/** A field that this class and the contract do not share is a compile error. */
export type ServerTimeDtoMatches = Assert<SameFields<ServerTimeDto, ServerTime>>;
