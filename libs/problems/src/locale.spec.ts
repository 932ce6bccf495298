import { describe, expect, test } from '@jest/globals';
import { localeOf } from './locale.js';

describe('the language of an answer', () => {
  test.each([
    [undefined, 'zh-CN'],
    ['', 'zh-CN'],
    ['en', 'en'],
    ['en-GB,en;q=0.9', 'en'],
    ['zh-TW,en;q=0.8', 'zh-CN'],
    ['fr, en;q=0.8, zh;q=0.5', 'en'],
    ['fr', 'zh-CN'],
    ['en;q=nonsense', 'zh-CN'],
  ] as const)('for Accept-Language %p is %s', (header, locale) => {
    expect(localeOf(header, 'zh-CN')).toBe(locale);
  });
});
