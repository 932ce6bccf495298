import { expect, type CDPSession, type Page } from '@playwright/test';
import { test } from './kept-page.ts';
import { expectList } from './person.ts';
import { Installation } from './proxies/installation.ts';

/** The worker's slots by default; each task tells at most ten times a second how far it is. */
const SLOTS = { high: 8, normal: 8, low: 4 } as const;
const WINDOW_MS = 2_000;

/** So many windows at most: the best counts, as what else the machine does only makes work longer. A good one is enough. */
const MOST_WINDOWS = 5;

/** Rows are patched every 200 ms, lists and totals are read again every second: so many changes a second are due. */
const MOST_BATCHES_PER_SECOND = 10;

/**
 * What the page does for one change of its rows takes less than so many layouts of the whole page, measured in the same
 * minute by the processor's time: how fast the machine is, and what else it does, is in both. One takes some 14 ms where
 * this was written, so that a frame with a change stays under 50 ms; a change takes between one and two.
 */
const MOST_LAYOUTS_PER_CHANGE = 3;

/** What a window of scrolling saw. */
interface Window {
  /** How long each frame took, sorted, in milliseconds. */
  readonly frames: readonly number[];
  /** How often rows changed: all changes before a frame are one. */
  readonly batches: number;
  /** Processor time of scripts, styles and layout, in milliseconds. */
  readonly workMs: number;
}

test.use({ contextOptions: { reducedMotion: 'no-preference' } });

// Of its own: other tests' tasks would wait for the worker's slots, which are all taken here.
let installation: Installation;
test.beforeAll(async () => {
  installation = await Installation.start({});
});
test.afterAll(() => installation.stop());

test('two hundred events a second leave scrolling smooth', async ({ page }) => {
  const origin = `http://127.0.0.1:${installation.ports[0]}`;
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  for (let i = 0; i < 80; i += 1) {
    await installation.create(origin, { type: 'demo.steps', title: `等 ${i}`, runAt });
  }
  let events = 0;
  page.on('websocket', (socket) => socket.on('framereceived', () => (events += 1)));
  const meter = await page.context().newCDPSession(page);
  await meter.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(`${origin}/system/tasks?pageSize=100`);
  await installation.signIn(page);
  await expectList(page);
  const calm = await scroll(page, meter);
  for (const [priority, count] of Object.entries(SLOTS) as ['high' | 'normal' | 'low', number][]) {
    const busy = { type: 'demo.steps', priority, params: { steps: 600, stepMs: 50 } } as const;
    await Promise.all(Array.from({ length: count }, () => installation.create(origin, busy)));
  }
  await page.getByRole('button', { name: /个新任务$/ }).click();
  await expect.poll(() => page.getByRole('progressbar').count()).toBeGreaterThanOrEqual(15);

  const layoutMs = await layout(page, meter);
  const eventsBefore = events;
  const windows: Window[] = [];
  let layouts = Infinity;
  while (windows.length < MOST_WINDOWS && layouts >= MOST_LAYOUTS_PER_CHANGE) {
    const live = await scroll(page, meter);
    windows.push(live);
    layouts = Math.min(layouts, workOfAChange(live, calm) / layoutMs);
  }
  const seconds = (windows.length * WINDOW_MS) / 1000;
  const eventsPerSecond = (events - eventsBefore) / seconds;
  const batchesPerSecond = windows.reduce((sum, { batches }) => sum + batches, 0) / seconds;
  const best95 = Math.min(...windows.map(percentile95));
  const figures =
    `${eventsPerSecond.toFixed(0)} events a second in ${batchesPerSecond.toFixed(1)} changes of the rows, each the work ` +
    `of ${layouts.toFixed(2)} layouts: 95 % of frames under ${best95.toFixed(1)} ms ` +
    `(${percentile95(calm).toFixed(1)} ms without events)`;
  console.log(figures);
  test.info().annotations.push({ type: 'frames', description: figures });
  expect(eventsPerSecond).toBeGreaterThan(50);
  expect(batchesPerSecond).toBeGreaterThan(1);
  expect(batchesPerSecond).toBeLessThan(MOST_BATCHES_PER_SECOND);
  expect(layouts).toBeLessThan(MOST_LAYOUTS_PER_CHANGE);
  // How long frames take says something of a machine alone that has nothing else to do.
  if (process.env['FRAMES'] === 'strict') {
    expect(best95).toBeLessThan(50);
  }

  // The same page, were each change of its rows heavy, is told from it.
  await layOutAtEachChange(page, 6);
  expect(workOfAChange(await scroll(page, meter), calm) / layoutMs).toBeGreaterThan(MOST_LAYOUTS_PER_CHANGE);
});

