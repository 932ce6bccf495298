import { expect } from '@playwright/test';
import { come, go, test } from './kept-page.ts';

test('the task list stands in the menu under 系统状态', async ({ kept: { page } }) => {
  await come(page);
  const navigation = page.getByRole('navigation');
  await expect(navigation.getByRole('heading', { name: '系统状态' })).toBeVisible();
  await navigation.getByRole('link', { name: '任务队列' }).click();
  await expect(page).toHaveURL(/\/system\/tasks$/);
});

test('each state has its icon and its name', async ({ kept: { page, person } }) => {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  await person.create({ type: 'demo.steps', title: '等待', runAt });
  await person.create({ type: 'demo.steps', title: '执行', params: { steps: 600, stepMs: 100 } });
  await person.create({ type: 'demo.steps', title: '完成', params: { steps: 1, stepMs: 0 } });
  await person.create({
    type: 'demo.flaky',
    title: '出错',
    params: { failures: 9, message: '磁盘已满' },
    maxRetries: 0,
  });
  await come(page);
  for (const [title, status, icon] of [
    ['等待', '等待中', 'pending'],
    ['执行', '执行中', 'running'],
    ['完成', '已完成', 'completed'],
    ['出错', '失败', 'failed'],
  ] as const) {
    const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: title, exact: true }) });
    await expect(row.first()).toContainText(status);
    await expect(row.first().locator(`[data-mat-icon-name="${icon}"]`)).toBeVisible();
  }
  const running = page.getByRole('row').filter({ has: page.getByRole('button', { name: '执行', exact: true }) });
  await expect(running.first().getByRole('progressbar')).toBeVisible();
});

test('a pending task is cancelled after a confirmation, and the list follows', async ({ kept: { page, person } }) => {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  const { id } = await person.create({ type: 'demo.steps', title: '不要了', runAt });
  await come(page);
  const row = page.getByRole('row', { name: /不要了/ }).first();
  await row.getByRole('button', { name: '取消任务' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '保留任务' }).click();
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await expect(row).toContainText('等待中');
  await row.getByRole('button', { name: '取消任务' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '取消任务' }).click();
  await expect(row).toContainText('已取消');
  expect((await person.get(id)).status).toBe('cancelled');
});

test('cancelling a task that has begun meanwhile is refused in the words of the server', async ({
  kept: { page, person },
}) => {
  const task = { type: 'demo.steps', title: '正在跑', params: { steps: 300, stepMs: 100 } };
  const begins = (delayMs: number) => ({ ...task, debounce: { key: 'one', delayMs, maxDelayMs: 3_600_000 } });
  const { id } = await person.create(begins(3_600_000));
  await come(page);
  const row = page.getByRole('row', { name: /正在跑/ }).first();
  await row.getByRole('button', { name: '取消任务' }).click();
  await person.createAgain(begins(1));
  await expect.poll(async () => (await person.get(id)).status).toBe('running');
  await page.getByRole('alertdialog').getByRole('button', { name: '取消任务' }).click();
  await expect(page.getByText('无法取消正在执行的任务')).toBeVisible();
  await expect(row).toContainText('执行中');
  await expect(row.getByRole('button', { name: '停止任务' })).toBeVisible();
  await expect(row.getByRole('button', { name: '取消任务' })).toHaveCount(0);
});

test('a failed task shows its error as text, is retried, and opens by its own address', async ({
  kept: { page, person },
}) => {
  const message = '磁盘已满 <img src=x onerror="document.title=1">';
  const { id } = await person.create({
    type: 'demo.flaky',
    title: '再试一次',
    params: { failures: 1, message },
    maxRetries: 0,
  });
  await expect.poll(async () => (await person.get(id)).status).toBe('failed');
  await come(page);
  await come(page, `/system/tasks/${id}`);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(message).first()).toBeVisible();
  expect(await dialog.locator('img').count()).toBe(0);
  await dialog.getByRole('button', { name: '重试任务' }).click();
  await expect(dialog.getByText('第 2 次')).toBeVisible();
  await expect(dialog.locator('tq-status-icon')).toContainText('已完成');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/system\/tasks$/);
});

