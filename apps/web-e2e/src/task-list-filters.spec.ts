import { expect } from '@playwright/test';
import { come, go, test } from './kept-page.ts';
import { Integrator } from './person.ts';

test('a status filter narrows the list, lives in the address and survives a reload', async ({
  kept: { page, person },
}) => {
  const failing = { type: 'demo.flaky', title: '只看失败', params: { failures: 9, message: 'x' }, maxRetries: 0 };
  const { id } = await person.create(failing);
  await expect.poll(async () => (await person.get(id)).status).toBe('failed');
  await come(page);
  await page.getByRole('button', { name: /^失败/ }).click();
  await expect(page).toHaveURL(/status=failed/);
  await expect(page.locator('tr.row').first()).toContainText('失败');
  await page.reload();
  await expect(page.getByRole('button', { name: /^失败/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('tr.row').first()).toBeVisible(); // the chip is there before the rows
  const states = await page.locator('tr.row td.status').allTextContents();
  expect(new Set(states.map((text) => text.trim()))).toEqual(new Set(['失败']));
  await page.getByRole('button', { name: '清除筛选' }).click();
  await expect(page).toHaveURL(/\/system\/tasks$/);
});

test('a type filter shows the tasks of that type alone, is kept as a view and exported, and going back undoes it', async ({
  kept: { page, person },
}) => {
  await person.create({ type: 'demo.steps', title: '分步的', params: { steps: 1, stepMs: 0 } });
  await person.create({ type: 'tasks.export', title: '导出的', params: { format: 'csv' } });
  await come(page);
  await page.getByRole('combobox', { name: '类型' }).click();
  await page.getByRole('option', { name: '批量导出' }).click();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/type=tasks\.export/);
  await expect(page.getByRole('row', { name: /导出的/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /分步的/ })).toBeHidden();
  await page.getByRole('button', { name: '视图' }).click();
  await page.getByRole('menuitem', { name: '保存与管理视图' }).click();
  const views = page.getByRole('dialog', { name: '视图' });
  await views.getByRole('textbox', { name: '视图名称' }).fill('只看导出');
  await views.getByRole('button', { name: '保存当前视图' }).click();
  await expect(views.getByRole('button', { name: '删除视图：只看导出' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(views).toBeHidden();
  await page.getByRole('button', { name: '导出当前列表' }).click();
  await page.getByRole('menuitem', { name: 'JSON 文件' }).click();
  await expect(page.getByRole('button', { name: /1 个新任务/ })).toBeVisible();
  await page.goBack();
  await expect(page).not.toHaveURL(/type=/);
  await expect(page.getByRole('row', { name: /分步的/ })).toBeVisible();
  await page.getByRole('button', { name: '视图' }).click();
  await page.getByRole('menuitemradio', { name: '只看导出' }).click();
  await expect(page).toHaveURL(/type=tasks\.export/);
  await expect(page.getByRole('row', { name: /分步的/ })).toBeHidden();
});

test('an administrator narrows the list to one creator and a time, by a link that opens the same view', async ({
  keptAdmin: { page, person: admin },
}) => {
  const person = await Integrator.newcomer();
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  await person.create({ type: 'demo.steps', title: '同事的任务', runAt });
  await admin.create({ type: 'demo.steps', title: '管理员的任务', runAt });
  await come(page);
  await page.getByRole('combobox', { name: '创建人' }).click();
  await page.getByRole('option', { name: person.username }).click();
  await expect(page.getByRole('row', { name: /同事的任务/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /管理员的任务/ })).toBeHidden();
  await page.getByRole('combobox', { name: '创建时间' }).click();
  await page.getByRole('option', { name: '最近 1 小时' }).click();
  await expect(page).toHaveURL(/createdBy=.*within=1h|within=1h.*createdBy=/);
  const link = page.url();
  await go(page, '/nowhere');
  await come(page, link);
  await expect(page.getByRole('combobox', { name: '创建人' })).toHaveText(person.username);
  await expect(page.getByRole('row', { name: /同事的任务/ })).toBeVisible();
  await come(page, page.url().replace('within=1h', 'createdTo=2020-01-01T00:00:00Z'));
  await expect(page.getByText('没有符合条件的任务')).toBeVisible();
});

test('a search finds words and Chinese substrings, lives in the address and is cleared by one click', async ({
  kept: { page, person },
}) => {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  await person.create({ type: 'demo.steps', title: '华东区季度对账', runAt });
  await person.create({ type: 'demo.steps', title: '华北区 quarterly', runAt });
  await come(page);
  const search = page.getByRole('searchbox', { name: /搜索/ });
  await search.fill('季度对');
  await expect(page.getByRole('row', { name: /华东区季度对账/ }).locator('mark')).toHaveText('季度对');
  await expect(page.getByRole('row', { name: /华北区/ })).toBeHidden();
  await expect(page).toHaveURL(/q=/);
  const link = page.url();
  await come(page);
  await expect(search).toHaveValue('');
  await come(page, link);
  await expect(search).toHaveValue('季度对');
  await search.fill('QUARTERLY');
  await expect(page.getByRole('row', { name: /华北区/ })).toBeVisible();
  await search.fill('没有这样的任务');
  await expect(page.getByText('没有符合条件的任务')).toBeVisible();
  await page.getByRole('button', { name: '清除筛选' }).first().click();
  await expect(search).toHaveValue('');
});

test('a search that finds nothing says what a search finds, on a telephone too', async ({ kept: { page, person } }) => {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  await person.create({ type: 'demo.steps', title: '📊 报表2026Q1 ReexportCustomers Straße', runAt });
  await page.setViewportSize({ width: 390, height: 844 });
  await come(page);
  const search = page.getByRole('searchbox', { name: /搜索/ });
  for (const [query, mark] of [
    ['📊', '📊'],
    ['q1', 'Q1'],
    ['customers', 'Customers'],
    ['STRASSE', 'Straße'],
  ] as const) {
    await search.fill(query);
    await expect(page.locator('mark').first()).toHaveText(mark);
  }
  await search.fill('eexport');
  const hint = page.getByText('至少 3 个字母');
  await expect(hint).toBeVisible();
  const { x, width } = (await hint.boundingBox())!;
  expect(x).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(390);
});
