import { harmless } from './csv-format.js';

test.each(['=1', '+1', '-1', '@a', '\t', '\n=1', '＝1', '＋1', '－1', '＠a'])('%j gets an apostrophe', (cell) => {
  expect(harmless(cell)).toBe(`'${cell}`.replace("'\n=", "'\n'="));
});

test.each(['', 'a=1', ' text', "'=1", '报表', '1-2', 'a; b', 'a, -1', -5, 0])('%j stays as it is', (cell) => {
  expect(harmless(cell)).toBe(cell);
});

test('control characters of both kinds are seen, and none that turns the direction is left', () => {
  expect(harmless('a\u0000\u000B\u0085\u009F\u202Eb\uD800')).toBe('a␀␋\uFFFD\uFFFDb\uFFFD');
  expect(harmless('\u202E=1')).toBe("'=1");
});

test('a cell of blanks takes no longer than another of its length', () => {
  const before = process.threadCpuUsage();
  for (let cells = 0; cells < 300; cells += 1) {
    harmless('\t'.repeat(2_000));
  }
  const { user, system } = process.threadCpuUsage(before);
  expect(user + system).toBeLessThan(500_000); // some 2 s where each blank looks through all that follow
});
