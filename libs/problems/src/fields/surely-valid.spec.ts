import { describe, expect, test } from '@jest/globals';
import { plainToInstance, Type } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  validateSync,
} from 'class-validator';
import fc, { type Arbitrary } from 'fast-check';
import { MayBeNull } from '../dto/may-be-null.js';
import { IsInstant } from './is-instant.js';
import { IsOneLine } from './is-one-line.js';
import { isSurelyValid } from './surely-valid.js';

class Size {
  @IsInt() @Min(1) readonly width!: number;
  @IsOptional() @IsInt({ message: 'whole' }) @Max(9) readonly height?: number;
}

class Ruled {
  @IsBoolean() readonly isFragile!: boolean;
}

/** One of every shape that our classes have. */
class Parcel extends Ruled {
  @IsString() @Length(1, 5) readonly name!: string;
  @MayBeNull() @IsString() @MaxLength(4) @IsOneLine() readonly title?: string;
  @MayBeNull() @IsObject() readonly params?: object;
  @MayBeNull() @IsUUID() readonly from?: string;
  @IsDefined() @IsIn(['a', 'b']) readonly kind!: string;
  @MayBeNull() @IsInstant() readonly at?: string;
  @MayBeNull() @IsObject() @ValidateNested() @Type(() => Size) readonly size?: Size;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => Size) readonly sizes?: Size[];
  @IsOptional() @IsArray() @ArrayMaxSize(2) @ArrayUnique() @IsString({ each: true }) readonly tags?: string[];
  @ValidateIf(({ kind }: Parcel) => kind === 'b') @IsNumber() readonly weight?: number;
  @IsOptional() @Matches(/^x/) readonly mark?: string;
  @Allow() readonly note?: unknown;
}

const { anything, array, constantFrom, integer, oneof, option, record, string } = fc;
const NESTED_SIZE = record({ width: integer({ min: 0, max: 9 }), height: option(integer({ min: 1, max: 10 })) });
const ODD = anything({ withDate: true }); // what JSON has, and what it has not
const odd = (usual: Arbitrary<unknown>): Arbitrary<unknown> =>
  oneof({ weight: 30, arbitrary: usual }, { weight: 1, arbitrary: ODD });

const PARCELS = record(
  {
    isFragile: odd(constantFrom(true, false)),
    name: odd(string({ minLength: 1, maxLength: 5 })),
    title: odd(constantFrom('one', 'two', null, 'o\n')),
    params: odd(constantFrom({}, { a: [1] }, null)),
    from: odd(constantFrom('0b1e1f5e-5a3f-4d8e-9a44-7c5b8d1f2e3a', null)),
    kind: odd(constantFrom('a', 'b')),
    at: odd(constantFrom('2026-11-23', '2026-11-23T08:15:30Z', null)),
    size: odd(option(NESTED_SIZE)),
    sizes: odd(array(NESTED_SIZE, { maxLength: 2 })),
    tags: odd(array(constantFrom('a', 'b', 'c'), { maxLength: 3 })),
    weight: odd(integer()),
    mark: odd(constantFrom('x', 'xy', undefined)),
    note: ODD,
  },
  { requiredKeys: ['isFragile', 'name', 'kind'] },
);

const OPTIONS = { whitelist: true, forbidNonWhitelisted: true } as const;
/** As requests are validated, and as params are. */
const SAYS = [
  { ...OPTIONS, forbidUnknownValues: true },
  { ...OPTIONS, forbidUnknownValues: false },
];

describe('what is surely valid', () => {
  test('is what class-validator finds nothing wrong with, of any shape and value', () => {
    let valid = 0;
    let asked = 0;
    fc.assert(
      fc.property(PARCELS, odd(constantFrom({})), (parcel, more) => {
        const made = plainToInstance(Parcel, { ...parcel, ...Object(more) });
        const isValid = isSurelyValid(made);
        for (const options of SAYS) {
          const wrong = validateSync(made, options);
          expect(isValid ? wrong : []).toEqual([]);
        }
        valid += Number(isValid);
        asked += Number(!isValid);
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(valid, asked)).toBeGreaterThan(300); // both are tried
  });

  test('is nothing of a class without rules, nor what takes a promise to know', () => {
    class Bare {}
    class Asking {
      @ValidateBy({ name: 'asked', validator: { validate: () => Promise.resolve(true) } }) readonly name = '';
    }
    expect([new Bare(), new Asking()].map(isSurelyValid)).toEqual([false, false]);
  });
});