function percentile95({ frames }: Window): number {
  return frames[Math.floor(frames.length * 0.95)] ?? Infinity;
}

/** What a change of the rows took beside the scrolling, in milliseconds of the processor. */
function workOfAChange(live: Window, calm: Window): number {
  return (live.workMs - (calm.workMs * live.frames.length) / calm.frames.length) / live.batches;
}

/** What laying out the whole page takes, in milliseconds of the processor. */
async function layout(page: Page, meter: CDPSession): Promise<number> {
  const before = await workMs(meter);
  const count = 40;
  await page.evaluate((times) => {
    for (let i = 0; i < times; i += 1) {
      document.body.style.width = i % 2 === 0 ? '1200px' : '';
      document.body.getBoundingClientRect();
    }
  }, count);
  return ((await workMs(meter)) - before) / count;
}

/** Makes each change of the rows heavier by so many layouts, an even number. */
async function layOutAtEachChange(page: Page, times: number): Promise<void> {
  await page.evaluate((count) => {
    const watch = new MutationObserver(() => {
      for (let i = 0; i < count; i += 1) {
        document.body.style.width = i % 2 === 0 ? '1200px' : '';
        document.body.getBoundingClientRect();
      }
    });
    watch.observe(document.querySelector('.sheet')!, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  }, times);
}

/** Processor time of the page's scripts, styles and layout so far, in milliseconds. */
async function workMs(meter: CDPSession): Promise<number> {
  const { metrics } = await meter.send('Performance.getMetrics');
  const seconds = metrics.filter(({ name }) => /^(Script|RecalcStyle|Layout)Duration$/.test(name));
  return seconds.reduce((sum, { value }) => sum + value, 0) * 1000;
}

/** Scrolls the rows up and down for a while. */
async function scroll(page: Page, meter: CDPSession): Promise<Window> {
  const before = await workMs(meter);
  const seen = await page.evaluate(
    (ms) =>
      new Promise<Omit<Window, 'workMs'>>((done) => {
        const sheet = document.querySelector('.sheet')!;
        const frames: number[] = [];
        let batches = 0;
        let hasChanged = false;
        const watch = new MutationObserver(() => (hasChanged = true));
        watch.observe(sheet, { subtree: true, childList: true, characterData: true, attributes: true });
        let last = performance.now();
        let step = 8;
        const end = last + ms;
        const tick = (now: number): void => {
          frames.push(now - last);
          last = now;
          batches += hasChanged ? 1 : 0;
          hasChanged = false;
          const isAtEnd = sheet.scrollTop + sheet.clientHeight >= sheet.scrollHeight - 1;
          step = isAtEnd ? -8 : sheet.scrollTop <= 0 ? 8 : step;
          sheet.scrollTop += step;
          if (now < end) {
            requestAnimationFrame(tick);
          } else {
            watch.disconnect();
            done({ frames: frames.slice(1).sort((a, b) => a - b), batches });
          }
        };
        requestAnimationFrame(tick);
      }),
    WINDOW_MS,
  );
  return { ...seen, workMs: (await workMs(meter)) - before };
}
