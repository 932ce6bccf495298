import { expect } from '@playwright/test';
import { come, test } from './kept-page.ts';

const hang = (title: string, ignoreSignal: boolean) =>
  ({ type: 'demo.hang', title, params: { ignoreSignal }, timeoutMs: 600_000 }) as const;

test('a running task is stopped from its row, after a question, and says so when it has', async ({
  kept: { page, person },
}) => {
  await person.create(hang('停得下来', false));
  await come(page);
  const row = page.getByRole('row', { name: /停得下来/ });
  await expect(row).toContainText('执行中');
  await row.getByRole('button', { name: '停止任务' }).click();
  const question = page.getByRole('alertdialog', { name: '停止这个任务？' });
  await question.getByRole('button', { name: '继续执行' }).click();
  await expect(question).toBeHidden();
  await expect(row).toContainText('执行中');
  await row.getByRole('button', { name: '停止任务' }).click();
  await question.getByRole('button', { name: '停止任务' }).click();
  await expect(row).toContainText('已取消');
  await expect(row).toContainText('执行时被停止');
});

test('one that does not stop counts down, is ended by force, and may still be running', async ({
  kept: { page, person },
}) => {
  const { id } = await person.create(hang('停不下来', true));
  await come(page, `/system/tasks/${id}`);
  const dialog = page.getByRole('dialog').filter({ has: page.locator('tq-task-facts') });
  await expect(dialog.locator('tq-status-icon')).toContainText('执行中');
  await dialog.getByRole('button', { name: '停止任务' }).click();
  const question = page.getByRole('alertdialog', { name: '停止这个任务？' });
  await question.getByLabel('停止原因').fill(' 选错了月份 ');
  await question.getByRole('button', { name: '停止任务' }).click();
  await expect(dialog.locator('tq-task-facts')).toContainText('选错了月份');
  await expect(dialog.locator('tq-status-icon')).toContainText(/正在停止 · [1-3]?\d 秒后强制结束/);
  await expect(dialog.locator('tq-task-facts')).toContainText(person.username);
  await dialog.getByRole('button', { name: '立即停止' }).click();
  await page
    .getByRole('alertdialog', { name: /立即停止/ })
    .getByRole('button', { name: '立即停止' })
    .click();
  await expect(dialog.locator('tq-status-icon')).toContainText('已取消');
  await expect(dialog.locator('tq-attempt-timeline')).toContainText('未停下，强制结束');
  await expect(dialog.locator('tq-attempt-timeline')).toContainText('可能仍在运行');
  await expect(dialog.getByRole('button', { name: /停止/ })).toHaveCount(0);
});
