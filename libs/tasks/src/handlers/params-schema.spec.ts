import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsEnum,
  IsIn,
  IsInt,
  IsISO8601,
  IsJWT,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsString,
  IsUrl,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { paramsSchemaOf } from './params-schema.js';
import { TaskParam } from './task-param.js';

enum Size {
  Small,
  Large,
}

class Range {
  @IsOptional() @IsISO8601() from?: string;
  @IsInt() @Min(0) days!: number;
}

class Item {
  @IsString() name!: string;
}

class Everything {
  @TaskParam({ title: { zh: '名称', en: 'Name' }, description: { zh: '给人看的', en: 'For people' } })
  @IsString()
  @Length(2, 40)
  @Matches(/^\p{L}+$/u)
  name!: string;

  @Max(10) @Min(1) @IsInt() count = 3;
  @IsNumber() @IsPositive() ratio!: number;
  @IsBoolean() isLoud = false;
  @IsIn(['a', 'b']) letter!: string;
  @IsEnum(Size) size!: Size;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @ArrayUnique()
  @IsIn(['x', 'y'], { each: true })
  tags?: string[];
  @IsEmail() email!: string;
  @IsUUID() id!: string;
  @IsUrl() site!: string;
  @IsObject() free!: object;
  @IsObject() @ValidateNested() @Type(() => Range) range: Range = Object.assign(new Range(), { days: 1 });
  @IsArray() @ValidateNested({ each: true }) @Type(() => Item) items!: Item[];
  @IsString() @IsJWT() token!: string;
  @Matches(/^abc$/i) insensitive!: string;
  @ValidateIf(({ isLoud }: Everything) => isLoud) @IsInt() volume?: number;
}

describe('paramsSchemaOf', () => {
  const schema = paramsSchemaOf(Everything);
  const properties = schema['properties'] as Record<string, unknown>;

  test('every supported validator has its word in the schema', () => {
    expect(properties).toEqual({
      name: {
        title: '名称',
        'x-title': { zh: '名称', en: 'Name' },
        description: '给人看的',
        'x-description': { zh: '给人看的', en: 'For people' },
        type: 'string',
        minLength: 2,
        maxLength: 40,
        pattern: '^\\p{L}+$',
      },
      count: { type: 'integer', minimum: 1, maximum: 10, default: 3 },
      ratio: { type: 'number', exclusiveMinimum: 0 },
      isLoud: { type: 'boolean', default: false },
      letter: { enum: ['a', 'b'] },
      size: { enum: [0, 1] },
      tags: { type: 'array', minItems: 1, maxItems: 3, uniqueItems: true, items: { enum: ['x', 'y'] } },
      email: { type: 'string', format: 'email' },
      id: { type: 'string', format: 'uuid' },
      site: { type: 'string', format: 'uri' },
      free: { type: 'object' },
      range: {
        type: 'object',
        properties: { from: { type: 'string', format: 'date-time' }, days: { type: 'integer', minimum: 0 } },
        required: ['days'],
        additionalProperties: false,
        default: { days: 1 },
      },
      items: {
        type: 'array',
        items: {
          type: 'object',
          properties: { name: { type: 'string' } },
          required: ['name'],
          additionalProperties: false,
        },
      },
      token: { type: 'string' },
      insensitive: { type: 'string' },
      volume: {},
    });
  });

  test('what is neither optional nor has a default is required, and nothing else is allowed', () => {
    expect(schema['required']).toEqual([
      'name',
      'ratio',
      'letter',
      'size',
      'email',
      'id',
      'site',
      'free',
      'items',
      'token',
      'insensitive',
    ]);
    expect(schema['additionalProperties']).toBe(false);
  });

  test('properties come in the order of declaration', () => {
    expect(Object.keys(properties).slice(0, 4)).toEqual(['name', 'count', 'ratio', 'isLoud']);
  });
});
