import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

// Chosen once; the workers, which read this file again, find them in their environment. Systems give their connections ports
// from 32,768 on: one below is not taken by chance.
process.env['E2E_PORT'] ??= String(20_000 + Math.floor(Math.random() * 10_000));
process.env['E2E_PASSWORD'] ??= randomBytes(12).toString('base64url');
process.env['E2E_DATA_DIR'] ??= mkdtempSync(join(tmpdir(), 'task-queue-e2e-'));

const baseURL = `http://127.0.0.1:${process.env['E2E_PORT']}`;
const isRoot = process.getuid?.() === 0;

/** Need the desktop's notifications, which Chromium's headless shell does not show. */
const NOTIFYING = ['**/notifications.spec.ts', '**/base-path.spec.ts'];

const chromium = process.env['CHROMIUM_PATH'] ?? 'chromium';
const args = ['--disable-background-networking', '--disable-component-update', ...(isRoot ? ['--no-sandbox'] : [])];
/** Does the same as the whole browser for less; where there is none, that one does it. */
const inShell = { launchOptions: { executablePath: process.env['CHROMIUM_SHELL_PATH'] || chromium, args } };

export default defineConfig({
  testDir: 'src',
  outputDir: '../../test-results',
  // Each test has people and tasks of its own; all share one server. Twice the cores there are: many wait for a clock or a dialog.
  workers: 4,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  // Long enough for a machine that is busy with other things.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json']],
  use: {
    baseURL,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    // Nothing is learnt by waiting for a dialog to slide in.
    contextOptions: { reducedMotion: 'reduce' },
    // A trace, which `--trace on` asks for, takes a third of a test's time.
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: chromium, args },
  },
  projects: [
    // One worker: they use one page.
    { name: 'notifying', testMatch: NOTIFYING, use: { permissions: ['notifications'] }, workers: 1 },
    { name: 'features', testIgnore: NOTIFYING, use: inShell },
  ],
  // The very program that npm start runs, with its own Redis, in an empty folder.
  webServer: {
    command: 'node tools/start.ts --demo',
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    url: `${baseURL}/health/ready`,
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
    stdout: 'ignore',
    env: {
      PORT: process.env['E2E_PORT'],
      HOST: '127.0.0.1',
      DATA_DIR: process.env['E2E_DATA_DIR'],
      ADMIN_PASSWORD: process.env['E2E_PASSWORD'],
      REDIS_URL: '',
      SHUTDOWN_GRACE_MS: '0', // nobody needs what tests left running
    },
  },
});
