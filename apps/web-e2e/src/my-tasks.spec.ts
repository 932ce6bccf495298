import { expect } from '@playwright/test';
import { come, test } from './kept-page.ts';

test('one’s own running tasks stand in the toolbar, live, with a way to each and to all', async ({
  kept: { page, person },
}) => {
  await come(page);
  const button = page.getByRole('button', { name: /^我的任务/ });
  await expect(button).toHaveAccessibleName('我的任务: 0');
  const { id } = await person.create({ type: 'demo.steps', title: 'a long one', params: { steps: 100, stepMs: 600 } });
  await expect(button).toHaveAccessibleName(/1 个任务正在执行，平均进度 [1-9]\d*%$/);
  await button.focus();
  await page.keyboard.press('Enter');
  const items = page.getByRole('menu').getByRole('menuitem');
  await expect(items.first()).toHaveAccessibleName(/^a long one, 已完成 \d+%$/);
  await expect(items.last()).toHaveAccessibleName('查看全部任务');
  await expect(items.first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/system/tasks/${id}$`));
});
