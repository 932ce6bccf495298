import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { Integrator, openAs } from './person.ts';

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

test('every script comes compressed, and the list needs no dialog’s', async ({ page }) => {
  const scripts: { readonly url: string; readonly encoding: string | undefined; readonly bytes: number }[] = [];
  page.on('response', (response) => {
    const url = response.url();
    if (/-[\w-]{8}\.js$/.test(url)) {
      const { 'content-encoding': encoding, 'content-length': bytes } = response.headers();
      scripts.push({ url, encoding, bytes: Number(bytes) });
    }
  });
  await openAs(page, await Integrator.newcomer());
  const large = scripts.filter(({ bytes }) => bytes >= 1_024);
  expect(large.filter(({ encoding }) => encoding !== 'br')).toEqual([]);
  const sum = scripts.reduce((total, { bytes }) => total + bytes, 0);
  console.log(`JavaScript until the list is live: ${(sum / 1000).toFixed(1)} kB (brotli) in ${scripts.length} files`);
});
