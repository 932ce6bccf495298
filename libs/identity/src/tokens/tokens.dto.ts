import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import {
  MAX_TOKEN_NAME_LENGTH,
  TOKEN_DAYS,
  TOKEN_SCOPE_NAMES,
  type ApiToken,
  type ApiTokens,
  type CreatedToken,
  type CreateTokenRequest,
  type TokenScope,
} from '@task-queue/contracts';
import { IsOneLine, MayBeNull, type Assert, type SameFields } from '@task-queue/problems';
import { Composed } from '../accounts/composed.js';

const ID = '7c0e8a52-6f0b-4c83-9a3f-0d0c6f1b7d24';
const SCOPES = { enum: TOKEN_SCOPE_NAMES, enumName: 'TokenScope', isArray: true, example: ['tasks:create'] } as const;
const INSTANT = { format: 'date-time', example: '2026-11-23T08:14:02.000Z' } as const;
const WHOSE = 'For who may `users:manage`: whose; the caller’s where it is left out';

export class ApiTokenDto implements ApiToken {
  @ApiProperty({ format: 'uuid', example: ID }) readonly id!: string;
  @ApiProperty({ example: 'nightly import' }) readonly name!: string;
  @ApiProperty(SCOPES) readonly scopes!: readonly TokenScope[];
  @ApiProperty(INSTANT) readonly createdAt!: string;
  @ApiProperty(INSTANT) readonly expiresAt!: string;
  @ApiProperty({ ...INSTANT, type: String, nullable: true, description: 'To the minute' })
  readonly lastUsedAt!: string | null;
}

export class ApiTokensDto implements ApiTokens {
  @ApiProperty({ type: [ApiTokenDto] }) readonly items!: readonly ApiTokenDto[];
}

export class CreatedTokenDto extends ApiTokenDto implements CreatedToken {
  @ApiProperty({
    description: 'For `Authorization: Bearer` and the Socket.IO handshake; shown this once',
    example: 'tq_5k2Qm8vXr1Lw9ZpB4nTy7HcD3sFg6J0a1B2c',
  })
  readonly token!: string;
}

/** Whose tokens are meant. */
export class TokenOwnerDto {
  @ApiPropertyOptional({ description: WHOSE, maxLength: 200 })
  @MayBeNull()
  @IsString()
  @MaxLength(200)
  readonly userId?: string;
}

export class CreateTokenDto extends TokenOwnerDto implements CreateTokenRequest {
  @ApiProperty({ minLength: 1, maxLength: MAX_TOKEN_NAME_LENGTH, description: 'What it is for: one line' })
  @Composed({ isTrimmed: true })
  @IsString()
  @Length(1, MAX_TOKEN_NAME_LENGTH)
  @IsOneLine()
  readonly name!: string;

  @ApiProperty({ ...SCOPES, minItems: 1, uniqueItems: true, description: 'How far it reaches at most' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(TOKEN_SCOPE_NAMES, { each: true })
  readonly scopes!: readonly TokenScope[];

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: TOKEN_DAYS.max, default: TOKEN_DAYS.default })
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(TOKEN_DAYS.max)
  readonly expiresInDays?: number;
}

/** For the OpenAPI document. */
export const TOKEN_EXAMPLE: ApiToken = {
  id: ID,
  name: 'nightly import',
  scopes: ['tasks:create', 'tasks:read'],
  createdAt: '2026-11-23T08:14:02.000Z',
  expiresAt: '2027-02-21T08:14:02.000Z',
  lastUsedAt: null,
};

/** A field that these classes and the contract do not share is a compile error. */
export type TokensDtoMatches = [
  Assert<SameFields<ApiTokenDto, ApiToken>>,
  Assert<SameFields<ApiTokensDto, ApiTokens>>,
  Assert<SameFields<CreatedTokenDto, CreatedToken>>,
  Assert<SameFields<CreateTokenDto, CreateTokenRequest>>,
];