test('columns, density and the size of a page are remembered for the next visit', async ({
  kept: { page, person },
}) => {
  await person.create({ type: 'demo.steps', title: '一个任务', params: { steps: 1, stepMs: 0 } });
  await come(page);
  await expect(page.getByRole('columnheader', { name: '创建时间' })).toBeVisible();
  await page.getByRole('button', { name: '显示设置' }).click();
  await page.getByRole('menuitemcheckbox', { name: '创建时间' }).click();
  await page.getByRole('menuitemradio', { name: '紧凑' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: '每页' }).press('Enter'); // the paginator lays a larger target over it
  await page.getByRole('option', { name: '50' }).click();
  await go(page, '/nowhere');
  await come(page);
  await expect(page.getByRole('row', { name: /一个任务/ })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: '创建时间' })).toBeHidden();
  await expect(page.getByRole('table')).toHaveClass(/compact/);
  await expect(page.getByRole('combobox', { name: '每页' })).toHaveText('50');
});

test('«next» shows the tasks after the last row, though as many new ones were created as a page holds', async ({
  kept: { page, person },
}) => {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  const createAll = async (...numbers: number[]): Promise<void> => {
    for (const number of numbers) {
      await person.create({ type: 'demo.steps', title: `第 ${number} 个`, runAt });
    }
  };
  const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const titles = page.getByRole('row').getByRole('button', { name: /^第 \d+ 个$/ });
  await createAll(...numbers(1, 15));
  await come(page, '/system/tasks?pageSize=10');
  await expect(titles).toHaveText(
    numbers(6, 15)
      .reverse()
      .map((number) => `第 ${number} 个`),
  );
  await createAll(...numbers(16, 25));
  await expect(page.getByRole('button', { name: /10 个新任务/ })).toBeVisible();
  await page.getByRole('button', { name: '下一页' }).click();
  await expect(titles).toHaveText(
    numbers(1, 5)
      .reverse()
      .map((number) => `第 ${number} 个`),
  );
  await expect(page.getByText('第 21–25 个，共 25 个')).toBeVisible();
  const link = page.url();
  await go(page, '/nowhere');
  await come(page, link);
  await expect(titles).toHaveText(
    numbers(1, 5)
      .reverse()
      .map((number) => `第 ${number} 个`),
  );
  await page.getByRole('button', { name: '上一页' }).click();
  await expect(titles).toHaveText(
    numbers(6, 15)
      .reverse()
      .map((number) => `第 ${number} 个`),
  );
});

test('the list is used by keyboard alone, and single keys can be switched off', async ({ kept: { page, person } }) => {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  await person.create({ type: 'demo.steps', title: '下面的任务', runAt });
  await person.create({ type: 'demo.steps', title: '上面的任务', runAt });
  await come(page);
  const upper = page.getByRole('button', { name: '上面的任务', exact: true });
  const lower = page.getByRole('button', { name: '下面的任务', exact: true });
  await expect(lower).toBeVisible();

  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await expect(upper).toBeFocused();
  await page.keyboard.press('j');
  await expect(lower).toBeFocused();
  await page.keyboard.press('x');
  await expect(page.getByText('已选择 1 个任务')).toBeVisible();
  await page.keyboard.press('k');
  await expect(upper).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('上面的任务');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: '键盘快捷键' });
  await help.getByRole('switch', { name: '启用单键快捷键' }).click();
  await help.getByRole('button', { name: '关闭' }).click();
  await expect(help).toBeHidden();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).not.toBeFocused();

  await page.getByRole('button', { name: '账户' }).click();
  await page.getByRole('menuitem', { name: '设置' }).click();
  await page.getByRole('dialog', { name: '设置' }).getByRole('switch', { name: '键盘快捷键' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
});

test('a person without tasks is told what to do next', async ({ kept: { page } }) => {
  await come(page);
  await expect(page.getByRole('heading', { name: '还没有任务' })).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: '新建任务' }).last().click();
  await expect(page.getByRole('dialog', { name: '新建任务' })).toBeVisible();
});

test('on a narrow screen the rows are cards, and nothing is cut off', async ({ kept: { page, person } }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const title = '一个标题很长的任务，长得在手机上一行无论如何也放不下，所以要省略';
  await person.create({ type: 'demo.steps', title, runAt: new Date(Date.now() + 3_600_000).toISOString() });
  await come(page);
  await expect(page.getByRole('row', { name: /一个标题很长的任务/ })).toContainText('等待中');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
