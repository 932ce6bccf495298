import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));

/** All but the changelog, which tells of names that were. */
const DOCS = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs').filter((file) => file.endsWith('.md'))];
const SPECS = ['apps', 'examples', 'libs', 'tools'].flatMap(filesIn).filter((file) => file.endsWith('.spec.ts'));

describe('a document that shows a promise by its test', () => {
  const named = DOCS.flatMap((doc) =>
    [...readFileSync(doc, 'utf8').matchAll(/`([\w/*.-]+\.spec\.ts)`/g)].map(([, path]) => [doc, path!] as const),
  );

  test('is one of many', () => expect(named.length).toBeGreaterThan(20));

  test.each(named)('%s: %s is a file', (_doc, path) => {
    const pattern = new RegExp(`(^|/)${path.replaceAll('.', '[.]').replaceAll('*', '[^/]*')}$`);
    expect(SPECS.filter((file) => pattern.test(file))).not.toEqual([]);
  });
});

test('the page about ASVS has each requirement of levels 1 and 2 once, with a state and where or why', () => {
  const rows = [...readFileSync('docs/asvs.md', 'utf8').matchAll(/^\| ([\d.]+) +\| (.+?) +\| (\S+) +\| (.*?) *\|$/gm)];
  expect(new Set(rows.map(([, item]) => item)).size).toBe(253);
  expect(rows).toHaveLength(253);
  const without = rows.filter(
    ([, , , state, why]) => !['holds', 'n/a', 'host', 'open'].includes(state!) || (state === 'open' && !why),
  );
  expect(without.map(([row]) => row)).toEqual([]);
});
