import { expect, test, type Locator, type Page } from '@playwright/test';
import { Integrator, openAs, opened } from './person.ts';

interface Case {
  readonly zone: string;
  readonly summer: readonly [text: string, offset: string, instant: string];
  readonly winter: readonly [text: string, offset: string, instant: string];
  readonly missing?: string;
  readonly twice?: { readonly text: string; readonly offsets: readonly string[]; readonly second: string };
}

const CASES: readonly Case[] = [
  {
    zone: 'America/New_York',
    summer: ['2099-07-01T09:00', 'GMT-4', '2099-07-01T13:00:00.000Z'],
    winter: ['2099-12-01T09:00', 'GMT-5', '2099-12-01T14:00:00.000Z'],
    missing: '2099-03-08T02:30',
    twice: { text: '2099-11-01T01:30', offsets: ['GMT-4', 'GMT-5'], second: '2099-11-01T06:30:00.000Z' },
  },
  {
    zone: 'Australia/Lord_Howe',
    summer: ['2099-12-01T09:00', 'GMT+11', '2099-11-30T22:00:00.000Z'],
    winter: ['2099-07-01T09:00', 'GMT+10:30', '2099-06-30T22:30:00.000Z'],
    missing: '2099-10-04T02:15',
    twice: { text: '2099-04-05T01:45', offsets: ['GMT+11', 'GMT+10:30'], second: '2099-04-04T15:15:00.000Z' },
  },
  {
    zone: 'Asia/Shanghai',
    summer: ['2099-07-01T09:00', 'GMT+8', '2099-07-01T01:00:00.000Z'],
    winter: ['2099-12-01T09:00', 'GMT+8', '2099-12-01T01:00:00.000Z'],
  },
  {
    zone: 'Europe/Berlin',
    summer: ['2099-07-01T09:00', 'GMT+2', '2099-07-01T07:00:00.000Z'],
    winter: ['2099-12-01T09:00', 'GMT+1', '2099-12-01T08:00:00.000Z'],
    missing: '2099-03-29T02:30',
    twice: { text: '2099-10-25T02:30', offsets: ['GMT+2', 'GMT+1'], second: '2099-10-25T01:30:00.000Z' },
  },
];

async function newTask(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: '新建任务' }).first().click();
  const form = page.getByRole('dialog');
  await opened(form);
  await form.getByRole('combobox', { name: '任务类型' }).click();
  await page.getByRole('option', { name: 'demo.steps' }).click();
  await form.getByRole('radio', { name: '定时执行' }).click();
  return form;
}

for (const { zone, summer, winter, missing, twice } of CASES) {
  test.describe(`in ${zone}`, () => {
    test.use({ timezoneId: zone });

    test('a run time is the one that was meant, and a span of creation times', async ({ page }) => {
      const person = await Integrator.newcomer();
      await openAs(page, person);
      const form = await newTask(page);
      const start = form.getByLabel('开始时间');
      for (const [text, offset] of [summer, winter]) {
        await start.fill(text);
        await expect(form.getByText(`本地时间（${zone}, ${offset}）`)).toBeVisible();
      }
      let instant = winter[2];
      if (missing && twice) {
        await start.fill(missing);
        await form.getByRole('button', { name: '创建' }).click();
        await expect(form.getByText('当天没有这个时间')).toBeVisible();
        await expect(start).toBeFocused();
        await start.fill(twice.text);
        await expect(form.getByText('这个时间会出现两次')).toBeVisible();
        for (const [i, offset] of twice.offsets.entries()) {
          await form.getByRole('radio', { name: `${['第一次', '第二次'][i]}（${offset}）` }).click();
          await expect(form.getByText(`本地时间（${zone}, ${offset}）`)).toBeVisible();
        }
        instant = twice.second;
      }
      await form.getByRole('button', { name: '创建' }).click();
      await expect(form).toBeHidden();
      expect((await person.list('page=1')).items.map(({ runAt }) => runAt)).toEqual([instant]);

      await person.create({ type: 'demo.steps', title: '在这里', runAt: summer[2] });
      await page.getByRole('combobox', { name: '创建时间' }).click();
      await page.getByRole('option', { name: '自定义范围' }).click();
      const to = page.getByLabel(/^到/);
      await to.fill(summer[0]);
      await expect(page.getByText(`到 · ${summer[1]}`)).toBeVisible();
      const bound = (): string | null => new URL(page.url()).searchParams.get('createdTo');
      await expect.poll(bound).toBe(summer[2]);
      if (missing && twice) {
        await to.fill(missing);
        await expect(page.getByText('当天没有这个时间')).toBeVisible();
        await to.fill(twice.text);
        expect(bound()).toBe(summer[2]);
        await page.getByRole('radio', { name: /^第二次/ }).click();
        await expect.poll(bound).toBe(twice.second);
        await page.reload();
        await expect(page.getByLabel(/^到/)).toHaveValue(twice.text);
        await expect(page.getByRole('radio', { name: /^第二次/ })).toBeChecked();
      }
      await expect(page.getByRole('row', { name: /在这里/ })).toBeVisible();
    });
  });
}
