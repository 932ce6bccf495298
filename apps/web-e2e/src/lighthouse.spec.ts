import { chromium, expect, type Page } from '@playwright/test';
import { test } from './kept-page.ts';
import { Integrator, signInSilently } from './person.ts';

/** The least of each score. */
const LEAST = 95;

/** A figure of speed says nothing on a machine that is busy with other tests: `npm run lighthouse` asks for it. */
const isMeasured = process.env['LIGHTHOUSE'] === 'all';

/**
 * Two are left out: the page asks for notifications when it is first loaded, as it is meant to. And the one that lists what of
 * the web a page uses counts for no score; it alone has all that the browser does recorded, where no speed is measured.
 */
const skipAudits = ['notification-on-start', 'baseline'];
const onlyCategories = ['accessibility', 'best-practices', ...(isMeasured ? ['performance'] : [])];

/** The best of so many runs counts: what disturbs a measurement only makes it slower. */
const RUNS = isMeasured ? 3 : 1;

const DEBUGGING_PORT = 30_000 + (process.pid % 2_500);

test('Lighthouse gives sign-in, list and overview at least 95', async ({ baseURL }, testInfo) => {
  test.setTimeout(300_000);
  const { launchOptions } = testInfo.project.use;
  const args = [...(launchOptions?.args ?? []), `--remote-debugging-port=${DEBUGGING_PORT}`];
  const browser = await chromium.launchPersistentContext('', { ...launchOptions, args, baseURL: baseURL! });
  try {
    const page = browser.pages()[0]!;
    await page.goto('/login');
    await page.evaluate(() => localStorage.setItem('task-queue.language', 'zh-CN')); // with its fonts, whatever the browser
    await expectScores(page, '/login');
    const person = await Integrator.newcomer();
    await person.create({ type: 'demo.steps', title: 'one', params: { steps: 1, stepMs: 0 } });
    await signInSilently(browser, person);
    await page.evaluate(() => localStorage.setItem('task-queue.signed-in', 'yes'));
    await expectScores(page, '/system/tasks');
    await expectScores(page, '/system/overview');
  } finally {
    await browser.close();
  }
});

async function expectScores(page: Page, path: string): Promise<void> {
  const { default: lighthouse, desktopConfig } = await import('lighthouse'); // heavy, and Playwright loads each file to list it
  const best = new Map<string, number>();
  const faults = new Set<string>();
  for (let run = 0; run < RUNS; run += 1) {
    const flags = {
      port: DEBUGGING_PORT,
      onlyCategories,
      skipAudits,
      disableStorageReset: true,
      disableFullPageScreenshot: true, // for a report that nobody reads
    };
    const result = await lighthouse(new URL(path, page.url()).href, flags, desktopConfig);
    expect(new URL(result!.lhr.finalDisplayedUrl).pathname).toBe(path);
    for (const { id, score, auditRefs } of Object.values(result!.lhr.categories)) {
      best.set(id, Math.max(best.get(id) ?? 0, Math.round((score ?? 0) * 100)));
      const failed = auditRefs.filter((ref) => ref.weight > 0 && (result!.lhr.audits[ref.id]?.score ?? 1) < 0.9);
      failed.forEach((ref) => faults.add(`${id}: ${ref.id}`));
    }
  }
  console.log(`Lighthouse ${path}: ${[...best].map(([id, score]) => `${id} ${score}`).join(', ')}`);
  for (const [id, score] of best) {
    expect(score, `${path} ${id}\n${[...faults].join('\n')}`).toBeGreaterThanOrEqual(LEAST);
  }
  expect([...best.keys()].sort()).toEqual([...onlyCategories].sort());
}
