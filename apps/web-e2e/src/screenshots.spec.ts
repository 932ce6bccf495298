import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

const folder = process.env['SCREENSHOTS'] ?? '';
test.skip(folder === '', 'only with SCREENSHOTS=folder');

const LANGUAGES = ['zh-CN', 'en'] as const;
const THEMES = ['light', 'dark'] as const;
const WIDTHS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

/** What is photographed, and how to come to it from the list. Icons and order rather than words: there are two languages. */
const SCENES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  list: async () => undefined,
  empty: (page) => page.goto('/system/tasks?q=zzzz'),
  detail: (page) => page.locator('tr.row .title').nth(1).click(),
  failed: (page) =>
    page
      .locator('tr.row', { hasText: /Nightly|夜间/ })
      .locator('.title')
      .first()
      .click(),
  create: async (page) => {
    await page.locator('button:has([data-mat-icon-name=add])').first().click();
    await page.locator('mat-dialog-container mat-select').first().click();
    await page.getByRole('option', { name: 'tasks.export' }).click();
  },
  settings: async (page) => {
    await page.locator('button.account').click();
    await page.getByRole('menuitem').first().click();
  },
  password: async (page) => {
    await page.locator('button.account').click();
    await page.getByRole('menuitem').nth(1).click();
  },
  users: (page) => page.goto('/settings/users'),
  'not-found': (page) => page.goto('/nowhere'),
  login: (page) => page.goto('/login'),
};

test.describe('every page and dialog', () => {
  for (const language of LANGUAGES) {
    test(`in ${language}, light and dark, wide and narrow`, async ({ page }) => {
      test.setTimeout(900_000);
      const person = await Integrator.newcomer('admin');
      await makeHistory(person, language);
      await page.addInitScript((locale) => {
        localStorage.setItem('task-queue.language', locale);
        localStorage.setItem('task-queue.notifications', '{"off":[],"said":["asked","later","denied"]}');
      }, language);
      await openAs(page, person);
      for (const [width, size] of Object.entries(WIDTHS)) {
        await page.setViewportSize(size);
        for (const theme of THEMES) {
          await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
          for (const [scene, come] of Object.entries(SCENES)) {
            await page.goto('/system/tasks');
            await expect(page.locator('tr.row').first()).toBeVisible();
            await come(page);
            await expect(page.locator('mat-progress-bar[mode=indeterminate]')).toHaveCount(0);
            await page.waitForLoadState('networkidle'); // the fonts of a machine that has none for Chinese
            await page.evaluate(() => document.fonts.ready);
            await page.screenshot({ path: join(folder, `${scene}-${language}-${theme}-${width}.png`) });
          }
        }
      }
    });
  }
});

/** A day at work: something of everything. */
async function makeHistory(person: Integrator, language: (typeof LANGUAGES)[number]): Promise<void> {
  const say = (zh: string, en: string): string => (language === 'en' ? en : zh);
  const runAt = new Date(Date.now() + 7_200_000).toISOString();
  await person.create({
    type: 'tasks.export',
    title: say('十一月任务导出', 'Tasks of November'),
    params: { format: 'xlsx' },
  });
  await person.create({
    type: 'demo.flaky',
    title: say('夜间对账', 'Nightly reconciliation'),
    params: { failures: 9, message: say('连接数据库超时', 'The database did not answer in time') },
    maxRetries: 0,
    priority: 'high',
  });
  const failed = { type: 'demo.steps', params: { steps: 3, stepMs: 50 } };
  await person.create({ ...failed, title: say('重建客户索引', 'Rebuild the customer index') });
  await person.create({ ...failed, title: say('生成周报', 'Weekly report'), priority: 'low' });
  await person.create({ type: 'demo.steps', title: say('月末结算', 'Month-end closing'), priority: 'high', runAt });
  const long = { steps: 600, stepMs: 1_000 };
  await person.create({ type: 'demo.steps', title: say('同步商品库存', 'Synchronise stock'), params: long });
  await expect.poll(async () => (await person.list('status=completed')).total).toBeGreaterThanOrEqual(3);
}
