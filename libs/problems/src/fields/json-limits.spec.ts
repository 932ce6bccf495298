import { describe, expect, test } from '@jest/globals';
import { ValidationError } from '../problem-error.js';
import { requireBoundedJson } from './json-limits.js';

/** What is refused: the field that is named, and the code. */
function refusal(value: unknown, path?: string): readonly [field: string | undefined, code: string] | null {
  try {
    requireBoundedJson(value, path);
    return null;
  } catch (error) {
    const { problems, code } = error as ValidationError;
    return [problems[0]?.field, code];
  }
}

/** @returns a list in a list, so many inside each other */
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 'leaf');

describe('JSON from outside', () => {
  test('has at most a thousand keys and list items, all together', () => {
    const half = Array.from({ length: 499 }, () => 0);
    expect(refusal({ a: half, b: half })).toBeNull();
    expect(refusal({ a: half, b: [...half, 0] })).toEqual(['b', 'PAYLOAD_TOO_LARGE']);
    expect(refusal({ a: [...half, 0], b: { c: half } }, 'params')).toEqual(['params.b.c', 'PAYLOAD_TOO_LARGE']);
  });

  test('is nested at most 32 deep', () => {
    expect(refusal(nested(33))).toBeNull();
    expect(refusal(nested(34))).toEqual([Array(33).fill('0').join('.'), 'PAYLOAD_TOO_LARGE']);
    expect(refusal([[nested(33)], nested(40)])).toEqual([`0.${Array(32).fill('0').join('.')}`, 'PAYLOAD_TOO_LARGE']);
  });

  test.each([
    ['a key that reaches a prototype', { a: [{}, JSON.parse('{"__proto__": 1}')] }, 'a.1.__proto__'],
    ['half a character', { a: { b: ['ok', '\ud800'] } }, 'a.b.1'],
    ['half a character in a key', { a: {}, b: { '\ud800': 1 } }, 'b.�'],
    ['half a character and nothing else', '\ud800', ''],
    ['something below a key without letters', { '': { a: '\ud800' } }, 'a'],
  ])('is named where it has %s', (_what, value, field) => {
    expect(refusal(value)).toEqual([field, 'VALIDATION_FAILED']);
  });

  test('may be anything else', () => {
    expect([null, 1, true, 'text', [], {}, { a: [null, { b: '任务😀' }] }].map((value) => refusal(value))).toEqual(
      Array(7).fill(null),
    );
  });
});
