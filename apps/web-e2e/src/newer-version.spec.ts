import { expect, type Page } from '@playwright/test';
import { test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

/** Scripts not loaded yet are gone, as where a newer version was deployed; a page loaded anew has its own. */
async function deployNewerVersion(page: Page): Promise<void> {
  await page.route('**/*.js', (route) => route.fulfill({ status: 404, body: '' }));
  await page.route(/\/(system|settings)\//, async (route) => {
    await page.unroute('**/*.js');
    await route.continue();
  });
}

test('after a newer version was deployed, a dialog says what to do, the page reloads when it is told to, and a link leads to where it says', async ({
  page,
}) => {
  await openAs(page, await Integrator.newcomer('admin'));
  await deployNewerVersion(page);
  await page.getByRole('button', { name: '新建任务' }).first().click();
  await expect(page.getByText('请重新加载页面后再试')).toBeVisible();
  const password = async (): Promise<void> => {
    await page.getByRole('button', { name: /^账户/ }).click();
    await page.getByRole('menuitem', { name: '修改密码' }).click();
  };
  await password();
  await expect(page.locator('.trouble')).toContainText('页面的一部分无法加载'); // it does not reload by itself
  await page.getByRole('button', { name: '重新加载' }).click();
  await expect(page.getByText('实时更新中')).toBeVisible();
  await password();
  await expect(page.getByRole('dialog', { name: '修改密码' })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.unrouteAll();
  await deployNewerVersion(page);
  await page.getByRole('link', { name: '用户', exact: true }).click();
  await expect(page).toHaveURL(/\/settings\/users$/);
  await expect(page.getByRole('heading', { name: '用户', level: 1 })).toBeVisible();
});
