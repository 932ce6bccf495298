import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readProjects, rootDir } from './lib/workspace.mjs';

/** The libraries of pages; applications that embed them have styles of their own. */
const libraries = readProjects().filter(({ type, platform }) => type !== 'app' && platform === 'browser');

const MOVES = /^ *(?:animation|transition): (?!none).+;$/gm;
const STANDS_STILL = /@media \(prefers-reduced-motion: reduce\) \{\s*(?:\S+ \{\s*)?(?:animation|transition): none;/g;

it.each(libraries.map(({ name, root }) => [name, root]))(
  'nothing of %s moves for who wants it still',
  (_name, root) => {
    const src = join(rootDir, root, 'src');
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(?:scss|(?<!\.spec)\.ts)$/.test(file),
    );
    expect(files.length).toBeGreaterThan(10);
    const moving = files.filter((file) => {
      const text = readFileSync(join(src, file), 'utf8');
      return [...text.matchAll(MOVES)].length > [...text.matchAll(STANDS_STILL)].length;
    });
    expect(moving).toEqual([]);
  },
);
