import { harmless } from './export-columns.js';

test.each(['=1', '+1', '-1', '@a', '\t', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠a'])(
  '%j gets an apostrophe',
  (cell) => {
    expect(harmless(cell)).toBe(`'${cell}`);
  },
);

test.each(['', 'a=1', ' text', "'=1", '报表', '1-2', -5, 0])('%j stays as it is', (cell) => {
  expect(harmless(cell)).toBe(cell);
});
