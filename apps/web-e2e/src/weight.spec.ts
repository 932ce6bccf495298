import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect } from '@playwright/test';
import { test } from './kept-page.ts';

/** What a browser has to load before anything is on the screen, at most, in bytes. */
const MOST_INITIAL = 170_000;

const built = (file: string): string =>
  fileURLToPath(new URL(`../../../dist/apps/web/browser/${file}`, import.meta.url));

test('the initial JavaScript weighs at most 170 kB, compressed', () => {
  const index = readFileSync(built('index.html'), 'utf8');
  const files = [...index.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, file]) => file!);
  const weight = files.reduce((sum, file) => sum + gzipSync(readFileSync(built(file))).length, 0);
  console.log(`initial JavaScript: ${(weight / 1000).toFixed(1)} kB (gzip), of at most ${MOST_INITIAL / 1000} kB`);
  expect(files.length).toBeGreaterThan(0);
  expect(weight).toBeLessThanOrEqual(MOST_INITIAL);
});
