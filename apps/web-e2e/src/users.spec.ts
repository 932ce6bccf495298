import { randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import { come, go, test } from './kept-page.ts';
import { opened } from './person.ts';

test('an administrator creates, changes, disables and deletes an account', async ({ keptAdmin: { page }, request }) => {
  const name = `e2e-${randomUUID().slice(0, 8)}`;
  const login = async (password: string): Promise<number> =>
    (await request.post('/api/auth/login', { data: { username: name, password } })).status();
  await come(page);
  await page.getByRole('link', { name: '用户' }).click();
  await expect(page).toHaveTitle('用户 · 任务中心');

  await page.getByRole('button', { name: '新建用户' }).click();
  await opened(page.getByRole('dialog'));
  await page.getByRole('dialog').getByLabel('用户名').fill(name);
  await page.getByRole('dialog').getByRole('textbox', { name: '密码' }).fill('short');
  await page.getByRole('button', { name: '创建' }).click();
  await expect(page.getByRole('dialog').locator('mat-error')).toHaveText('8 到 128 个字符');
  await page.getByRole('dialog').getByRole('textbox', { name: '密码' }).fill('first password');
  await page.getByRole('button', { name: '创建' }).click();
  const row = page.getByRole('row', { name: new RegExp(name) });
  await expect(row).toContainText('普通用户');
  expect(await login('first password')).toBe(200);

  const act = async (action: string): Promise<void> => {
    await page.getByRole('button', { name: `“${name}”的操作` }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  await act('修改角色');
  await opened(page.getByRole('dialog'));
  await page
    .getByRole('dialog')
    .getByRole('radio', { name: /^运维人员/ })
    .check();
  await page.getByRole('dialog').getByRole('button', { name: '修改角色' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(row).toContainText('运维人员');
  await act('重置密码');
  await opened(page.getByRole('dialog'));
  await page.getByRole('dialog').getByLabel('新密码').fill('second password');
  await page.getByRole('dialog').getByRole('button', { name: '重置密码' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await login('first password')).toBe(401);
  expect(await login('second password')).toBe(200);
  await act('停用');
  await page.getByRole('alertdialog').getByRole('button', { name: '停用' }).click();
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await expect(row).toContainText('已停用');
  expect(await login('second password')).toBe(401);
  await act('删除');
  await page.getByRole('alertdialog').getByRole('button', { name: '删除用户' }).click();
  await expect(row).toBeHidden();
});

test('who is no administrator finds no users, by menu or address', async ({ kept: { page } }) => {
  await come(page);
  await expect(page.getByRole('link', { name: '用户' })).toBeHidden();
  await go(page, '/settings/users');
  await expect(page.getByRole('heading', { name: '没有权限' })).toBeVisible();
});
