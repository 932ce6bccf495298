import { expect, type Page } from '@playwright/test';
import { test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

/** A browser whose person has decided, or not; it counts how often it was asked, over reloads too. */
async function withPermission(page: Page, permission: NotificationPermission): Promise<void> {
  await page.addInitScript((decided) => {
    Object.defineProperty(Notification, 'permission', { get: () => decided });
    Notification.requestPermission = () => {
      localStorage.setItem('e2e.asked', String(Number(localStorage.getItem('e2e.asked')) + 1));
      return Promise.resolve(decided);
    };
  }, permission);
}

const timesAsked = (page: Page): Promise<string | null> => page.evaluate(() => localStorage.getItem('e2e.asked'));

test('permission is asked for when the page loads for the first time, and a banner asks later', async ({ page }) => {
  await withPermission(page, 'default');
  await openAs(page, await Integrator.newcomer());
  await expect.poll(() => timesAsked(page)).toBe('1');

  await page.reload();
  const allow = page.getByRole('button', { name: '开启通知' });
  await expect(allow).toBeVisible();
  expect(await timesAsked(page)).toBe('1');
  await allow.click();
  await expect.poll(() => timesAsked(page)).toBe('2');

  await page.getByRole('button', { name: '以后再说' }).click();
  await expect(allow).toBeHidden();
  await page.reload();
  await expect(page.getByText('实时更新中')).toBeVisible();
  await expect(allow).toBeHidden();
});

test('permission that is denied is answered once with how to change it, moves nothing, and results are told in the page', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const decided = (): NotificationPermission => (localStorage.getItem('e2e.denied') ? 'denied' : 'default');
    Object.defineProperty(Notification, 'permission', { get: decided });
    Notification.requestPermission = () =>
      new Promise((resolve) => addEventListener('e2e.decided', () => resolve(decided())));
  });
  const person = await Integrator.newcomer();
  await openAs(page, person);
  await expect(page.getByText('浏览器正在询问是否允许通知')).toBeVisible();
  await expect(page.getByText('实时更新中')).toBeVisible();
  const place = await page.getByRole('main').boundingBox();
  await page.evaluate(() => {
    localStorage.setItem('e2e.denied', 'true');
    dispatchEvent(new Event('e2e.decided'));
  });
  const hint = page.getByText('浏览器已拒绝通知，结果将显示在页面内');
  await expect(hint).toBeVisible();
  expect(await page.getByRole('main').boundingBox()).toEqual(place);
  await page.reload();
  await expect(page.getByText('实时更新中')).toBeVisible();
  await expect(hint).toBeHidden();
  await person.create({ type: 'demo.steps', params: { steps: 1, stepMs: 0 }, title: '只在页面内' });
  await expect(page.locator('mat-snack-bar-container')).toContainText('任务完成 · 只在页面内');
});
