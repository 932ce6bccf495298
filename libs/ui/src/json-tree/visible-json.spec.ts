import { describe, expect, it } from '@jest/globals';
import { jsonRows } from './json-rows';
import { visibleJson } from './visible-json';

describe('a JSON text', () => {
  it('shows what is not seen, and means the same', () => {
    const value = { 'k\u200B': 'invoice\u202Egpj.exe', tag: '\u{E0041}', soft: 'a\u00ADb\u0085', lines: 'a\nb' };
    const text = visibleJson(JSON.stringify(value, null, 2));
    expect(text).toContain(String.raw`"k\u200b": "invoice\u202egpj.exe"`);
    expect(text).toContain(String.raw`"\udb40\udc41"`);
    expect(text).not.toMatch(/[\u0085\u00AD\u200B\u202E]/);
    expect(JSON.parse(text)).toEqual(value);
  });

  it('keeps what joins letters and pictures', () => {
    expect(visibleJson('"می\u200Cخواهم 👩\u200D💻 ☀\uFE0F"')).toBe('"می\u200Cخواهم 👩\u200D💻 ☀\uFE0F"');
  });

  it('in a tree shows it in keys, values and gists', () => {
    const rows = jsonRows({ 'k\u202E': ['\u200B'], deep: { 'z\u2066': 1 } });
    expect(rows.map(({ key }) => key)).toEqual([String.raw`k\u202e`, '0', 'deep', String.raw`z\u2066`]);
    expect(rows.map(({ text }) => text)).toEqual(['[1]', String.raw`"\u200b"`, String.raw`{ z\u2066 }`, '1']);
  });
});
