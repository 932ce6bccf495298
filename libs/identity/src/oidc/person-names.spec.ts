import { describe, expect, test } from '@jest/globals';
import { USERNAME } from '@task-queue/contracts';
import { namesFor } from './person-names.js';

const first = (claims: Record<string, unknown>, subject = '00u1'): string | undefined =>
  namesFor(claims, subject, 'admin')[0];

describe('the name of a person from a provider', () => {
  test('is what the provider calls them, else their address, their name, or what it knows them by', () => {
    expect(first({ preferred_username: 'ann', email: 'a@b.example', name: 'Ann Lee' })).toBe('ann');
    expect(first({ email: 'ann@b.example', name: 'Ann Lee' })).toBe('ann@b.example');
    expect(first({ preferred_username: '  ', name: '王 小明' })).toBe('王-小明');
    expect(first({ preferred_username: 7 })).toBe('00u1');
    expect(first({}, '!')).toBe('person');
  });

  test('and each that may come in its place is one that accounts may have, whatever the provider sends', () => {
    for (const preferred_username of [
      'ann',
      'x'.repeat(300),
      'DOMAIN\\ann',
      '<b>ann</b>',
      'a\u0000b',
      '名'.repeat(100),
      '🙂 ann',
    ]) {
      const names = namesFor({ preferred_username }, 'sub', 'admin');
      expect(names.filter((name) => !USERNAME.test(name))).toEqual([]);
      expect(new Set(names).size).toBe(10);
    }
  });

  test('is never that of the first administrator, however it is written', () => {
    expect(namesFor({ preferred_username: 'ＡＤＭＩＮ' }, 'sub', 'admin')[0]).toBe('ＡＤＭＩＮ-2');
    expect(first({ preferred_username: 'Admin' })).toBe('Admin-2');
  });
});
