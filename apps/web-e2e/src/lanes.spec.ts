import { expect } from '@playwright/test';
import { come, go, test } from './kept-page.ts';
import { Integrator, opened } from './person.ts';

test.describe('a lane', () => {
  test.afterEach(async () => (await Integrator.signIn()).resumeLane('low')); // others' tasks are in it too

  test('is paused, whoever waits there reads why, and the task runs when it is resumed', async ({
    keptAdmin: { page, person: operator },
  }) => {
    await come(page);
    await page.getByRole('link', { name: '执行通道' }).click();
    await expect(page).toHaveTitle('执行通道 · 任务中心');
    const lane = page.getByRole('region', { name: '低优先级通道' });
    await lane.getByRole('button', { name: '暂停' }).click();
    const question = page.getByRole('dialog', { name: '暂停：低优先级通道' });
    await opened(question);
    await question.getByLabel('原因').fill('数据库维护');
    await question.getByRole('button', { name: '暂停' }).click();
    await expect(lane).toContainText('已暂停');
    await expect(lane).toContainText('数据库维护');

    const quick = { type: 'demo.steps', priority: 'low', params: { steps: 1, stepMs: 0 } } as const;
    const { id } = await operator.create({ ...quick, title: '等通道恢复的' });
    await expect(lane.locator('.waiting')).not.toHaveText('0'); // by itself

    await come(page, `/system/tasks/${id}`);
    const why = '低优先级通道已暂停（数据库维护）';
    await expect(page.getByRole('region', { name: '等待原因' })).toContainText(why);
    const own = `/system/tasks?q=${encodeURIComponent('等通道恢复的')}`; // others' tasks are in the list too
    await come(page, own);
    const row = page.getByRole('row', { name: /等通道恢复的/ });
    await row.getByText('等待中').hover();
    await expect(page.locator('.mat-mdc-tooltip')).toContainText(why);

    await page.getByRole('link', { name: '执行通道' }).click();
    await lane.getByRole('button', { name: '恢复' }).click();
    await expect(lane).toContainText('正常');
    await come(page, own);
    await expect(row).toContainText('已完成');
  });
});

test('a limit of a type is set, told in words, and taken back', async ({ keptAdmin: { page } }) => {
  await go(page, '/system/lanes');
  const type = page.getByRole('listitem').filter({ has: page.getByText('demo.flaky', { exact: true }) });
  await expect(type).toContainText('没有限制');
  await type.getByRole('button', { name: '更改限制' }).click();
  const dialog = page.getByRole('dialog', { name: /^更改限制/ });
  await opened(dialog);
  await dialog.getByRole('button', { name: '添加限制' }).click();
  await dialog.getByRole('combobox', { name: '分别计算' }).click();
  await page.getByRole('option', { name: '每人' }).click();
  await dialog.getByLabel('最多同时').fill('900');
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(type).toContainText('每人最多同时 900 个');
  await type.getByRole('button', { name: '更改限制' }).click();
  await dialog.getByRole('button', { name: '恢复默认' }).click();
  await expect(type).toContainText('没有限制');
});

test('who may not steer lanes finds no such page, and reads how many tasks of their own wait', async ({
  kept: { page, person },
}) => {
  await come(page);
  await expect(page.getByText('你没有等待或正在执行的任务')).toBeVisible();
  const later = { type: 'demo.steps', params: { steps: 1, stepMs: 0 }, runAt: '2099-03-14T01:00:00Z' };
  await person.create(later);
  await expect(page.getByText('你有 1 个等待、0 个正在执行')).toBeVisible();
  await expect(page.getByRole('link', { name: '执行通道' })).toBeHidden();
  await go(page, '/system/lanes');
  await expect(page.getByRole('heading', { name: '没有权限' })).toBeVisible();
});
