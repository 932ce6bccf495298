import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { hasAll } from '@task-queue/contracts';
import { isIdBeginning, markParts } from './search-words';

const marked = (text: string, query: string): string[] =>
  markParts(text, query)
    .filter(({ isMatch }) => isMatch)
    .map((part) => part.text);

const ID = '0195a3c4-5e0b-7000-8000-00000000beef';
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const TEXTS = [
  ...['İstanbul', 'Straße', 'résumé', 'nai\u0308ve', 'ﬁle', 'FOO™', '½', 'ReexportCustomers', '2026Q1', 'C++', '𝒳y'],
  ...['报表', '𠮷野', 'น้ำ', '한국어'.normalize('NFD'), 'か\u3099', '👨‍👩‍👧', '🇨🇳', '👍🏽', '1️⃣', '📊', ' ', '-', '\u200b'],
];
const texts = fc.array(fc.constantFrom(...TEXTS), { maxLength: 6 }).map((parts) => parts.join(''));
const anything = fc.oneof(texts, fc.string({ unit: 'binary', maxLength: 6 }));

describe('what was searched for', () => {
  it.each([
    ['Quarterly Report', 'quarterly', ['Quarterly']],
    ['ＱＵＡＲＴＥＲＬＹ 报表', 'quarterly', ['ＱＵＡＲＴＥＲＬＹ']],
    ['in der Straße', 'STRASSE', ['Straße']],
    ['STRASSE', 'straße', ['STRASSE']],
    ['İstanbul', 'istanbul', ['İstanbul']],
    ['résumé, resume', 'resume', ['résumé', 'resume']],
    ['ﬁle', 'file', ['ﬁle']],
    ['季度📊报表', '📊', ['📊']],
    ['报表2026Q1', 'q1', ['Q1']],
    ['ReexportCustomers', 'customers', ['Customers']],
  ])('is marked in %j by %j, whatever its case, width and accents', (text, query, marks) => {
    expect(marked(text, query)).toEqual(marks);
  });

  it('is marked inside text without spaces, and elsewhere only where a part of a word begins', () => {
    expect(marked('华东区季度对账', '季度对')).toEqual(['季度对']);
    expect(marked('ส่งออกรายงาน', 'รายงาน')).toEqual(['รายงาน']);
    expect(marked('reexport export', 'export')).toEqual(['export']);
  });

  it('is marked by too few letters only where they are all of a word', () => {
    expect(marked('export ex', 'ex')).toEqual(['ex']);
    expect(marked('export', 'exp')).toEqual(['exp']);
  });

  it('is marked wherever it stands, and neighbours are one mark', () => {
    expect(marked('导出 tasks 导出', '导出 tasks')).toEqual(['导出', 'tasks', '导出']);
    expect(marked('导出任务', '导出 任务')).toEqual(['导出任务']);
  });

  it('is marked as people see it: an emoji, a flag or a letter with its accents is never cut', () => {
    expect(marked('家族 👨‍👩‍👧', '👩')).toEqual(['👨‍👩‍👧']);
    expect(marked('👍🏽', '👍')).toEqual(['👍🏽']);
    expect(marked('½', '1')).toEqual(['½']);
    expect(marked('re\u0301sume\u0301', 'res')).toEqual(['re\u0301s']);
    fc.assert(
      fc.property(anything, anything, (text, query) => {
        const borders = new Set(Array.from(graphemes.segment(text), ({ index }) => index));
        let at = 0;
        for (const part of markParts(text, query)) {
          expect([text, query, borders.has(at)]).toEqual([text, query, true]);
          at += part.text.length;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('is marked exactly where the text has it, and leaves the text as it was', () => {
    fc.assert(
      fc.property(anything, anything, (text, query) => {
        const parts = markParts(text, query);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        const isFound = hasAll([text], query) && !hasAll([], query);
        expect([text, query, isFound && parts.every(({ isMatch }) => !isMatch)]).toEqual([text, query, false]);
      }),
      { numRuns: 2_000 },
    );
    expect(markParts('<b>x</b>', '')).toEqual([{ text: '<b>x</b>', isMatch: false }]);
    expect(markParts('', 'x')).toEqual([]);
  });

  it('is marked in an id by its first digits, with or without hyphens', () => {
    expect(marked(ID, '0195a3c4')).toEqual(['0195a3c4']);
    expect(marked(ID, '0195a3c4-5e')).toEqual(['0195a3c4-5e']);
    expect(marked(ID, '0195A3C45E0B70')).toEqual(['0195a3c4-5e0b-70']);
    expect(isIdBeginning('0195a3c45e')).toBe(true);
    expect(isIdBeginning('0195')).toBe(false);
  });

  it('is there only when every word of it is', () => {
    expect(hasAll(['华东区 quarterly', 'tasks.export'], '华东 export')).toBe(true);
    expect(hasAll(['华东区 quarterly', 'tasks.export'], '华北 export')).toBe(false);
    expect(hasAll(['anything'], '')).toBe(true);
  });
});
