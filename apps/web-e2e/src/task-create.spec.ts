import { expect, type Locator, type Page } from '@playwright/test';
import type { TaskSummary } from '@task-queue/contracts';
import { come, test } from './kept-page.ts';
import { type Integrator, opened } from './person.ts';

const formOf = (page: Page): Locator => page.getByRole('dialog', { name: /^(新建任务|New task)$/ });

/** Opens the form and chooses a type. */
async function begin(page: Page, type: string): Promise<Locator> {
  await page
    .getByRole('button', { name: /^(新建任务|New task)$/ })
    .first()
    .click();
  await opened(formOf(page));
  await choose(page, type);
  return formOf(page);
}

async function choose(page: Page, type: string): Promise<void> {
  await formOf(page)
    .getByRole('combobox', { name: /^(任务类型|Task type)/ })
    .click();
  await page.getByRole('option', { name: type }).click();
  await expect(page.getByRole('option')).toHaveCount(0); // what closes takes no click
}

/** Hints that reach out of their fields, over what is below. */
async function overflowingHints(form: Locator): Promise<string[]> {
  return form.locator('mat-form-field:has(mat-hint)').evaluateAll((fields) => {
    const bottom = (element: Element): number => Math.round(element.getBoundingClientRect().bottom);
    const hintOf = (field: Element): Element => field.querySelector('mat-hint')!; // as the selector says
    return fields.filter((field) => bottom(hintOf(field)) > bottom(field)).map((field) => hintOf(field).textContent);
  });
}

/** The one task that a newcomer has made. */
async function onlyTask(person: Integrator): Promise<TaskSummary> {
  const { items, total } = await person.list('');
  expect(total).toBe(1);
  return items[0]!;
}

test('each kind of value has its kind of field, and the task gets what was filled in', async ({
  kept: { page, person },
}) => {
  await come(page);
  const form = await begin(page, 'demo.flaky');
  await expect(form.getByRole('spinbutton', { name: '失败次数' })).toHaveValue('2');
  await expect(form.locator('textarea')).toHaveAccessibleName('错误信息');
  await choose(page, 'demo.hang');
  await expect(form.getByRole('switch', { name: '忽略中止信号' })).not.toBeChecked();

  await choose(page, 'tasks.export');
  expect(await overflowingHints(form)).toEqual([]);
  await form.getByRole('radiogroup', { name: '格式' }).getByRole('radio', { name: 'json' }).click();
  await form.getByRole('button', { name: '筛选' }).click();
  await form.getByRole('textbox', { name: '搜索' }).fill('月报');
  await form.getByRole('combobox', { name: '状态' }).click();
  await page.getByRole('option', { name: '失败' }).click();
  await page.getByRole('option', { name: '已取消' }).click();
  await page.keyboard.press('Escape');
  const types = form
    .getByRole('grid', { name: '类型' })
    .getByRole('textbox')
    .or(form.getByRole('textbox', { name: '类型' }));
  await types.fill('demo.steps');
  await types.press('Enter');
  await types.fill('demo.flaky');
  await types.press('Enter');
  await form.getByRole('button', { name: '移除“demo.steps”' }).click();
  await form.getByLabel('创建时间从').fill('2026-01-02T08:30');
  await form.getByRole('button', { name: '创建', exact: true }).click();
  await expect(form).toBeHidden();

  const { id } = await onlyTask(person);
  const filter = { q: '月报', status: ['failed', 'cancelled'], type: ['demo.flaky'] };
  expect(await person.get(id)).toMatchObject({
    type: 'tasks.export',
    params: { format: 'json', filter: { ...filter, createdFrom: '2026-01-02T00:30:00.000Z' } },
  });
});

const WRONG = [
  {
    language: 'English',
    range: 'Enter a whole number from 1 to 10000',
    long: 'At most 200 characters; there are 201',
    missing: 'Required',
    all: 'Please check what is marked',
  },
  {
    language: '简体中文',
    range: '请输入 1 到 10000 之间的整数',
    long: '最多 200 个字符，现有 201 个',
    missing: '必填',
    all: '请检查标出的内容',
  },
];

