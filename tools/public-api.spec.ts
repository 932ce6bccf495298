import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { describeDoors } from './lib/public-api.ts';
import { readDoors, readProjects, rootDir } from './lib/workspace.mjs';

const FOLDER = 'docs/api';

const libraries = readProjects().filter(({ root }) => root.startsWith('libs/'));
const doors = readDoors().filter(({ name }) => !name.endsWith('/testing'));
const described = describeDoors(doors, rootDir);

/** What a library's doors give, as its file has it. */
function apiOf({ root }: { readonly root: string }): string {
  return doors
    .filter(({ file }) => file.startsWith(`${root}/`))
    .map(({ name }) => `# ${name}\n\n${described.get(name)!.join('\n')}\n`)
    .join('\n');
}

describe('what a library gives to others', () => {
  test.each(libraries)('is as written down, or is written anew with UPDATE_API=1: $name', (library) => {
    const file = join(FOLDER, `${library.name}.txt`);
    if (process.env['UPDATE_API'] === '1') {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(file, apiOf(library));
    }
    expect(apiOf(library)).toBe(readFileSync(file, 'utf8'));
  });

  test('is written down for no library that there is not', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(libraries.map(({ name }) => `${name}.txt`).sort());
  });
});
