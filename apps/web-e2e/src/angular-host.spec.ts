import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { test } from './kept-page.ts';
import { Integrator } from './person.ts';
import type { Proxy } from './proxies/proxy.ts';
import { startSite } from './proxies/site.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const BUILD_TIMEOUT_MS = 600_000;

let site: Proxy;
test.beforeAll(async () => {
  test.setTimeout(BUILD_TIMEOUT_MS);
  await promisify(execFile)(process.execPath, ['tools/hosts/angular-host.ts'], { cwd: ROOT });
  site = await startSite(join(ROOT, 'dist/hosts/shop'), Number(process.env['E2E_PORT']));
});
test.afterAll(() => site.stop());

test('somebody else’s application has the pages from packages alone, and their own tasks on every page', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const person = await Integrator.newcomer();
  await page.goto(site.origin);
  await page.getByLabel('Name').fill(person.username);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Enter the shop' }).click();

  const mine = page.getByRole('button', { name: /^My tasks/ });
  await expect(mine).toHaveAccessibleName('My tasks: 0');
  await person.create({ type: 'demo.steps', title: 'a long one', params: { steps: 100, stepMs: 600 } });
  await expect(mine).toHaveAccessibleName(/^My tasks: Running: 1, [1-9]\d*% done on average$/);
  await mine.click();
  await page.getByRole('menuitem', { name: 'All tasks' }).click();

  await expect(page).toHaveURL(/\/jobs$/);
  await expect(page.getByRole('heading', { name: 'Task queue', level: 1 })).toBeVisible();
  await expect(page.getByRole('row', { name: /a long one/ })).toContainText('Running');
  await expect(mine).toBeVisible();
  await page.getByRole('row', { name: /a long one/ }).click();
  await expect(page).toHaveURL(/\/jobs\/\w+/);
  await expect(page.getByRole('dialog')).toContainText('a long one');

  await expect(page).toHaveTitle('Shop'); // the application's own
  const create = page.getByRole('button', { name: 'New task', includeHidden: true });
  await expect(create).toHaveCSS('background-color', await primaryOf(page));
  expect(await textsInTheBrowsersFont(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

/** The colour of the application's theme, as it is computed. */
function primaryOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'var(--mat-sys-primary)';
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  });
}

/** What the pages, dialogs and banners say in the font of an application that has set none, and not in the theme's. */
function textsInTheBrowsersFont(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { fontFamily } = getComputedStyle(document.documentElement);
    return [...document.querySelectorAll('app-frame *, .cdk-overlay-container *')]
      .filter((element) => getComputedStyle(element).fontFamily === fontFamily)
      .flatMap((element) => [...element.childNodes])
      .filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '')
      .map((node) => node.textContent!.trim());
  });
}