test('what is wrong stands beside its field, in either language, and is not sent', async ({
  kept: { page, person },
}) => {
  await come(page);
  for (const { language, ...words } of WRONG) {
    await page.getByRole('button', { name: /^(语言|Language)$/ }).click();
    await page.getByRole('menuitemradio', { name: language }).click();
    const form = await begin(page, 'demo.steps');
    const steps = form.getByRole('spinbutton', { name: /^(步数|Steps)$/ });
    const title = form.getByRole('textbox', { name: /^(标题|Title)$/ });
    const start = form.getByLabel(/^(开始时间|Start time)$/);
    await steps.fill('0');
    await title.fill('长'.repeat(201));
    await form.getByRole('radio', { name: /^(定时执行|Later)$/ }).click();
    await start.fill('');
    await form.getByRole('button', { name: /^(创建|Create)$/ }).click();
    await expect(form.getByRole('alert').last()).toHaveText(words.all);
    await expect(steps).toBeFocused();
    await expect(steps).toHaveAccessibleDescription(words.range);
    await expect(title).toHaveAccessibleDescription(words.long);
    await expect(start).toHaveAccessibleDescription(words.missing);
    expect((await person.list('')).total).toBe(0);
    await page.keyboard.press('Escape');
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: /^(放弃|Discard)/ })
      .click();
    await expect(form).toBeHidden();
  }
});

test('priority, time to start, retries and time limit are what was chosen', async ({ kept: { page, person } }) => {
  await come(page);
  const form = await begin(page, 'demo.steps');
  await form.getByRole('textbox', { name: '标题' }).fill('  明年再说  ');
  await form.getByRole('radio', { name: '高' }).click();
  await form.getByRole('radio', { name: '定时执行' }).click();
  await expect(form.getByText('本地时间（Asia/Shanghai, GMT+8）')).toBeVisible();
  const nextYear = new Date().getFullYear() + 1;
  await form.getByLabel('开始时间').fill(`${nextYear}-05-06T07:08`);
  await form.getByRole('button', { name: '高级选项' }).click();
  await form.getByRole('spinbutton', { name: '失败后重试次数' }).fill('5');
  await form.getByRole('spinbutton', { name: '单次执行限时（秒）' }).fill('90');
  await form.getByRole('button', { name: '创建', exact: true }).click();
  await expect(page.getByRole('row', { name: /明年再说/ })).toContainText('等待中');
  expect(await onlyTask(person)).toMatchObject({
    title: '明年再说',
    priority: 'high',
    runAt: `${nextYear}-05-05T23:08:00.000Z`,
    maxRetries: 5,
    timeoutMs: 90_000,
  });
});

test('what is not to be made twice is opened instead, with its deadline', async ({ kept: { page, person } }) => {
  await come(page);
  for (const title of ['年终汇总', '又一次年终汇总']) {
    const form = await begin(page, 'demo.steps');
    await form.getByRole('textbox', { name: '标题' }).fill(title);
    await form.getByRole('radio', { name: '定时执行' }).click();
    await form.getByRole('button', { name: '高级选项' }).click();
    await form.getByRole('switch', { name: '不重复创建' }).click();
    await form.getByLabel('截止时间', { exact: true }).fill('2099-05-06T07:08');
    await form.getByRole('button', { name: '创建', exact: true }).click();
    await expect(form).toBeHidden();
  }
  await expect(page.getByText('已有同样的任务，没有重复创建')).toBeVisible();
  await expect(page.getByRole('dialog', { name: '年终汇总', exact: true })).toContainText('2099');
  expect(await onlyTask(person)).toMatchObject({ title: '年终汇总', deadlineAt: '2099-05-05T23:08:00.000Z' });
});

test('a value out of bounds under the advanced options unfolds them', async ({ kept: { page } }) => {
  await come(page);
  const form = await begin(page, 'demo.steps');
  const retries = form.getByRole('spinbutton', { name: '失败后重试次数' });
  await form.getByRole('button', { name: '高级选项' }).click();
  await retries.fill('21');
  await form.getByRole('button', { name: '高级选项' }).click();
  await expect(retries).toBeHidden();
  await form.getByRole('button', { name: '创建', exact: true }).click();
  await expect(retries).toBeFocused();
  await expect(retries).toHaveAccessibleDescription('请输入 0 到 20 之间的整数');
});

