import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
  validateSync,
} from 'class-validator';
import {
  LIMIT_KEY,
  MAX_LIMIT_COUNT,
  MAX_RATE_MS,
  MAX_TYPE_LIMITS,
  MIN_RATE_MS,
  type LimitKey,
  type StartRate,
  type TypeLimit,
} from '@task-queue/contracts';
import { type Assert, fieldProblems, type FieldProblem, MayBeNull, type SameFields } from '@task-queue/problems';

export class StartRateDto implements StartRate {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_LIMIT_COUNT, example: 10 })
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT_COUNT)
  readonly count!: number;

  @ApiProperty({
    type: 'integer',
    minimum: MIN_RATE_MS,
    maximum: MAX_RATE_MS,
    description: 'Milliseconds',
    example: 60_000,
  })
  @IsInt()
  @Min(MIN_RATE_MS)
  @Max(MAX_RATE_MS)
  readonly perMs!: number;
}

export class TypeLimitDto implements TypeLimit {
  @ApiProperty({
    type: 'string',
    pattern: LIMIT_KEY.source,
    description: 'What is counted apart: nothing, people, or the values of a param',
    example: 'owner',
  })
  @IsString()
  @Matches(LIMIT_KEY)
  readonly key!: LimitKey;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT_COUNT,
    description: 'How many may run at once, over all workers',
    example: 2,
  })
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT_COUNT)
  readonly concurrency?: number;

  @ApiPropertyOptional({ type: StartRateDto, description: 'How many may begin in any time of that length' })
  @MayBeNull()
  @IsObject()
  @ValidateNested()
  @Type(() => StartRateDto)
  readonly rate?: StartRateDto;
}

/** A body that is a list, as a class that can be checked. */
export class TypeLimitsDto {
  @ApiProperty({ type: [TypeLimitDto], maxItems: MAX_TYPE_LIMITS })
  @ArrayMaxSize(MAX_TYPE_LIMITS)
  @ArrayUnique(({ key }: TypeLimitDto) => key)
  @ValidateNested({ each: true })
  @Type(() => TypeLimitDto)
  readonly limits!: readonly TypeLimitDto[];
}

/** What is wrong with limits, whoever has them: an operator who sets them, or a handler that declares them. */
export function wrongOfLimits(limits: readonly TypeLimit[]): FieldProblem[] {
  const errors = validateSync(plainToInstance(TypeLimitsDto, { limits }), {
    whitelist: true,
    forbidNonWhitelisted: true,
  });
  return errors.length > 0 ? fieldProblems(errors) : limits.flatMap(wrongOfNone);
}

/** Limits as they are kept: `null` is as good as not set. */
export function keptLimits(limits: readonly TypeLimit[]): TypeLimit[] {
  return limits.map(({ key, concurrency, rate }) => ({
    key,
    ...(concurrency ? { concurrency } : {}),
    ...(rate ? { rate: { count: rate.count, perMs: rate.perMs } } : {}),
  }));
}

/** A limit limits something. */
function wrongOfNone({ concurrency, rate }: TypeLimit, index: number): FieldProblem[] {
  const message = { zh: '必须给出 concurrency 或 rate', en: 'needs concurrency or rate' };
  return (concurrency ?? rate ?? null) === null ? [{ field: `limits.${index}`, message }] : [];
}

/** A field that these classes and the contract do not share is a compile error. */
export type TypeLimitsDtoMatches = [
  Assert<SameFields<StartRateDto, StartRate>>,
  Assert<SameFields<TypeLimitDto, TypeLimit>>,
];
