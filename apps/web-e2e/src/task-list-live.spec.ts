import { expect } from '@playwright/test';
import { CuttableLine } from './cuttable-line.ts';
import { come, test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

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

test('who deletes a row by the keyboard goes on from the next', async ({ kept: { page, person } }) => {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  for (const title of ['第一行', '第二行', '第三行'].toReversed()) {
    await person.cancel((await person.create({ type: 'demo.steps', title, runAt })).id);
  }
  await come(page);
  const row = page.getByRole('row', { name: /第二行/ });
  await row.getByRole('button', { name: '删除任务' }).press('Enter');
  await page.getByRole('alertdialog').getByRole('button', { name: '删除任务' }).press('Enter');
  await expect(row).toBeHidden();
  await expect(page.getByRole('button', { name: '第三行' })).toBeFocused();
});

test('two people at once each see their own tasks alone, as they come', async ({ kept: { page, person: ann } }) => {
  const ben = await Integrator.newcomer();
  await come(page);
  const task = { type: 'demo.steps', params: { steps: 1, stepMs: 0 } };
  const { id } = await ben.create({ ...task, title: '本的任务' });
  await expect.poll(async () => (await ben.get(id)).status).toBe('completed');
  await ann.create({ ...task, title: '安的任务' });
  await expect(page.getByRole('row', { name: /安的任务/ })).toContainText('已完成');
  // There has been an event of one's own since the other's: nothing of the other's is still on its way.
  await expect(page.getByText('本的任务')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^全部/ })).toHaveText(/1/);
});

test('after the network was cut, what was missed and what could not be read is there without a reload', async ({
  page,
}) => {
  const line = await CuttableLine.open();
  const person = await Integrator.newcomer();
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  const { id } = await person.create({ type: 'demo.steps', title: '断网前的任务', runAt });
  await openAs(page, person, `${line.url}/system/tasks`);
  await page.evaluate(() => Object.assign(window, { isSameVisit: true }));
  const [before, during] = [/断网前的任务/, /断网时的任务/].map((name) => page.getByRole('row', { name }));
  const live = page.getByText('实时更新中');
  await test.step('what was missed', async () => {
    line.cut();
    const indicator = page.getByText(/^正在重新连接|^网络已断开/).locator('..');
    await expect(indicator).toContainText('更新于');
    await person.cancel(id);
    await person.create({ type: 'demo.steps', title: '断网时的任务', runAt });
    await expect(before!).toContainText('等待中');
    line.mend();
    await expect(live).toBeVisible();
    await expect(before!).toContainText('已取消');
    await page.getByRole('button', { name: '1 个新任务' }).click();
    await expect(during!).toBeVisible();
  });
  await test.step('what could not be read', async () => {
    line.cut();
    await expect(page.getByText(/^正在重新连接|^网络已断开/)).toBeVisible();
    await page.getByRole('button', { name: '刷新' }).click();
    const stale = page.getByRole('alert').filter({ hasText: '列表没能更新' });
    await expect(stale.getByRole('button', { name: '重试' })).toBeVisible();
    await expect(during!).toBeVisible();
    await page.getByRole('button', { name: /^等待中/ }).click();
    const notice = page.getByRole('alert').filter({ hasText: '无法连接服务器' });
    await expect(notice.getByRole('button', { name: '重试' })).toBeVisible();
    line.mend();
    await expect(during!).toBeVisible();
    await expect(notice).toBeHidden();
  });
  expect(await page.evaluate(() => 'isSameVisit' in window)).toBe(true);
  await line.close();
});
