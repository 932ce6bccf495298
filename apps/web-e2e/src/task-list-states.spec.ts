import { expect, type Page } from '@playwright/test';
import type { ErrorCode } from '@task-queue/contracts';
import { come, test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

const LIST = /\/api\/tasks\?/;
const later = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** Gives somebody a task, which waits. */
async function giveTask(person: Integrator, title: string): Promise<void> {
  await person.create({ type: 'demo.steps', title, runAt: later() });
}

/** Answers the list with a problem from now on. */
async function refuse(page: Page, list: RegExp, status: number, code: ErrorCode, detail: string): Promise<void> {
  const problem = { type: 'about:blank', title: code, status, code, detail };
  await page.route(list, (route) => route.fulfill({ status, json: problem }));
}

test('where the rows will be stands their outline until they come', async ({ kept: { page, person } }) => {
  await giveTask(person, '迟来的任务');
  const answer = Promise.withResolvers<void>();
  await page.route(LIST, async (route) => {
    await answer.promise;
    await route.continue();
  });
  await come(page);
  await expect(page.locator('tq-list-skeleton')).toBeVisible();
  await expect(page.getByRole('progressbar', { name: '正在加载任务列表' })).toBeVisible();
  answer.resolve();
  await expect(page.getByRole('row', { name: /迟来的任务/ })).toBeVisible();
  await expect(page.locator('tq-list-skeleton')).toHaveCount(0);
});

test('a list that cannot be read says why, and a click reads it again', async ({ kept: { page, person } }) => {
  await giveTask(person, '后来读到的');
  await refuse(page, LIST, 500, 'INTERNAL', '服务器内部错误');
  await come(page);
  const notice = page.getByRole('alert').filter({ hasText: '任务列表加载失败' });
  await expect(notice).toContainText('服务器内部错误');
  // Answered from the click on, not before: while it comes up, the page reads by itself too.
  await page.evaluate(() =>
    addEventListener('click', () => (document.body.dataset['clicked'] = ''), { capture: true }),
  );
  const isClicked = (): Promise<boolean> => page.evaluate(() => 'clicked' in document.body.dataset);
  await page.route(LIST, async (route) => ((await isClicked()) ? route.continue() : route.fallback()));
  await notice.getByRole('button', { name: '重试' }).click();
  await expect(page.getByRole('row', { name: /后来读到的/ })).toBeVisible();
  await expect(notice).toBeHidden();
});

test('who may not see what the address asks for is led to their own tasks', async ({ kept: { page, person } }) => {
  await giveTask(person, '自己的任务');
  await refuse(page, /\/api\/tasks\?.*createdBy=/, 403, 'FORBIDDEN', '没有权限执行此操作');
  await come(page, '/system/tasks?createdBy=somebody-else');
  const notice = page.getByRole('alert').filter({ hasText: '没有查看权限' });
  await expect(notice).toContainText('请清除筛选查看自己的任务，或联系管理员开通权限。');
  await notice.getByRole('button', { name: '查看我的任务' }).click();
  await expect(page.getByRole('row', { name: /自己的任务/ })).toBeVisible();
  await expect(page).toHaveURL(/\/system\/tasks$/);
});

test('screen readers hear what became of the tasks, and of the connection', async ({ page, context }) => {
  const person = await Integrator.newcomer();
  const params = { failures: 1, message: '磁盘已满' };
  const { id } = await person.create({ type: 'demo.flaky', title: '再来一次', params, maxRetries: 0 });
  await expect.poll(async () => (await person.get(id)).status).toBe('failed');
  await page.clock.install();
  await openAs(page, person);
  const said = page.locator('.cdk-live-announcer-element');
  await expect(said).toHaveAttribute('aria-live', 'polite');
  await person.bulk({ action: 'retry', ids: [id] });
  await expect(page.getByRole('row', { name: /再来一次/ })).toContainText('已完成');
  await page.clock.fastForward(5_000); // they are told together, and seldom
  await expect(said).toHaveText('1 个任务已完成');
  await person.create({ type: 'demo.steps', title: '新来的', runAt: later() });
  await expect(page.getByRole('button', { name: '1 个新任务' })).toBeVisible();
  await page.clock.fastForward(5_000);
  await expect(said).toHaveText('1 个新任务');

  const connection = page.locator('tq-feed-indicator').getByRole('status');
  await expect(connection).toHaveText('实时更新中');
  await context.setOffline(true);
  await expect(connection).toContainText('网络已断开');
  await context.setOffline(false);
  await expect(connection).toHaveText('实时更新中');
});
