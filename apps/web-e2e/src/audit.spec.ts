import { expect } from '@playwright/test';
import { come, test } from './kept-page.ts';

test('an administrator sees who did what, narrows it, opens it and exports it', async ({ keptAdmin }) => {
  const { page, person } = keptAdmin;
  await person.create({ type: 'demo.steps', title: '审计的', runAt: new Date(Date.now() + 3_600_000).toISOString() });
  await come(page);
  await page.getByRole('link', { name: '审计' }).click();
  await expect(page).toHaveTitle('审计 · 任务中心');
  await page.getByLabel('操作人').fill(person.username);
  await page.getByLabel('操作人').press('Enter');
  await expect(page).toHaveURL(new RegExp(`who=${person.username}`));
  await expect(page.getByRole('row', { name: 'admin' })).toHaveCount(0); // others' refused renewals stay in sight
  // Renewals of sessions are left out, as the page says, until they are asked for.
  const renewals = page.getByRole('button', { name: '不含续期登录' });
  await expect(renewals).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('row', { name: /登录/ }).first()).toBeVisible();
  await expect(page.getByRole('row', { name: /续期登录/ })).toHaveCount(0);
  await renewals.click();
  await expect(page).toHaveURL(/renewals=shown/);
  await expect(page.getByRole('row', { name: /续期登录/ }).first()).toBeVisible();
  await renewals.click();
  const row = page.getByRole('row', { name: /新建任务/ }).first();
  await expect(row).toContainText(person.username);
  await expect(row).toContainText('成功');
  await row.getByRole('button', { name: /^新建任务/ }).click();
  await expect(page.locator('tq-audit-detail')).toContainText('请求编号');

  await page.getByRole('button', { name: '导出 CSV' }).click();
  await page.getByRole('button', { name: '查看任务' }).click();
  await expect(page).toHaveURL(/\/system\/tasks\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('dialog')).toContainText('导出审计日志');
});
