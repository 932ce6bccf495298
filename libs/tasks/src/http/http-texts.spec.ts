import { describe, expect, test } from '@jest/globals';
import { attachmentDisposition } from './content-disposition.js';
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

describe('the name a file is downloaded under', () => {
  test('keeps Chinese for those who read RFC 8187 and ASCII for the rest', () => {
    expect(attachmentDisposition('任务 2026.csv')).toBe(
      `attachment; filename="__ 2026.csv"; filename*=UTF-8''%E4%BB%BB%E5%8A%A1%202026.csv`,
    );
  });

  test.each(['invoice\u202Egpj.exe', 'inv\u2066oice\u2069gpj.exe\u0000'])('shows %j as what it is', (name) => {
    const value = attachmentDisposition(name);
    expect(decodeURIComponent(value.split("''")[1]!)).toMatch(/^invoicegpj\.exe␀?$/);
    expect(value).toMatch(/^[\x20-\x7e]+$/);
  });

  test('builds no path, ends no header and breaks no quote', () => {
    const value = attachmentDisposition('../../etc/pa"ss\r\nx: y');
    expect(value).not.toMatch(/[/\\\r\n]/);
    expect(value.match(/"/g)).toHaveLength(2);
  });
});
