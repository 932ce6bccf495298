import { describe, expect, test } from '@jest/globals';
import { attachmentDisposition } from './content-disposition.js';

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
