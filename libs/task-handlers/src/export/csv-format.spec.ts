import { harmless } from './csv-format.js';

test.each(['=1', '+1', '-1', '@a', '\t', '\n=1', '＝1', '＋1', '－1', '＠a'])('%j gets an apostrophe', (cell) => {
  expect(harmless(cell)).toBe(`'${cell}`.replace("'\n=", "'\n'="));
});

test.each(['', 'a=1', ' text', "'=1", '报表', '1-2', 'a; b', 'a, -1', -5, 0])('%j stays as it is', (cell) => {
  expect(harmless(cell)).toBe(cell);
});
