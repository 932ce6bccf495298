import { describe, expect, it } from '@jest/globals';
import { problemOf } from './field-problems';
import { formFields } from './form-fields';

type Schema = Readonly<Record<string, unknown>>;

const problem = (schema: Schema, value: unknown, required: readonly string[] = []) =>
  problemOf(formFields({ properties: { it: schema }, required })[0]!, value)?.key ?? null;

describe('a field', () => {
  it('that must be given complains when it is empty, and no other does', () => {
    expect(problem({ type: 'string' }, '', ['it'])).toBe('required');
    expect(problem({ type: 'string', minLength: 2 }, '')).toBeNull();
    expect(problem({ type: 'array', items: { type: 'string' } }, [], ['it'])).toBeNull();
  });

  it('with a default list that may not be empty complains when it was emptied', () => {
    const schema = { type: 'array', items: { enum: ['a', 'b'] }, minItems: 1, default: ['a'] };
    expect(problem(schema, [])).toBe('required');
  });

  it.each([
    [{ type: 'integer' }, 1.5, 'integer'],
    [{ type: 'integer', minimum: 1, maximum: 9 }, 10, 'range'],
    [{ type: 'number', minimum: 1 }, 0, 'atLeast'],
    [{ type: 'number', maximum: 1 }, 2, 'atMost'],
    [{ type: 'number', exclusiveMinimum: 0 }, 0, 'above'],
    [{ type: 'number', multipleOf: 0.1 }, 0.25, 'multiple'],
    [{ type: 'number', multipleOf: 0.1 }, 0.3, null],
    [{ type: 'string', minLength: 3 }, 'ab', 'tooShort'],
    [{ type: 'string', maxLength: 3 }, 'abcd', 'tooLong'],
    [{ type: 'string', pattern: '^\\p{L}+$' }, '字母', null],
    [{ type: 'string', pattern: '^\\p{L}+$' }, '12', 'pattern'],
    [{ type: 'string', pattern: '(' }, 'whatever', null],
    [{ type: 'string', format: 'email' }, 'nobody', 'email'],
    [{ type: 'string', format: 'uuid' }, '0198', 'uuid'],
    [{ type: 'array', items: { type: 'string' }, maxItems: 1 }, ['a', 'b'], 'tooMany'],
    [{ type: 'array', items: { type: 'string' }, minItems: 2 }, ['a'], 'tooFew'],
    [{ type: 'array', items: { type: 'string' }, uniqueItems: true }, ['a', 'a'], 'unique'],
    [{ type: 'array', items: { type: 'integer' } }, [1, 'x'], 'number'],
    [{ type: 'number' }, '1e-400', 'inexact'],
    [{ type: 'integer' }, '9007199254740993', 'inexact'],
    [{ type: 'array', items: { type: 'integer' } }, [1, '9007199254740993'], 'inexact'],
    [{ type: 'object' }, '{"a": [1e400]}', 'inexactJson'],
    [{ type: 'object' }, '{"a": "9007199254740993"}', null],
    [{ type: 'object' }, '[]', 'json'],
    [{ type: 'array' }, '{}', 'jsonArray'],
    [{}, '"anything"', null],
  ] as const)('of %j with %j complains of %j', (schema, value, key) => {
    expect(problem(schema, value)).toBe(key);
  });

  it('of JSON says where it stops being JSON', () => {
    const field = formFields({ properties: { it: { type: 'object' } } })[0]!;
    expect(problemOf(field, '{\n  "a": 1,\n  b\n}')).toEqual({ key: 'syntax', values: { line: 3, column: 3 } });
  });
});
