import { describe, expect, test } from '@jest/globals';
import { digestOf, isWhole, newToken } from './token-format.js';

describe('an access token', () => {
  test('is whole as it was made, and each is another', () => {
    const tokens = Array.from({ length: 1_000 }, newToken);
    expect(tokens.filter((token) => !isWhole(token))).toEqual([]);
    expect(new Set(tokens).size).toBe(1_000);
    expect(new Set(tokens.map((token) => token.length))).toEqual(new Set([39]));
  });

  test('has the checksum that anybody can work out: CRC-32 of what is random, in base 62', () => {
    // Worked out by another program: zlib.crc32 of Python.
    expect(isWhole('tq_0000000000000000000000000000002C8GjS')).toBe(true);
  });

  test('is none with any character changed, missing or too many', () => {
    const token = newToken();
    const changed = [...token].map((char, i) => token.slice(0, i) + (char === 'x' ? 'y' : 'x') + token.slice(i + 1));
    const others = [...changed, token.slice(0, -1), `${token}x`, ` ${token}`, token.toUpperCase(), 'tq_', ''];
    expect(others.filter(isWhole)).toEqual([]);
  });

  test('is kept as what does not lead back to it', () => {
    const token = newToken();
    expect(digestOf(token)).toMatch(/^[\w-]{43}$/);
    expect(digestOf(token)).not.toContain(token.slice(3));
  });
});
