import { expect } from '@playwright/test';
import { test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

/** Each is a request, of which a browser makes six at once: what is needed together is built into one file. */
const MOST_SCRIPTS = 10;

/** One for Latin and one for what our own texts are written in, where the system has no Chinese font; else none. */
const MOST_FONTS = 2;

test('when a page first stands, its scripts came compressed, they and its fonts were few, Chinese is drawn, nothing moves, and the first Tab leads past the navigation', async ({
  page,
}) => {
  const scripts: { readonly url: string; readonly encoding: string | undefined; readonly bytes: number }[] = [];
  const fonts: string[] = [];
  page.on('response', (response) => {
    const url = response.url();
    if (response.request().resourceType() === 'font') {
      fonts.push(url);
    }
    if (/-[\w-]{8}\.js$/.test(url)) {
      const { 'content-encoding': encoding, 'content-length': bytes } = response.headers();
      scripts.push({ url, encoding, bytes: Number(bytes) });
    }
  });
  await page.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        window.shifts += (entry as PerformanceEntry & { readonly value: number }).value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await openAs(page, await Integrator.newcomer());
  const large = scripts.filter(({ bytes }) => bytes >= 1_024);
  expect(large.filter(({ encoding }) => encoding !== 'br')).toEqual([]);
  expect(scripts.length).toBeLessThanOrEqual(MOST_SCRIPTS);
  const sum = scripts.reduce((total, { bytes }) => total + bytes, 0);
  console.log(`JavaScript until the list is live: ${(sum / 1000).toFixed(1)} kB (brotli) in ${scripts.length} files`);

  await test.step('Chinese is drawn where the system has no font for it, from the first text on', async () => {
    await page.waitForLoadState('networkidle');
    const widths = await page.evaluate(() => {
      const heading = document.querySelector('h1')!;
      const first = heading.offsetWidth;
      heading.replaceWith(heading.cloneNode(true)); // drawn anew, with all fonts there
      return [first, document.querySelector('h1')!.offsetWidth];
    });
    expect(widths[0]).toBe(widths[1]);
    expect(new Set(fonts).size, fonts.join('\n')).toBeLessThanOrEqual(MOST_FONTS);
  });

  expect(await page.evaluate(() => window.shifts)).toBeLessThan(0.1); // nothing moves under who begins to read

  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: '跳到内容' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
});

declare global {
  interface Window {
    shifts: number;
  }
}
