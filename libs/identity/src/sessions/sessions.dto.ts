import { ApiProperty } from '@nestjs/swagger';
import type { OwnSession, OwnSessions } from '@task-queue/contracts';
import type { Assert, SameFields } from '@task-queue/problems';

const ID = '5b1c2d0e-7c55-4b0e-9a54-0f6a6c1d9e21';
const INSTANT = { type: String, format: 'date-time', nullable: true, example: '2026-11-23T08:14:00.000Z' } as const;
const WORD = { type: String, nullable: true } as const;

export class OwnSessionDto implements OwnSession {
  @ApiProperty({ format: 'uuid', example: ID }) readonly id!: string;
  @ApiProperty(INSTANT) readonly beganAt!: string | null;
  @ApiProperty({ ...INSTANT, description: 'To the minute' }) readonly lastUsedAt!: string | null;
  @ApiProperty({ ...WORD, description: 'It was used from last', example: '192.0.2.7' })
  readonly address!: string | null;
  @ApiProperty({ ...WORD, description: 'A browser, or the name that a program gives itself', example: 'Firefox' })
  readonly client!: string | null;
  @ApiProperty({ ...WORD, example: 'Windows' }) readonly system!: string | null;
  @ApiProperty({ description: 'Whether it is the one that asks' }) readonly isCurrent!: boolean;
}

export class OwnSessionsDto implements OwnSessions {
  @ApiProperty({ type: [OwnSessionDto] }) readonly items!: readonly OwnSessionDto[];
}

/** For the OpenAPI document. */
export const SESSION_EXAMPLE: OwnSession = {
  id: ID,
  beganAt: '2026-11-20T07:02:11.000Z',
  lastUsedAt: '2026-11-23T08:14:00.000Z',
  address: '192.0.2.7',
  client: 'Firefox',
  system: 'Windows',
  isCurrent: true,
};

/** A field that these classes and the contract do not share is a compile error. */
export type SessionsDtoMatches = [
  Assert<SameFields<OwnSessionDto, OwnSession>>,
  Assert<SameFields<OwnSessionsDto, OwnSessions>>,
];
