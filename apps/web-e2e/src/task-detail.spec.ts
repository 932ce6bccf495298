import { expect, type Locator, type Page } from '@playwright/test';
import { come, test } from './kept-page.ts';
import { Integrator, opened } from './person.ts';

const quick = { type: 'demo.steps', params: { steps: 1, stepMs: 0 } };
const failing = { type: 'demo.flaky', params: { failures: 9, message: '磁盘已满' }, maxRetries: 0 };
const later = (): string => new Date(Date.now() + 3_600_000).toISOString();

async function createFailed(person: Integrator, title: string, maxRetries = 0): Promise<string> {
  const { id } = await person.create({ ...failing, title, maxRetries });
  await expect.poll(async () => (await person.get(id)).status).toBe('failed');
  return id;
}

const rowOf = (page: Page, title: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('button', { name: title, exact: true }) });
const attemptsIn = (dialog: Locator): Locator => dialog.getByRole('list', { name: '执行记录' }).locator('.attempt');

test('a click on a row opens the task, whose address alone opens it too', async ({ kept: { page, person } }) => {
  const { id } = await person.create({ ...quick, title: '点开的任务', runAt: later() });
  await come(page);
  await rowOf(page, '点开的任务').getByRole('cell').nth(3).click();
  await expect(page).toHaveURL(new RegExp(`/system/tasks/${id}$`));
  await expect(page.getByRole('dialog', { name: '点开的任务' })).toContainText(id);
  await expect(page.getByRole('heading', { name: '点开的任务' })).toBeFocused();

  const visit = await page.context().newPage();
  await visit.goto(page.url());
  await expect(visit.getByRole('dialog', { name: '点开的任务' })).toContainText(id);
  await visit.close();

  await page.goBack();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page).toHaveURL(/\/system\/tasks$/);
});

test('a running task is followed to its result without a reload, in the list and in its detail', async ({
  kept: { page, person },
}) => {
  await come(page);
  await page.evaluate(() => Object.assign(window, { isSameVisit: true }));
  await person.create({ type: 'demo.steps', title: '正在跑的', params: { steps: 60, stepMs: 80 } });
  const percentIn = (place: Locator) => async (): Promise<number> =>
    Number(await place.getByRole('progressbar').getAttribute('aria-valuenow'));
  const inRow = percentIn(rowOf(page, '正在跑的'));
  const first = await inRow();
  await expect.poll(inRow).toBeGreaterThan(first);

  const dialog = page.getByRole('dialog', { name: '正在跑的' });
  const percent = percentIn(dialog);
  await page.getByRole('button', { name: '正在跑的', exact: true }).click();
  const lines = dialog.getByRole('log', { name: '日志' }).locator('li');
  await expect(lines.first()).toContainText('第 1 / 60 步');
  const [percentBefore, linesBefore] = [await percent(), await lines.count()];
  await expect.poll(percent).toBeGreaterThan(percentBefore);
  await expect.poll(() => lines.count()).toBeGreaterThan(linesBefore);
  await expect(dialog.getByRole('progressbar')).toBeVisible(); // it came while the task ran

  await expect(dialog.locator('tq-status-icon')).toHaveText('已完成');
  await expect(dialog.getByText('完成 60 步')).toBeVisible();
  await expect(dialog.getByRole('tree', { name: '结果' })).toHaveText('steps: 60');
  await expect(lines).toHaveCount(60);
  await expect(attemptsIn(dialog)).toContainText('成功');
  expect(await page.evaluate(() => 'isSameVisit' in window)).toBe(true);
});

test('a task that failed again and again tells each attempt with its error', async ({ kept: { page, person } }) => {
  await createFailed(person, '总是出错', 1);
  await come(page);
  await rowOf(page, '总是出错').click();
  const attempts = attemptsIn(page.getByRole('dialog'));
  await expect(attempts).toHaveCount(2);
  for (const [at, number] of [2, 1].entries()) {
    await expect(attempts.nth(at)).toContainText(`第 ${number} 次`);
    await expect(attempts.nth(at)).toContainText('失败');
    await expect(attempts.nth(at)).toContainText('磁盘已满');
  }
  await expect(page.getByRole('dialog')).toContainText('1 / 1');
});

