import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { type FieldProblem, ValidationError } from '@task-queue/problems';
import { validateParams } from './validate-params.js';

class Filter {
  @IsOptional() @IsIn(['completed', 'failed'], { each: true }) status?: string[];
  @IsOptional() @IsString() @MaxLength(5) q?: string;
}

class Params {
  @IsInt() @Min(1) @Max(10) count = 3;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => Filter) filter?: Filter;
  @IsOptional() @IsString({ message: 'say it in words' }) words?: string;
}

class Nothing {}

function problemsOf(raw: unknown, paramsClass: new () => object = Params): readonly FieldProblem[] {
  try {
    validateParams(paramsClass, raw);
  } catch (error) {
    if (error instanceof ValidationError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

describe('validateParams', () => {
  test('gives an instance of the class with the defaults filled in', () => {
    const params = validateParams(Params, { filter: { status: ['failed'] } });
    expect(params).toBeInstanceOf(Params);
    expect(params.filter).toBeInstanceOf(Filter);
    expect(params).toEqual({ count: 3, filter: { status: ['failed'] } });
  });

  test('names every wrong field once, in both languages, with the numbers of its rule', () => {
    expect(problemsOf({ count: 11, filter: { status: ['gone'], q: 'much too long' } })).toEqual([
      { field: 'params.count', message: { zh: '不能大于 10', en: 'must be at most 10' } },
      {
        field: 'params.filter.status',
        message: { zh: '每一项必须是以下之一：completed, failed', en: 'each item must be one of: completed, failed' },
      },
      { field: 'params.filter.q', message: { zh: '最多 5 个字符', en: 'must have at most 5 characters' } },
    ]);
  });

  test('speaks of one character and of one item as of one', () => {
    class One {
      @MaxLength(1) word = '';
      @ArrayMinSize(1) items = ['x'];
    }
    expect(problemsOf({ word: 'ab', items: [] }, One).map(({ message }) => message.en)).toEqual([
      'must have at most 1 character',
      'must have at least 1 item',
    ]);
  });

  test('a value of the wrong type is told its type, whatever else it breaks', () => {
    expect(problemsOf({ count: 'many' })).toEqual([
      { field: 'params.count', message: { zh: '必须是整数', en: 'must be a whole number' } },
    ]);
  });

  test("the programmer's own sentence is kept", () => {
    const message = { zh: 'say it in words', en: 'say it in words' };
    expect(problemsOf({ words: 1 })).toEqual([{ field: 'params.words', message }]);
  });

  test.each<object>([{ colour: 'red' }, { filter: { colour: 'red' } }])('an unknown field is refused: %j', (raw) => {
    expect(problemsOf(raw)).toEqual([
      { field: expect.stringMatching(/^params\./) as string, message: { zh: '未知字段', en: 'unknown field' } },
    ]);
  });

  test('a class without fields takes no fields', () => {
    expect(problemsOf({}, Nothing)).toEqual([]);
    expect(problemsOf({ count: 1 }, Nothing)).toHaveLength(1);
  });

  test.each(['__proto__', 'constructor', 'prototype'])('the key %s is refused at any depth', (key) => {
    expect(problemsOf(JSON.parse(`{"count": 99, "filter": {"status": [{"${key}": {}}]}}`))).toEqual([
      expect.objectContaining({ field: `params.filter.status.0.${key}` }),
    ]);
    expect(problemsOf(JSON.parse(`{"${key}": {"isAdmin": true}}`))).toHaveLength(1);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  test.each([null, undefined, 'text', 1, [], new Date(0), new Filter()])(
    'only a plain object is taken, not %p',
    (raw) => {
      expect(problemsOf(raw)).toEqual([expect.objectContaining({ field: 'params' })]);
    },
  );

  test.each(['text', 7, [], [{}]])('a nested object that is %j is refused', (filter) => {
    expect(problemsOf({ filter })).toEqual([expect.objectContaining({ field: 'params.filter' })]);
  });

  test('null for an optional property is as good as leaving it out, and refused for another', () => {
    expect(validateParams(Params, { filter: { q: null }, words: null })).toEqual({ count: 3, filter: {} });
    expect(problemsOf({ count: null })).toHaveLength(1);
  });
});
