import { randomUUID } from 'node:crypto';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { Integrator, openAs } from './person.ts';

/** A page or a dialog, and how to come to it from the list. */
type Place = readonly [name: string, come: (page: Page) => Promise<void>];

const account = async (page: Page, item: string): Promise<void> => {
  await page.getByRole('button', { name: '账户' }).click();
  await page.getByRole('menuitem', { name: item }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
};
const row = (page: Page, type: string) => page.locator('tr.row', { hasText: type });

const PLACES: readonly Place[] = [
  ['list', async () => undefined],
  ['nothing matches', async (page) => void (await page.goto('/system/tasks?q=nothing-has-these-words'))],
  ['account menu', async (page) => page.getByRole('button', { name: '账户' }).click()],
  ['detail', async (page) => row(page, 'demo.flaky').click()],
  ['create', async (page) => page.getByRole('button', { name: '新建任务' }).first().click()],
  ['confirmation', async (page) => row(page, 'demo.steps').getByRole('button', { name: /取消/ }).click()],
  ['settings', (page) => account(page, '设置')],
  ['password', (page) => account(page, '修改密码')],
  ['users', async (page) => void (await page.goto('/settings/users'))],
  ['not found', async (page) => void (await page.goto('/nowhere'))],
  ['login', async (page) => void (await page.goto('/login'))],
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing, ${colorScheme}, ${width} pixels wide`, async ({ page }) => {
      test.setTimeout(240_000);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const person = await Integrator.newcomer('admin'); // who sees everybody's tasks: ours have a word of their own
      const word = randomUUID().slice(0, 8);
      const runAt = new Date(Date.now() + 3_600_000).toISOString();
      await person.create({ type: 'demo.steps', title: `等待 ${word}`, runAt });
      const flaky = { params: { failures: 9, message: '磁盘已满' }, maxRetries: 0 };
      const { id } = await person.create({ type: 'demo.flaky', title: `失败 ${word}`, ...flaky });
      await expect.poll(async () => (await person.get(id)).status).toBe('failed');
      await openAs(page, person);
      for (const [name, come] of PLACES) {
        await page.goto(`/system/tasks?q=${word}`);
        await expect(row(page, 'demo.flaky')).toBeVisible();
        await come(page);
        await settled(page);
        // A menu lies over the page, in no part of it: Material puts it there, and the rule is no requirement.
        const rules = name === 'account menu' ? ['region'] : [];
        const { violations } = await new AxeBuilder({ page }).disableRules(rules).analyze();
        const found = violations.flatMap(({ id: rule, nodes }) => nodes.map(({ html }) => `${rule}: ${html}`));
        expect.soft(found, name).toEqual([]);
      }
    });
  }
}

/** Waits until what was asked for is on the screen and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading').first()).toBeVisible(); // a page of its own loads before it stands
  await expect(page.locator('mat-progress-bar[mode=indeterminate]')).toHaveCount(0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    const ending = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}
