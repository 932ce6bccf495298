import { expect, test } from '@playwright/test';
import { signIn } from './person.ts';

test('a wrong password is refused in one sentence', async ({ page }) => {
  await page.goto('/');
  await page.getByLabel('用户名').fill('admin');
  await page.getByLabel('密码').fill('not the password');
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByRole('alert')).toHaveText('用户名或密码不正确');
});

test('signing in leads back to where one was, and a reload keeps the session', async ({ page }) => {
  await page.goto('/system/tasks?status=failed');
  await page.getByLabel('用户名').fill('admin');
  await page.getByLabel('密码').fill(process.env['E2E_PASSWORD']!);
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page).toHaveURL(/\/system\/tasks\?status=failed$/);
  await page.reload();
  await expect(page.getByRole('heading', { name: '任务队列' })).toBeVisible();
});

test('signing out ends the session', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: '账户' }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await expect(page).toHaveURL(/\/login$/);
  await page.goto('/system/tasks');
  await expect(page).toHaveURL(/\/login\?/);
});

test('language and appearance change without a reload and are remembered', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: '语言' }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Task queue' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('button', { name: 'Appearance' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Task queue' })).toBeVisible();
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark');
});

test('the page runs under its content security policy without a complaint', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await signIn(page);
  await page.getByRole('button', { name: '新建任务' }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(complaints).toEqual([]);
});
