import { expect } from '@playwright/test';
import { CuttableLine } from './cuttable-line.ts';
import { come, test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

test('a running task moves its bar without the page being loaded again', async ({ kept: { page, person } }) => {
  await come(page);
  // Begun when somebody looks, and long enough to be seen on a slow machine.
  await person.create({ type: 'demo.steps', title: '看着它走', params: { steps: 80, stepMs: 100 } });
  const row = page.getByRole('row', { name: /看着它走/ });
  const bar = row.getByRole('progressbar');
  const percent = async (): Promise<number> => Number(await bar.getAttribute('aria-valuenow'));
  const before = await percent();
  await expect.poll(percent).toBeGreaterThan(before);
  await expect(row).toContainText('已完成', { timeout: 40_000 });
});

test('new tasks wait behind a pill instead of pushing rows', async ({ kept: { page, person } }) => {
  await person.create({ type: 'demo.steps', title: '先来的', params: { steps: 1, stepMs: 0 } });
  await come(page);
  await expect(page.locator('tr.row').first()).toBeVisible();
  const firstRow = await page.locator('tr.row .title').first().textContent();
  await person.create({ type: 'demo.steps', title: '刚刚来的', params: { steps: 1, stepMs: 0 } });
  await expect(page.getByRole('button', { name: '1 个新任务' })).toBeVisible();
  expect(await page.locator('tr.row .title').first().textContent()).toBe(firstRow);
  await page.getByRole('button', { name: '1 个新任务' }).click();
  await expect(page.locator('tr.row .title').first()).toHaveText('刚刚来的');
});

test('rows hold still while some are selected, and a deleted one leaves when they no longer are', async ({
  kept: { page, person },
}) => {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  const { id } = await person.create({ type: 'demo.steps', title: '会被删除', runAt });
  await person.create({ type: 'demo.steps', title: '一直都在', runAt });
  await come(page);
  const doomed = page.getByRole('row', { name: /会被删除/ });
  await page.getByRole('checkbox', { name: '选择“一直都在”' }).click();
  await person.cancel(id);
  await person.bulk({ action: 'delete', ids: [id] });
  await expect(page.getByRole('button', { name: /^全部/ })).toHaveText(/1/); // the count has followed
  await expect(doomed).toContainText('已取消');
  await page.getByRole('button', { name: '取消选择' }).click();
  await page.mouse.move(0, 0);
  await expect(doomed).toBeHidden();
});

test('two people at once each see their own tasks alone, as they come', async ({
  kept: { page, person: ann },
  browser,
}) => {
  const ben = await Integrator.newcomer();
  const other = await browser.newContext();
  const bensPage = await other.newPage();
  await come(page);
  await openAs(bensPage, ben);
  const task = { type: 'demo.steps', params: { steps: 1, stepMs: 0 } };
  await ann.create({ ...task, title: '安的任务' });
  await ben.create({ ...task, title: '本的任务' });
  await expect(page.getByRole('row', { name: /安的任务/ })).toContainText('已完成');
  await expect(bensPage.getByRole('row', { name: /本的任务/ })).toContainText('已完成');
  // Each has had an event of their own since the other's: nothing of the other's is still on its way.
  await expect(page.getByText('本的任务')).toHaveCount(0);
  await expect(bensPage.getByText('安的任务')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^全部/ })).toHaveText(/1/);
  await other.close();
});

test('after the network was cut, everything missed is there without a reload', async ({ page }) => {
  const line = await CuttableLine.open();
  const person = await Integrator.newcomer();
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  const { id } = await person.create({ type: 'demo.steps', title: '断网前的任务', runAt });
  await openAs(page, person, `${line.url}/system/tasks`);
  await page.evaluate(() => Object.assign(window, { isSameVisit: true }));
  line.cut();
  const indicator = page.getByText(/^正在重新连接|^网络已断开/).locator('..');
  await expect(indicator).toContainText('更新于');
  await person.cancel(id);
  await person.create({ type: 'demo.steps', title: '断网时的任务', runAt });
  await expect(page.getByRole('row', { name: /断网前的任务/ })).toContainText('等待中');
  line.mend();
  await expect(page.getByText('实时更新中')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('row', { name: /断网前的任务/ })).toContainText('已取消');
  await page.getByRole('button', { name: '1 个新任务' }).click();
  await expect(page.getByRole('row', { name: /断网时的任务/ })).toBeVisible();
  expect(await page.evaluate(() => 'isSameVisit' in window)).toBe(true);
  await line.close();
});
