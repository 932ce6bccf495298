import { findChromium } from './lib/chromium.ts';
import { main, run } from './lib/commands.ts';

/** Measures the built page with Lighthouse, speed included, on a machine that has nothing else to do. */
main(() =>
  run(
    'node_modules/.bin/playwright',
    ['test', '-c', 'apps/web-e2e/playwright.config.ts', 'lighthouse', '--reporter=list'],
    {
      ...process.env,
      CHROMIUM_PATH: findChromium(),
      LIGHTHOUSE: 'all',
    },
  ),
);