test('a task is made by keyboard alone, and what was typed is not thrown away by a slip', async ({
  kept: { page, person },
}) => {
  await come(page);
  await page.getByRole('button', { name: '新建任务' }).first().focus();
  await page.keyboard.press('Enter');
  const form = formOf(page);
  const tabTo = async (field: Locator): Promise<void> => {
    const isThere = (): Promise<boolean> => field.evaluate((element) => element === document.activeElement);
    for (let presses = 0; presses < 20 && !(await isThere()); presses += 1) {
      await page.keyboard.press('Tab');
    }
    await expect(field).toBeFocused();
  };
  const type = form.getByRole('combobox', { name: '任务类型' });
  await expect(type).toBeEnabled();
  await tabTo(type);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: 'demo.steps' })).toBeVisible();
  const place = (await page.getByRole('option').allTextContents()).findIndex((text) => text.includes('demo.steps'));
  await page.keyboard.press('Home');
  for (let presses = 0; presses < place; presses += 1) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await expect(type).toHaveText('演示：分步');
  await tabTo(form.getByRole('spinbutton', { name: '步数' }));
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('2');
  await tabTo(form.getByRole('spinbutton', { name: '每步毫秒' }));
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('1');

  const slips = [() => page.keyboard.press('Escape'), () => page.evaluate(() => history.back())];
  for (const slip of slips) {
    await slip();
    await expect(page.getByRole('alertdialog', { name: '放弃填写的内容？' })).toBeVisible();
    await expect(page.getByRole('button', { name: '继续填写' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alertdialog')).toBeHidden();
    await expect(page).toHaveURL(/\/system\/tasks$/);
  }

  await tabTo(form.getByRole('textbox', { name: '标题' }));
  await page.keyboard.type('全用键盘');
  await tabTo(form.getByRole('radio', { name: '普通' }));
  await page.keyboard.press('ArrowRight');
  await tabTo(form.getByRole('button', { name: '创建', exact: true }));
  await page.keyboard.press('Enter');
  await expect(form).toBeHidden();
  const { id } = await onlyTask(person);
  expect(await person.get(id)).toMatchObject({ title: '全用键盘', priority: 'low', params: { steps: 2, stepMs: 1 } });
});

test('what the server refuses is told beside the field, and nothing typed is lost', async ({
  kept: { page, person },
}) => {
  await come(page);
  const form = await begin(page, 'demo.steps');
  const [title, steps] = [form.getByRole('textbox', { name: '标题' }), form.getByRole('spinbutton', { name: '步数' })];
  await title.fill('太多步');
  await steps.fill('10000');
  // As of a page whose server takes no more: what is let pass is refused by the real one.
  await page.route('**/api/tasks', async (route) => {
    await route.continue({ postData: route.request().postData()!.replace('10000', '10001') });
  });
  await form.getByRole('button', { name: '创建', exact: true }).click();
  await expect(steps).toHaveAccessibleDescription(/10000/);
  await expect(steps).toBeFocused();
  await expect(steps).toHaveValue('10000');
  await expect(title).toHaveValue('太多步');
  await steps.fill('1');
  await form.getByRole('button', { name: '创建', exact: true }).click();
  await expect(form).toBeHidden();
  expect((await onlyTask(person)).title).toBe('太多步');
});

test('a task whose making was not answered is sent again and made once', async ({ kept: { page, person } }) => {
  await come(page);
  let isLost = true;
  await page.route('**/api/tasks', async (route) => {
    const response = await route.fetch(); // it arrives either way
    await (isLost ? route.abort('connectionreset') : route.fulfill({ response }));
  });
  const form = await begin(page, 'demo.steps');
  await form.getByRole('textbox', { name: '标题' }).fill('只此一次');
  await form.getByRole('button', { name: '创建', exact: true }).click();
  await expect(form.getByRole('alert')).toHaveText('无法连接服务器，请检查网络后重试');
  await expect(form.getByRole('textbox', { name: '标题' })).toHaveValue('只此一次');
  isLost = false;
  await form.getByRole('button', { name: '创建', exact: true }).click();
  await expect(form).toBeHidden();
  expect((await onlyTask(person)).title).toBe('只此一次');
});