test('what a task was asked is a tree that folds, and markup in it is text', async ({ kept: { page, person } }) => {
  const q = '<img src=x onerror="document.title=1"><b>粗</b>';
  const filter = { q, status: ['failed', 'cancelled'] };
  const params = { format: 'json', filter };
  await person.create({ type: 'tasks.export', title: '带标记的导出', params, runAt: later() });
  await come(page);
  await rowOf(page, '带标记的导出').click();
  const tree = page.getByRole('dialog').getByRole('tree', { name: '参数' });
  await expect(tree.getByText(JSON.stringify(q))).toBeVisible();
  await expect(tree.locator('img, b')).toHaveCount(0);
  await expect(page).toHaveTitle('任务队列 · 任务中心');

  const folder = tree.getByRole('treeitem', { name: /^filter/ });
  const inside = tree.getByRole('treeitem', { name: /^q:/ });
  await folder.click();
  await expect(folder).toHaveAttribute('aria-expanded', 'false');
  await expect(inside).toBeHidden();
  await folder.press('Enter');
  await expect(inside).toBeVisible();

  await page.getByRole('dialog').getByRole('button', { name: '原文' }).click();
  const raw = page.getByRole('dialog').getByRole('region', { name: '参数' });
  expect(JSON.parse(await raw.innerText())).toEqual(params);
});

test.describe('with a clipboard', () => {
  test('id, link, params and log are copied, and the button says so', async ({ kept: { page, person } }) => {
    const { id } = await person.create({ ...quick, title: '拿来抄' });
    await expect.poll(async () => (await person.get(id)).status).toBe('completed');
    await come(page);
    await rowOf(page, '拿来抄').click();
    const dialog = page.getByRole('dialog');
    const copied = async (button: string): Promise<string> => {
      await dialog.getByRole('button', { name: button }).click();
      await expect(page.locator('.cdk-live-announcer-element')).toHaveText('已复制');
      return page.evaluate(() => navigator.clipboard.readText());
    };
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    expect(await copied('复制编号')).toBe(id);
    expect(await copied('复制链接')).toBe(page.url());
    expect(JSON.parse(await copied('复制参数'))).toEqual(quick.params);
    expect(await copied('复制日志')).toMatch(/^\S+Z 第 1 \/ 1 步$/);
    await page.context().clearPermissions();
  });
});

test('previous and next go through the list, over the edge of a page and back', async ({ kept: { page, person } }) => {
  for (let number = 12; number >= 1; number -= 1) {
    await person.create({ ...quick, title: `第${number}个`, runAt: later() });
  }
  await come(page, '/system/tasks?pageSize=10');
  await rowOf(page, '第10个').click();
  const dialog = page.getByRole('dialog');
  const places = dialog.getByRole('navigation', { name: '列表中的上一个和下一个任务' });
  await expect(places).toContainText('10 / 12');
  await places.getByRole('button', { name: '下一个任务' }).click();
  await expect(page.getByRole('heading', { name: '第11个' })).toBeVisible();
  await expect(places).toContainText('11 / 12');
  await expect(page).toHaveURL(/[?&]before=[\da-f-]{36}(&|$)/);
  await page.keyboard.press('ArrowRight');
  await expect(places).toContainText('12 / 12');
  await expect(places.getByRole('button', { name: '下一个任务' })).toBeDisabled();
  await page.keyboard.press('ArrowLeft');
  await expect(places).toContainText('11 / 12');
  await places.getByRole('button', { name: '上一个任务' }).click();
  await expect(page.getByRole('heading', { name: '第10个' })).toBeVisible();
  await expect(places).toContainText('10 / 12');
  await dialog.getByRole('button', { name: '关闭' }).click();
  await expect(page).toHaveURL(/\/system\/tasks\?pageSize=10$/);
  await expect(rowOf(page, '第10个')).toBeVisible();
});

