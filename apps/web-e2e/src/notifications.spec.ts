import { expect, test, type Page } from '@playwright/test';
import { come } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

/** What the browser shows now. */
interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

const quick = { type: 'demo.steps', params: { steps: 1, stepMs: 0 } };
const failing = { type: 'demo.flaky', params: { failures: 9, message: '磁盘已满' }, maxRetries: 0 };

/** The notifications on the screen, as the service worker that shows them knows them. */
function shownBy(page: Page): Promise<Shown[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const shown = (await registration?.getNotifications()) ?? [];
    return shown.map(({ title, body, tag }) => ({ title, body, tag }));
  });
}

/** A browser whose person has decided, or not; it counts how often it was asked, over reloads too. */
async function withPermission(page: Page, permission: NotificationPermission): Promise<void> {
  await page.addInitScript((decided) => {
    Object.defineProperty(Notification, 'permission', { get: () => decided });
    Notification.requestPermission = () => {
      localStorage.setItem('e2e.asked', String(Number(localStorage.getItem('e2e.asked')) + 1));
      return Promise.resolve(decided);
    };
  }, permission);
}

const timesAsked = (page: Page): Promise<string | null> => page.evaluate(() => localStorage.getItem('e2e.asked'));

test.describe('permission', () => {
  test('is asked for when the page loads for the first time, and a banner asks later', async ({ page }) => {
    await withPermission(page, 'default');
    await openAs(page, await Integrator.newcomer());
    await expect.poll(() => timesAsked(page)).toBe('1');

    await page.reload();
    const allow = page.getByRole('button', { name: '开启通知' });
    await expect(allow).toBeVisible();
    expect(await timesAsked(page)).toBe('1');
    await allow.click();
    await expect.poll(() => timesAsked(page)).toBe('2');

    await page.getByRole('button', { name: '以后再说' }).click();
    await expect(allow).toBeHidden();
    await page.reload();
    await expect(page.getByText('实时更新中')).toBeVisible();
    await expect(allow).toBeHidden();
  });

  test('that is denied is answered once with how to change it, moves nothing, and results are told in the page', async ({
    page,
  }) => {
    await page.addInitScript(() => {
      const decided = (): NotificationPermission => (localStorage.getItem('e2e.denied') ? 'denied' : 'default');
      Object.defineProperty(Notification, 'permission', { get: decided });
      Notification.requestPermission = () =>
        new Promise((resolve) => addEventListener('e2e.decided', () => resolve(decided())));
    });
    const person = await Integrator.newcomer();
    await openAs(page, person);
    await expect(page.getByText('浏览器正在询问是否允许通知')).toBeVisible();
    await expect(page.getByText('实时更新中')).toBeVisible();
    const place = await page.getByRole('main').boundingBox();
    await page.evaluate(() => {
      localStorage.setItem('e2e.denied', 'true');
      dispatchEvent(new Event('e2e.decided'));
    });
    const hint = page.getByText('浏览器已拒绝通知，结果将显示在页面内');
    await expect(hint).toBeVisible();
    expect(await page.getByRole('main').boundingBox()).toEqual(place);
    await page.reload();
    await expect(page.getByText('实时更新中')).toBeVisible();
    await expect(hint).toBeHidden();
    await person.create({ ...quick, title: '只在页面内' });
    await expect(page.locator('mat-snack-bar-container')).toContainText('任务完成 · 只在页面内');
  });
});

test.describe('with permission', () => {
  test.use({ permissions: ['notifications'] });

  test('a completed task is told as 任务完成, with its title and what came of it', async ({ page }) => {
    const person = await Integrator.newcomer();
    await openAs(page, person);
    const { id } = await person.create({ ...quick, title: '月度报表' });
    await expect.poll(() => shownBy(page)).toHaveLength(1);
    const [shown] = await shownBy(page);
    expect(shown).toMatchObject({ title: '任务完成', tag: `${id}:completed` });
    expect(shown!.body).toMatch(/^月度报表\n./);
  });

  test('a failed task is told as 任务失败, with what went wrong', async ({ page }) => {
    const person = await Integrator.newcomer();
    await openAs(page, person);
    await person.create({ ...failing, title: '坏掉的' });
    await expect.poll(() => shownBy(page)).toMatchObject([{ title: '任务失败', body: '坏掉的\n磁盘已满' }]);
  });

  test('a click opens the task, whatever page the tab shows', async ({ page, context }) => {
    const person = await Integrator.newcomer();
    await openAs(page, person);
    const { id } = await person.create({ ...quick, title: '点开看看' });
    await expect.poll(() => shownBy(page)).toHaveLength(1);
    await page.goto('/nowhere');
    await expect(page.getByRole('heading', { name: '页面不存在' })).toBeVisible();
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
  });

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

  test('who looks at the very task is told in the page', async ({ page }) => {
    const person = await Integrator.newcomer();
    await openAs(page, person);
    const { id } = await person.create({ type: 'demo.steps', title: '正看着', params: { steps: 30, stepMs: 100 } });
    await come(page, `/system/tasks/${id}`);
    await expect(page.getByRole('dialog')).toContainText('正看着');
    await expect(page.locator('mat-snack-bar-container')).toContainText('任务完成 · 正看着');
    expect(await shownBy(page)).toEqual([]);
  });

  test('each kind has its switch, and the choice holds in other tabs', async ({ page, context }) => {
    const person = await Integrator.newcomer();
    await openAs(page, person);
    const other = await context.newPage();
    await openAs(other, person);
    await other.getByRole('button', { name: '账户' }).click();
    await other.getByRole('menuitem', { name: '设置' }).click();
    await other.getByRole('switch', { name: '任务完成时通知我' }).click();
    await person.create({ ...quick, title: '不用说' });
    const { id } = await person.create({ ...failing, title: '要说' });
    await expect.poll(() => shownBy(page)).toMatchObject([{ title: '任务失败', tag: `${id}:failed` }]);
  });

  test('an administrator is told of their own tasks alone', async ({ page }) => {
    const admin = await Integrator.newcomer('admin');
    const somebody = await Integrator.newcomer();
    await openAs(page, admin);
    const { id: other } = await somebody.create({ ...quick, title: '别人的' });
    await expect.poll(async () => (await somebody.get(other)).status).toBe('completed');
    await admin.create({ ...quick, title: '自己的' });
    await expect
      .poll(() => shownBy(page))
      .toMatchObject([{ title: '任务完成', body: expect.stringMatching(/^自己的/) }]);
  });
});

/** The part of a service worker's global scope that the test needs; the page's types do not have it. */
interface ServiceWorkerScope extends EventTarget {
  readonly registration: ServiceWorkerRegistration;
  readonly NotificationEvent: new (type: string, init: { readonly notification: Notification }) => Event;
}
