import { describe, expect, test } from '@jest/globals';
import { loadScript, type LuaFiles } from './script-loader.js';

const files: LuaFiles = {
  'sell.lua':
    '-- Sells.\n--- @flags allow-oom,no-cluster\n--- @include "lib/price"\n--- @include "lib/stock"\nreturn sold',
  'lib/price.lua': '--- @include "money"\nlocal price = money',
  'lib/stock.lua': '--- @include "money"\n--- @include "../places/shelf"\nlocal stock = shelf',
  'lib/money.lua': 'local money = 1',
  'places/shelf.lua': 'local shelf = 2',
};

describe('a script', () => {
  test('comes with each file that it needs once, before whoever needs it, and with its flags', () => {
    const code = loadScript('sell.lua', files).split('\n').filter((line) => !line.startsWith('--')); // prettier-ignore
    expect(code).toEqual([
      '#!lua flags=allow-oom,no-cluster',
      'local money = 1',
      'local price = money',
      'local shelf = 2',
      'local stock = shelf',
      'return sold',
    ]);
  });

  test('without flags begins with its own text', () => {
    expect(loadScript('lib/money.lua', files)).toBe('local money = 1');
  });

  test.each<[string, LuaFiles, string]>([
    [
      'that needs what is missing is refused by the way to it',
      { 'sell.lua': '--- @include "lib/price"', 'lib/price.lua': '--- @include "coins"' },
      'A Lua file is missing: sell.lua → lib/price.lua → lib/coins.lua',
    ],
    [
      'in a circle is refused by the circle',
      { 'sell.lua': '--- @include "a"', 'a.lua': '--- @include "b"', 'b.lua': '--- @include "a"' },
      'Lua files include each other in a circle: sell.lua → a.lua → b.lua → a.lua',
    ],
    [
      'that includes flags is refused, since Redis would not see them',
      { 'sell.lua': '--- @include "a"', 'a.lua': '--- @flags allow-oom' },
      'Flags are said by the script itself, not by what it includes: sell.lua → a.lua',
    ],
    [
      'that misspells what it says is refused',
      { 'sell.lua': '--- @inlcude "a"' },
      '--- @inlcude "a" in sell.lua: it is no `@include "<file>"` and no `@flags <flag>,…`',
    ],
    [
      'that says it below code is refused',
      { 'sell.lua': 'local a = 1\n--- @include "a"' },
      '--- @include "a" in sell.lua: it belongs to the comment at the top',
    ],
  ])('%s', (_what, broken, message) => {
    expect(() => loadScript('sell.lua', broken)).toThrow(message);
  });
});