test('where it failed in the program is for administrators alone', async ({
  kept: { page, person },
  keptAdmin: { page: adminsPage },
}) => {
  const id = await createFailed(person, '出了错的');
  await come(page);
  await rowOf(page, '出了错的').click();
  const own = page.getByRole('dialog', { name: '出了错的' });
  await expect(attemptsIn(own)).toContainText('磁盘已满');
  await expect(own.getByText('堆栈')).toHaveCount(0);

  await come(adminsPage, `/system/tasks?q=${id}`);
  await rowOf(adminsPage, '出了错的').click();
  const dialog = adminsPage.getByRole('dialog', { name: '出了错的' });
  await dialog.getByText('堆栈').first().click();
  await expect(dialog.getByRole('region', { name: '堆栈' }).first()).toContainText('Error: 磁盘已满\n    at ');
});

test('a task is run again as it was, or changed', async ({ kept: { page, person } }) => {
  const params = { steps: 2, stepMs: 0 };
  const { id } = await person.create({ type: 'demo.steps', title: '每周一次', params, priority: 'high' });
  await come(page);
  await rowOf(page, '每周一次').click();
  const dialog = page.getByRole('dialog', { name: '每周一次' });
  const form = page.getByRole('dialog', { name: '再次执行' });
  const idShown = (): string => page.url().split('/').at(-1)!;

  await dialog.getByRole('button', { name: '再次执行' }).click();
  await form.getByRole('button', { name: '创建' }).click();
  await expect.poll(idShown).not.toBe(id);
  const again = await person.get(idShown());
  expect(again).toMatchObject({ title: '每周一次', type: 'demo.steps', params, priority: 'high' });

  await dialog.getByRole('button', { name: '再次执行' }).click();
  await opened(form);
  await form.getByRole('spinbutton', { name: '步数' }).fill('3');
  await form.getByRole('button', { name: '创建' }).click();
  await expect.poll(idShown).not.toBe(again.id);
  expect(await person.get(idShown())).toMatchObject({ title: '每周一次', params: { steps: 3, stepMs: 0 } });
  await expect(dialog.getByRole('tree', { name: '结果' })).toHaveText('steps: 3');
});

test('a finished task is deleted from its dialog after a confirmation', async ({ kept: { page, person } }) => {
  const { id } = await person.create({ ...quick, title: '用完了' });
  await expect.poll(async () => (await person.get(id)).status).toBe('completed');
  await come(page);
  await rowOf(page, '用完了').click();
  const dialog = page.getByRole('dialog', { name: '用完了' });
  const question = page.getByRole('alertdialog', { name: '删除这个任务？' });
  await dialog.getByRole('button', { name: '删除任务' }).click();
  await expect(question).toContainText('“用完了”的记录、日志和文件都会删除，无法恢复。');
  await question.getByRole('button', { name: '保留任务' }).click();
  await expect(question).toBeHidden();
  await expect(dialog).toContainText('已完成');
  await dialog.getByRole('button', { name: '删除任务' }).click();
  await question.getByRole('button', { name: '删除任务' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('heading', { name: '还没有任务' })).toBeVisible();
  expect((await person.list('')).total).toBe(0);
});

test('a task that is not there, or is somebody else’s, says so and leads to the list', async ({ kept: { page } }) => {
  const somebody = await Integrator.newcomer();
  const { id: others } = await somebody.create({ ...quick, title: '别人的', runAt: later() });
  for (const id of [others, '00000000000000000000000000', 'no-such-task']) {
    await come(page, `/system/tasks/${id}`);
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('heading', { name: '找不到这个任务' })).toBeVisible();
    await expect(dialog).not.toContainText('别人的');
    await dialog.getByRole('button', { name: '查看任务列表' }).click();
    await expect(page).toHaveURL(/\/system\/tasks$/);
  }
});
