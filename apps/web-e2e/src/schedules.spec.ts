import { expect, type Page } from '@playwright/test';
import { come, go, test } from './kept-page.ts';
import { opened } from './person.ts';

/** Opens the dialog of a new schedule that runs a quick task. */
async function begin(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: '新建计划任务' }).click();
  const dialog = page.getByRole('dialog', { name: '新建计划任务' });
  await opened(dialog);
  await dialog.getByRole('combobox', { name: '任务类型' }).click();
  await page.getByRole('option', { name: 'demo.steps' }).click();
  await dialog.getByLabel('名称').fill(name);
}

test('a schedule is built in each form, told in words, run now, and paused', async ({ kept: { page } }) => {
  await come(page);
  await page.getByRole('link', { name: '计划任务' }).click();
  await expect(page).toHaveTitle('计划任务 · 任务中心');
  await expect(page.getByRole('heading', { name: '还没有计划任务' })).toBeVisible();
  await begin(page, '夜间步骤');
  const dialog = page.getByRole('dialog', { name: '新建计划任务' });
  const sentence = dialog.locator('.sentence');
  await expect(sentence).toHaveText('每个工作日 02:30（上海时间）');
  await expect(dialog.locator('tq-next-runs time')).toHaveCount(5);

  const zone = dialog.getByLabel('时区');
  await zone.fill('纽约');
  await page.getByRole('option', { name: /^纽约/ }).click();
  await expect(sentence).toHaveText('每个工作日 02:30（纽约时间）');
  await expect(dialog.getByRole('columnheader', { name: '你的时间（上海时间）' })).toBeVisible();

  const form = (name: string): Promise<void> => dialog.getByRole('radio', { name }).click();
  await form('每隔');
  await dialog.getByRole('spinbutton', { name: '每隔' }).fill('90');
  await expect(sentence).toHaveText('每隔 90 分钟');
  await form('每天');
  await dialog.getByLabel('时间', { exact: true }).fill('06:05');
  await expect(sentence).toHaveText('每天 06:05（纽约时间）');
  await form('每月');
  await dialog.getByRole('combobox', { name: '每月几日' }).click();
  await page.getByRole('option', { name: '31', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(sentence).toHaveText('每月1日和31日 06:05（纽约时间）');
  await form('高级');
  await dialog.getByLabel('cron 表达式').fill('0 15 10 ? * 2-6');
  await dialog.getByRole('button', { name: '改用 15 10 * * 1-5' }).click();
  await expect(sentence).toHaveText('每个工作日 10:15（纽约时间）');
  await form('每周');
  await dialog.getByRole('button', { name: '星期六' }).click();
  await expect(sentence).toHaveText('每周一至周六 10:15（纽约时间）');
  await dialog.getByRole('button', { name: '创建' }).click();

  const row = page.getByRole('row', { name: /夜间步骤/ });
  await expect(row).toContainText('每周一至周六 10:15（纽约时间）');
  await row.getByRole('button', { name: '立即执行一次' }).click();
  await expect(page.getByText('已新建任务：夜间步骤')).toBeVisible();
  await row.getByRole('switch').click();
  await expect(row).toContainText('已暂停');

  await row.getByRole('button', { name: '执行历史' }).click();
  await page.getByRole('link', { name: '查看它的全部任务' }).click();
  await expect(page.getByRole('button', { name: /^计划任务：夜间步骤/ })).toBeVisible();
  const task = page.getByRole('row', { name: /夜间步骤/ });
  await expect(task).toContainText('已完成');
  await task.getByRole('button', { name: '夜间步骤' }).click();
  await expect(page.getByRole('dialog').getByRole('link', { name: '夜间步骤' })).toBeVisible();
});

test('two who edit one schedule are told, and neither loses what was typed', async ({ kept: { page, person } }) => {
  await person.schedule({ name: '共用的', type: 'demo.steps', cron: '30 2 * * *', timeZone: 'Asia/Shanghai' });
  await go(page, '/system/schedules');
  const other = await page.context().newPage();
  await other.goto('/system/schedules');
  for (const tab of [page, other]) {
    await tab.getByRole('button', { name: '共用的', exact: true }).click();
    await opened(tab.getByRole('dialog'));
  }
  const typed = page.getByRole('dialog').getByLabel('名称');
  await typed.fill('我的名字');
  await other.getByRole('dialog').getByLabel('时间', { exact: true }).fill('04:00');
  await other.getByRole('button', { name: '保存' }).click();
  await expect(other.getByRole('row', { name: /共用的/ })).toContainText('每天 04:00');

  await page.getByRole('button', { name: '保存' }).click();
  const conflict = page.getByRole('alert').filter({ hasText: '你编辑期间，它已被修改' });
  await expect(conflict).toContainText('每天 04:00（上海时间）');
  await expect(typed).toHaveValue('我的名字');
  await conflict.getByRole('button', { name: '保存我的修改' }).click();
  // Both, at once and in both tabs.
  for (const tab of [page, other]) {
    await expect(tab.getByRole('row', { name: /我的名字/ })).toContainText('每天 04:00');
  }
  await other.close();
});
