import { expect, test } from '@playwright/test';
import { Integrator, openAs } from './person.ts';

test('the task list stands in the menu under 系统状态', async ({ page }) => {
  await openAs(page, await Integrator.newcomer());
  const navigation = page.getByRole('navigation');
  await expect(navigation.getByRole('heading', { name: '系统状态' })).toBeVisible();
  await navigation.getByRole('link', { name: '任务队列' }).click();
  await expect(page).toHaveURL(/\/system\/tasks$/);
});

test('each state has its icon and its name', async ({ page }) => {
  const person = await Integrator.newcomer();
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
  await openAs(page, person);
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

test('a running task moves its bar without the page being loaded again', async ({ page }) => {
  const person = await Integrator.newcomer();
  await openAs(page, person);
  // Begun when somebody looks, and long enough to be seen on a slow machine.
  await person.create({ type: 'demo.steps', title: '看着它走', params: { steps: 200, stepMs: 100 } });
  await page.getByRole('button', { name: '1 个新任务' }).click();
  const row = page.getByRole('row', { name: /看着它走/ });
  const bar = row.getByRole('progressbar');
  const percent = async (): Promise<number> => Number(await bar.getAttribute('aria-valuenow'));
  const before = await percent();
  await expect.poll(percent).toBeGreaterThan(before);
  await expect(row).toContainText('已完成', { timeout: 40_000 });
});

test('new tasks wait behind a pill instead of pushing rows', async ({ page }) => {
  const person = await Integrator.newcomer();
  await person.create({ type: 'demo.steps', title: '先来的', params: { steps: 1, stepMs: 0 } });
  await openAs(page, person);
  await expect(page.locator('tr.row').first()).toBeVisible();
  const firstRow = await page.locator('tr.row .title').first().textContent();
  await person.create({ type: 'demo.steps', title: '刚刚来的', params: { steps: 1, stepMs: 0 } });
  await expect(page.getByRole('button', { name: '1 个新任务' })).toBeVisible();
  expect(await page.locator('tr.row .title').first().textContent()).toBe(firstRow);
  await page.getByRole('button', { name: '1 个新任务' }).click();
  await expect(page.locator('tr.row .title').first()).toHaveText('刚刚来的');
});

test('a status filter narrows the list, lives in the address and survives a reload', async ({ page }) => {
  const person = await Integrator.newcomer();
  const failing = { type: 'demo.flaky', title: '只看失败', params: { failures: 9, message: 'x' }, maxRetries: 0 };
  const { id } = await person.create(failing);
  await expect.poll(async () => (await person.get(id)).status).toBe('failed');
  await openAs(page, person);
  await page.getByRole('button', { name: /^失败/ }).click();
  await expect(page).toHaveURL(/status=failed/);
  await expect(page.locator('tr.row').first()).toContainText('失败');
  await page.reload();
  await expect(page.getByRole('button', { name: /^失败/ })).toHaveAttribute('aria-pressed', 'true');
  const states = await page.locator('tr.row td.status').allTextContents();
  expect(new Set(states.map((text) => text.trim()))).toEqual(new Set(['失败']));
  await page.getByRole('button', { name: '清除筛选' }).click();
  await expect(page).toHaveURL(/\/system\/tasks$/);
});

test('a pending task is cancelled after a confirmation, and the list follows', async ({ page }) => {
  const person = await Integrator.newcomer();
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  const { id } = await person.create({ type: 'demo.steps', title: '不要了', runAt });
  await openAs(page, person);
  const row = page.getByRole('row', { name: /不要了/ }).first();
  await row.getByRole('button', { name: '取消任务' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '保留任务' }).click();
  await expect(row).toContainText('等待中');
  await row.getByRole('button', { name: '取消任务' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '取消任务' }).click();
  await expect(row).toContainText('已取消');
  expect((await person.get(id)).status).toBe('cancelled');
});

test('cancelling a running task is refused in the words of the server', async ({ page }) => {
  const person = await Integrator.newcomer();
  await person.create({ type: 'demo.steps', title: '正在跑', params: { steps: 300, stepMs: 100 } });
  await openAs(page, person);
  const row = page.getByRole('row', { name: /正在跑/ }).first();
  await expect(row).toContainText('执行中');
  await row.getByRole('button', { name: '取消任务' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '取消任务' }).click();
  await expect(page.getByText('无法取消正在执行的任务')).toBeVisible();
  await expect(row).toContainText('执行中');
});

test('a failed task shows its error as text, is retried, and opens by its own address', async ({ page }) => {
  const person = await Integrator.newcomer();
  const message = '磁盘已满 <img src=x onerror="document.title=1">';
  const { id } = await person.create({
    type: 'demo.flaky',
    title: '再试一次',
    params: { failures: 1, message },
    maxRetries: 0,
  });
  await expect.poll(async () => (await person.get(id)).status).toBe('failed');
  await openAs(page, person);
  await page.goto(`/system/tasks/${id}`);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(message).first()).toBeVisible();
  expect(await dialog.locator('img').count()).toBe(0);
  await dialog.getByRole('button', { name: '重试任务' }).click();
  await expect(dialog.getByText('第 2 次')).toBeVisible();
  await expect(dialog.locator('tq-status-icon')).toContainText('已完成');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/system\/tasks$/);
});

test('a search finds words and Chinese substrings, lives in the address and is cleared by one click', async ({
  page,
}) => {
  const person = await Integrator.newcomer();
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  await person.create({ type: 'demo.steps', title: '华东区季度对账', runAt });
  await person.create({ type: 'demo.steps', title: '华北区 quarterly', runAt });
  await openAs(page, person);
  const search = page.getByRole('searchbox', { name: /搜索/ });
  await search.fill('季度对');
  await expect(page.getByRole('row', { name: /华东区季度对账/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /华北区/ })).toBeHidden();
  await expect(page).toHaveURL(/q=/);
  await page.reload();
  await expect(search).toHaveValue('季度对');
  await search.fill('QUARTERLY');
  await expect(page.getByRole('row', { name: /华北区/ })).toBeVisible();
  await search.fill('没有这样的任务');
  await expect(page.getByText('没有符合条件的任务')).toBeVisible();
  await page.getByRole('button', { name: '清除筛选' }).first().click();
  await expect(search).toHaveValue('');
});
