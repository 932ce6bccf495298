import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { test } from './kept-page.ts';
import { arrived } from './person.ts';
import { Installation } from './proxies/installation.ts';
import { NGINX, startNginx } from './proxies/nginx.ts';
import { startPlainProxy } from './proxies/plain-proxy.ts';
import { BASE_PATH, type Proxy } from './proxies/proxy.ts';
import { beginShowing, nextShownBy } from './shown-notifications.ts';

test.describe.configure({ mode: 'default' }); // one after the other: one installation for all

let installation: Installation;
test.beforeAll(async () => {
  installation = await Installation.start({ basePath: BASE_PATH });
});
test.afterAll(() => installation.stop());

for (const place of ['handed on', 'taken off'] as const) {
  test.describe(`below a path that ${NGINX === null ? 'a proxy' : 'nginx'} has ${place}`, () => {
    let proxy: Proxy;
    let home: string;
    test.beforeAll(async () => {
      const { ports } = installation;
      proxy = await (NGINX === null ? startPlainProxy(ports[0], place) : startNginx(ports, place));
      home = proxy.origin + BASE_PATH;
    });
    test.afterAll(() => proxy.stop());

    test('a person signs in, watches a task live, downloads its file, reloads, and is led by a notification to its task in this tab', async ({
      page,
      context,
    }) => {
      const heard = hearken(page);
      await page.goto(home);
      await installation.signIn(page);
      await expect(page).toHaveURL(`${home}/system/tasks`);
      await expect(page.getByText('实时更新中')).toBeVisible();
      const cookies = await context.cookies(home);
      expect(new Set(cookies.map(({ path }) => path))).toEqual(new Set([BASE_PATH]));

      const title = `子路径 ${place}`;
      await installation.create(home, { type: 'tasks.export', title, params: { format: 'csv' } });
      const row = await arrived(page, title);
      await expect(row).toContainText('已完成');
      await row.click();
      const downloading = page.waitForEvent('download');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /下载文件/ })
        .click();
      const download = await downloading;
      expect(download.url()).toContain(`${home}/api/tasks/`);
      expect(readFileSync(await download.path(), 'utf8')).toContain('"id",');

      await page.reload(); // the cookie brings the session back, at the address of the task
      await expect(page.getByRole('dialog')).toContainText(title);
      await expect(page.getByText('实时更新中')).toBeVisible();
      expect(heard.elsewhere).toEqual([]);
      expect(heard.complaints).toEqual([]);

      await context.route(`${proxy.origin}/neighbour`, (route) =>
        route.fulfill({ contentType: 'text/html', body: '<h1>neighbour</h1>' }),
      );
      await beginShowing(page);
      const { id } = await installation.create(home, {
        type: 'demo.steps',
        title: '点开看看',
        params: { steps: 1, stepMs: 0 },
      });
      const expected = { tag: `${id}:completed`, scope: `${home}/`, url: `${BASE_PATH}/system/tasks/${id}` };
      expect(await nextShownBy(page)).toContainEqual(expect.objectContaining(expected));

      const neighbour = await context.newPage();
      await neighbour.goto(`${proxy.origin}/neighbour`);
      await neighbour.bringToFront();
      const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
      await worker.evaluate(async (tag) => {
        // Nobody can click what the desktop shows from here: the event a click makes, on the real notification.
        const scope = globalThis as unknown as ServiceWorkerScope;
        const [notification] = await scope.registration.getNotifications({ tag });
        scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification: notification! }));
      }, `${id}:completed`);
      await expect(page).toHaveURL(`${home}/system/tasks/${id}`);
      await expect(page.getByRole('dialog')).toContainText('点开看看');
    });
  });
}

/** What a page asks for outside the base path, and what the browser or the server has against it. */
function hearken(page: Page): { readonly elsewhere: string[]; readonly complaints: string[] } {
  const heard = { elsewhere: [] as string[], complaints: [] as string[] };
  page.on('request', (request) => {
    const { protocol, pathname } = new URL(request.url());
    if (protocol.startsWith('http') && pathname !== BASE_PATH && !pathname.startsWith(`${BASE_PATH}/`)) {
      heard.elsewhere.push(request.url());
    }
  });
  page.on('websocket', (socket) => {
    if (!new URL(socket.url()).pathname.startsWith(`${BASE_PATH}/socket.io/`)) {
      heard.elsewhere.push(socket.url());
    }
  });
  page.on('response', (response) => {
    if (response.status() >= 400) {
      heard.complaints.push(`${response.status()} ${response.url()}`);
    }
  });
  page.on('console', (message) => {
    if (message.type() === 'error') {
      heard.complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => heard.complaints.push(error.message));
  return heard;
}

/** The part of a service worker's global scope that the test needs; the page's types do not have it. */
interface ServiceWorkerScope extends EventTarget {
  readonly registration: ServiceWorkerRegistration;
  readonly NotificationEvent: new (type: string, init: { readonly notification: Notification }) => Event;
}
