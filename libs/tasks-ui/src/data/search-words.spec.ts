import { describe, expect, it } from '@jest/globals';
import { hasWords, markParts } from './search-words';

const marked = (text: string, query: string): string[] =>
  markParts(text, query)
    .filter(({ isMatch }) => isMatch)
    .map((part) => part.text);

describe('what was searched for', () => {
  it('is marked in a text, whatever its case and width', () => {
    expect(marked('Quarterly Report', 'quarterly')).toEqual(['Quarterly']);
    expect(marked('ＱＵＡＲＴＥＲＬＹ 报表', 'quarterly')).toEqual(['ＱＵＡＲＴＥＲＬＹ']);
  });

  it('is marked inside Chinese text, and elsewhere only where a word begins', () => {
    expect(marked('华东区季度对账', '季度对')).toEqual(['季度对']);
    expect(marked('reexport export', 'export')).toEqual(['export']);
  });

  it('is marked wherever it stands, and neighbours are one mark', () => {
    expect(marked('导出 tasks 导出', '导出 tasks')).toEqual(['导出', 'tasks', '导出']);
    expect(marked('导出任务', '导出 任务')).toEqual(['导出任务']);
  });

  it('leaves the text as it was', () => {
    const text = 'ﬁle ①: <b>İstanbul</b> 🙂 导出';
    expect(
      markParts(text, 'file b 导')
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
    expect(markParts(text, '')).toEqual([{ text, isMatch: false }]);
    expect(markParts('', 'x')).toEqual([]);
  });

  it('is there only when every word of it is', () => {
    expect(hasWords(['华东区 quarterly', 'tasks.export'], '华东 export')).toBe(true);
    expect(hasWords(['华东区 quarterly', 'tasks.export'], '华北 export')).toBe(false);
    expect(hasWords(['anything'], '')).toBe(true);
  });
});
