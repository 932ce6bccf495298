import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findOnPath, installDebianPackage, UsageError, versionOfDebianPackage } from './commands.ts';

/**
 * The Chromium to test in: `CHROMIUM_PATH`, the PATH, the package manager where that needs no question, or
 * Playwright's own download, in this order.
 *
 * @throws UsageError naming the ways to get it
 */
export function findChromium(): string {
  const path =
    process.env['CHROMIUM_PATH'] ??
    onPath() ??
    downloaded() ??
    (installDebianPackage('chromium') ? onPath() : null) ??
    (download() ? downloaded() : null);
  if (!path || !existsSync(path)) {
    throw new UsageError(
      'Chromium is missing. Any one of these gives it:\n' +
        '  1. set CHROMIUM_PATH to a Chromium or Chrome you have\n' +
        '  2. install it so that chromium is on the PATH (Debian or Ubuntu: sudo apt-get install chromium)\n' +
        '  3. npx playwright install chromium',
    );
  }
  return path;
}

/**
 * Chromium without what draws a window, a fifth of the work less: `CHROMIUM_SHELL_PATH`, the PATH, or the package manager,
 * in the very version of the Chromium that Debian installed, which is left as it is.
 *
 * @returns null where there is none: all tests are then in Chromium
 */
export function findHeadlessShell(): string | null {
  const name = 'chromium-headless-shell';
  const found = process.env['CHROMIUM_SHELL_PATH'] || findOnPath(name);
  if (found !== null) {
    return found;
  }
  const version = versionOfDebianPackage('chromium-common');
  return version !== null && installDebianPackage(`${name}=${version}`) ? findOnPath(name) : null;
}

function onPath(): string | null {
  return findOnPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}

function downloaded(): string | null {
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

function download(): boolean {
  console.log('Downloading Chromium …');
  const cli = join(createRequire(import.meta.url).resolve('playwright/package.json'), '../cli.js');
  return spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' }).status === 0;
}
