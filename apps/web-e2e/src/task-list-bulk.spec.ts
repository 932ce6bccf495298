import { expect } from '@playwright/test';
import { come, test } from './kept-page.ts';

const later = (): string => new Date(Date.now() + 3_600_000).toISOString();

test('selected tasks are cancelled together after a confirmation, and each says what became of it', async ({
  kept: { page, person },
}) => {
  const running = await person.create({ type: 'demo.hang', title: '正在跑的', timeoutMs: 60_000, maxRetries: 0 });
  await expect.poll(async () => (await person.get(running.id)).status).toBe('running');
  for (const title of ['第一个', '第二个', '第三个']) {
    await person.create({ type: 'demo.steps', title, runAt: later() });
  }
  await come(page);
  await page.getByRole('checkbox', { name: '选择“第三个”' }).click();
  await page.getByRole('checkbox', { name: '选择“正在跑的”' }).click({ modifiers: ['Shift'] });
  await expect(page.getByText('已选择 4 个任务')).toBeVisible();
  await page.getByRole('toolbar').getByRole('button', { name: '取消任务' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '取消任务' }).click();
  const outcome = page.getByRole('dialog', { name: '批量取消' });
  await expect(outcome).toContainText('成功 3 个，未处理 1 个');
  await expect(outcome.getByRole('listitem').first()).toContainText('正在跑的');
  await expect(outcome.getByRole('listitem').first()).toContainText('无法取消正在执行的任务');
  await outcome.getByRole('button', { name: '关闭' }).click();
  await expect(page.getByRole('row', { name: /第二个/ })).toContainText('已取消');
  await expect(page.getByRole('toolbar')).toBeHidden();
});

test('failed tasks are retried together, and finished ones deleted together', async ({ kept: { page, person } }) => {
  const failing = { type: 'demo.flaky', params: { failures: 1, message: '磁盘已满' }, maxRetries: 0 };
  const tasks = [await person.create({ ...failing, title: '甲' }), await person.create({ ...failing, title: '乙' })];
  for (const { id } of tasks) {
    await expect.poll(async () => (await person.get(id)).status).toBe('failed');
  }
  await come(page);
  await page.getByRole('checkbox', { name: '选择本页全部任务' }).click();
  await page.getByRole('toolbar').getByRole('button', { name: '重试' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '重试', exact: true }).click();
  await expect(page.getByText('2 个任务已重新排队')).toBeVisible();
  await expect(page.getByRole('row', { name: /甲/ })).toContainText('已完成');
  await expect(page.getByRole('row', { name: /乙/ })).toContainText('已完成');
  await page.getByRole('checkbox', { name: '选择本页全部任务' }).click();
  await page.getByRole('toolbar').getByRole('button', { name: '删除' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '删除任务' }).click();
  await expect(page.getByText('已删除 2 个任务')).toBeVisible();
  await expect(page.getByRole('heading', { name: '还没有任务' })).toBeVisible();
});

test('everything that matches the filter is cancelled in the background, page after page', async ({
  kept: { page, person },
}) => {
  await Promise.all(
    Array.from({ length: 25 }, (_, i) => person.create({ type: 'demo.steps', title: `批次 ${i}`, runAt: later() })),
  );
  const kept = await person.create({ type: 'demo.steps', title: '不在其中', runAt: later() });
  await come(page, `/system/tasks?q=${encodeURIComponent('批次')}`);
  await page.getByRole('checkbox', { name: '选择本页全部任务' }).click();
  await page.getByRole('button', { name: '选择符合条件的全部 25 个任务' }).click();
  await page.getByRole('toolbar').getByRole('button', { name: '取消任务' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '取消任务' }).click();
  const progress = page.getByRole('dialog', { name: '批量取消' });
  await expect(progress.getByRole('status')).toHaveText(/符合条件\s*25\s*成功\s*25/);
  const { total } = await person.list('status=cancelled');
  expect(total).toBe(25);
  expect((await person.get(kept.id)).status).toBe('pending');
});
