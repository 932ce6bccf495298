import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './kept-page.ts';
import { Integrator, openAs, opened } from './person.ts';

// Its clocks change by half an hour. Others: libs/ui/src/time-field/local-time.spec.ts.
const ZONE = 'Australia/Lord_Howe';
const SUMMER = ['2099-12-01T09:00', 'GMT+11', '2099-11-30T22:00:00.000Z'] as const;
const WINTER = ['2099-07-01T09:00', 'GMT+10:30'] as const;
const MISSING = '2099-10-04T02:15';
const TWICE = { text: '2099-04-05T01:45', offsets: ['GMT+11', 'GMT+10:30'], second: '2099-04-04T15:15:00.000Z' };

test.use({ timezoneId: ZONE });

async function newTask(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: '新建任务' }).first().click();
  const form = page.getByRole('dialog');
  await opened(form);
  await form.getByRole('combobox', { name: '任务类型' }).click();
  await page.getByRole('option', { name: 'demo.steps' }).click();
  await form.getByRole('radio', { name: '定时执行' }).click();
  return form;
}

test('a run time is the one that was meant where clocks change, and a span of creation times', async ({ page }) => {
  const person = await Integrator.newcomer();
  await openAs(page, person);
  const form = await newTask(page);
  const start = form.getByLabel('开始时间');
  for (const [text, offset] of [SUMMER, WINTER]) {
    await start.fill(text);
    await expect(form.getByText(`本地时间（${ZONE}, ${offset}）`)).toBeVisible();
  }
  await start.fill(MISSING);
  await form.getByRole('button', { name: '创建' }).click();
  await expect(form.getByText('当天没有这个时间')).toBeVisible();
  await expect(start).toBeFocused();
  await start.fill(TWICE.text);
  await expect(form.getByText('这个时间会出现两次')).toBeVisible();
  for (const [i, offset] of TWICE.offsets.entries()) {
    await form.getByRole('radio', { name: `${['第一次', '第二次'][i]}（${offset}）` }).click();
    await expect(form.getByText(`本地时间（${ZONE}, ${offset}）`)).toBeVisible();
  }
  await form.getByRole('button', { name: '创建' }).click();
  await expect(form).toBeHidden();
  expect((await person.list('page=1')).items.map(({ runAt }) => runAt)).toEqual([TWICE.second]);

  await person.create({ type: 'demo.steps', title: '在这里', runAt: SUMMER[2] });
  await page.getByRole('combobox', { name: '创建时间' }).click();
  await page.getByRole('option', { name: '自定义范围' }).click();
  const to = page.getByLabel(/^到/);
  await to.fill(SUMMER[0]);
  await expect(page.getByText(`到 · ${SUMMER[1]}`)).toBeVisible();
  const bound = (): string | null => new URL(page.url()).searchParams.get('createdTo');
  await expect.poll(bound).toBe(SUMMER[2]);
  await to.fill(MISSING);
  await expect(page.getByText('当天没有这个时间')).toBeVisible();
  await to.fill(TWICE.text);
  expect(bound()).toBe(SUMMER[2]);
  await page.getByRole('radio', { name: /^第二次/ }).click();
  await expect.poll(bound).toBe(TWICE.second);
  await page.reload();
  await expect(page.getByLabel(/^到/)).toHaveValue(TWICE.text);
  await expect(page.getByRole('radio', { name: /^第二次/ })).toBeChecked();
  await expect(page.getByRole('row', { name: /在这里/ })).toBeVisible();
});
