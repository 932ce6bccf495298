import { expect } from '@playwright/test';
import { come, test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';
import { beginShowing, nextShownBy, shownBy } from './shown-notifications.ts';

const quick = { type: 'demo.steps', params: { steps: 1, stepMs: 0 } };
const failing = { type: 'demo.flaky', params: { failures: 9, message: '磁盘已满' }, maxRetries: 0 };

test('several tabs tell a task once, and go on when the telling tab is closed', async ({ page, context }) => {
  await context.addInitScript(() => {
    const way = ServiceWorkerRegistration.prototype;
    const show = Reflect.get(way, 'showNotification');
    way.showNotification = function (title, options = {}) {
      localStorage.setItem('e2e.told', `${localStorage.getItem('e2e.told') ?? ''}${options.body?.split('\n')[0]};`);
      return show.call(this, title, options);
    };
  });
  const person = await Integrator.newcomer();
  await openAs(page, person);
  const others = [await context.newPage(), await context.newPage()];
  for (const other of others) {
    await openAs(other, person);
  }
  const told = (): Promise<string | null> => others[1]!.evaluate(() => localStorage.getItem('e2e.told'));
  await person.create({ ...quick, title: '一' });
  await expect.poll(told).toBe('一;');
  await page.close();
  await person.create({ ...quick, title: '二' });
  await expect.poll(told).toBe('一;二;');
  await person.create({ ...quick, title: '三' });
  await expect.poll(told).toBe('一;二;三;');
});

test.describe('in a page that is kept', () => {
  test.beforeEach(({ kept: { page } }) => beginShowing(page));

  test('a completed task is told as 任务完成, with its title and what came of it', async ({
    kept: { page, person },
  }) => {
    const { id } = await person.create({ ...quick, title: '月度报表' });
    const [shown, ...others] = await nextShownBy(page);
    expect(others).toEqual([]);
    expect(shown).toMatchObject({ title: '任务完成', tag: `${id}:completed` });
    expect(shown!.body).toMatch(/^月度报表\n./);
  });

  test('a failed task is told as 任务失败, with what went wrong', async ({ kept: { page, person } }) => {
    await person.create({ ...failing, title: '坏掉的' });
    expect(await nextShownBy(page)).toMatchObject([{ title: '任务失败', body: '坏掉的\n磁盘已满' }]);
  });

  test('a click opens the task, whatever page the tab shows', async ({ kept: { page, person } }) => {
    const { id } = await person.create({ ...quick, title: '点开看看' });
    expect(await nextShownBy(page)).toHaveLength(1);
    await expect(page.getByRole('heading', { name: '页面不存在' })).toBeVisible();
    const context = page.context();
    const docs = await context.newPage();
    await docs.goto('/api/docs'); // below the same path, and in front
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
    await worker.evaluate(async () => {
      // Nobody can click what the desktop shows from here: the event a click makes, on the real notification.
      const scope = globalThis as unknown as ServiceWorkerScope;
      const [notification] = await scope.registration.getNotifications();
      scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification: notification! }));
    });
    await expect(page).toHaveURL(new RegExp(`/system/tasks/${id}$`));
    await expect(page.getByRole('dialog')).toContainText('点开看看');
    expect(await shownBy(page)).toEqual([]);
    await docs.close();
  });

  test('who looks at the very task is told in the page', async ({ kept: { page, person } }) => {
    const { id } = await person.create({ type: 'demo.steps', title: '正看着', params: { steps: 30, stepMs: 100 } });
    await come(page, `/system/tasks/${id}`);
    await expect(page.getByRole('dialog')).toContainText('正看着');
    await expect(page.locator('mat-snack-bar-container')).toContainText('任务完成 · 正看着');
    expect(await shownBy(page)).toEqual([]);
  });

  test('each kind has its switch, and the choice holds in other tabs', async ({ kept: { page, person } }) => {
    const other = await page.context().newPage();
    await other.goto('/system/tasks');
    await other.getByRole('button', { name: '账户' }).click();
    await other.getByRole('menuitem', { name: '设置' }).click();
    const completed = other.getByRole('switch', { name: '任务完成时通知我' });
    await completed.click();
    await person.create({ ...quick, title: '不用说' });
    const { id } = await person.create({ ...failing, title: '要说' });
    expect(await nextShownBy(page)).toMatchObject([{ title: '任务失败', tag: `${id}:failed` }]);
    await completed.click();
    await other.close();
  });
});

/** The part of a service worker's global scope that the test needs; the page's types do not have it. */
interface ServiceWorkerScope extends EventTarget {
  readonly registration: ServiceWorkerRegistration;
  readonly NotificationEvent: new (type: string, init: { readonly notification: Notification }) => Event;
}
