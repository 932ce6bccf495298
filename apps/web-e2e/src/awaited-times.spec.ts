import { expect, type Locator } from '@playwright/test';
import { come, test } from './kept-page.ts';

const heightOf = async (row: Locator): Promise<number> => (await row.boundingBox())!.height;

test('a task for later says when it runs, counts down in its last minute and runs, in the list and in its detail', async ({
  kept: { page, person },
}) => {
  await come(page); // what takes a while where the machine is busy is over before the time runs
  const quick = { type: 'demo.steps', params: { steps: 1, stepMs: 0 } };
  await person.create({ ...quick, title: '明年的', runAt: '2099-03-14T01:00:00Z' });
  const runAt = new Date(Date.now() + 12_000).toISOString();
  const { id } = await person.create({ ...quick, title: '马上的', runAt });
  await come(page);
  const [soon, later] = [page.getByRole('row', { name: /马上的/ }), page.getByRole('row', { name: /明年的/ })];
  await expect(later).toContainText('2099年3月14日 执行');
  await expect(soon).toContainText(/[1-9]\d? 秒后执行/);
  expect(await heightOf(soon)).toBe(await heightOf(later));
  await come(page, `/system/tasks/${id}`);
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('tq-status-icon')).toContainText(/[1-9]\d? 秒后执行/);
  await expect(dialog.locator('tq-task-facts')).toContainText('计划执行');
  await expect(dialog.locator('tq-status-icon')).toContainText('已完成');
});

test('a task that failed says when it is tried again, without being read anew, and its row holds still', async ({
  kept: { page, person },
}) => {
  await come(page);
  const failing = { type: 'demo.flaky', params: { failures: 9, message: '磁盘已满' }, maxRetries: 5 };
  const { id } = await person.create({ ...failing, title: '再试试' });
  const row = page.getByRole('row', { name: /再试试/ });
  await expect(row).toContainText(/[1-9]\d? 秒后重试/);
  const height = await heightOf(row);
  await expect(row).toContainText('失败');
  expect(await heightOf(row)).toBe(height);
  await expect.poll(async () => (await person.get(id)).status).toBe('failed');
});
