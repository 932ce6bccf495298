import { expect, type Page } from '@playwright/test';
import { test } from './kept-page.ts';
import { arrived } from './person.ts';
import { Installation } from './proxies/installation.ts';
import { NGINX, startNginx, type Change, type Nginx } from './proxies/nginx.ts';

test.skip(NGINX === null, 'this machine has no nginx');

/** The upstream that sends whatever comes from one address to one server is not used. */
const withoutStickiness: Change = (conf) =>
  conf.replace('proxy_pass http://task_queue_sockets', 'proxy_pass http://task_queue');

/** As a network that lets no WebSocket through. */
const withoutWebSocket: Change = (conf) =>
  conf.replace('proxy_set_header Upgrade $http_upgrade;', 'proxy_set_header Upgrade "";');

test.describe.configure({ mode: 'default' }); // one after the other: they share the servers

let installation: Installation;
test.beforeAll(async () => {
  installation = await Installation.start({ servers: 2 });
});
test.afterAll(() => installation.stop());

/** An nginx before the two servers, for as long as a test takes. */
async function behindNginx(change: Change, use: (nginx: Nginx) => Promise<void>): Promise<void> {
  const nginx = await startNginx(installation.ports, 'root', change);
  try {
    await use(nginx);
  } finally {
    await nginx.stop();
  }
}

async function openList(page: Page, nginx: Nginx): Promise<void> {
  await page.goto(nginx.origin);
  await installation.signIn(page);
  await expect(page.getByText('实时更新中')).toBeVisible();
}

/** Waits until the page was told that a task is completed. */
async function expectCompleted(page: Page, title: string): Promise<void> {
  await expect(await arrived(page, title)).toContainText('已完成');
}

/** Which servers answered what matches, as far as they have. */
async function serversOf(nginx: Nginx, pattern: RegExp, statuses: readonly number[] = [200]): Promise<Set<string>> {
  const calls = (await nginx.served()).filter(({ url, status }) => pattern.test(url) && statuses.includes(status));
  return new Set(calls.map(({ server }) => server));
}

test('two servers answer one person’s calls and tell one page what happens, without sticky sessions', async ({
  page,
}) => {
  await behindNginx(withoutStickiness, async (nginx) => {
    await openList(page, nginx);
    for (const title of ['一', '二', '三', '四']) {
      await create(nginx, title);
    }
    for (const title of ['一', '二', '三', '四']) {
      await expectCompleted(page, title);
    }
    expect((await serversOf(nginx, /^\/api\/tasks/, [200, 201])).size).toBe(2);
    expect((await serversOf(nginx, /transport=polling/, [200, 400])).size).toBe(0);
  });
});

test('where no WebSocket comes through, long polling stays at one of two servers', async ({ page }) => {
  await behindNginx(withoutWebSocket, async (nginx) => {
    await openList(page, nginx);
    await create(nginx, '轮询');
    await expectCompleted(page, '轮询');
    expect((await serversOf(nginx, /transport=polling/)).size).toBe(1);
    expect((await serversOf(nginx, /transport=websocket/, [101])).size).toBe(0);
  });
});

test('whichever of two servers is gone, a page goes on live with the other', async ({ page }) => {
  await behindNginx(
    (conf) => conf,
    async (nginx) => {
      await openList(page, nginx);
      const [first, second] = installation.ports;
      await installation.kill(first);
      await create(nginx, '仍在 2');
      await expectCompleted(page, '仍在 2');
      await installation.restart(first);
      await expect.poll(() => isAsked(nginx, first)).toBe(true); // after a while in which it is thought to be gone
      await installation.kill(second);
      await create(nginx, '仍在 1');
      await expectCompleted(page, '仍在 1');
      await expect(page.getByText('实时更新中')).toBeVisible();
    },
  );
});

/** Asks something of both servers; @returns whether this one answered */
async function isAsked(nginx: Nginx, port: number): Promise<boolean> {
  const url = `/health/live?asked=${Date.now()}`;
  await Promise.all([fetch(nginx.origin + url), fetch(nginx.origin + url)]);
  return (await nginx.served()).some((call) => call.url === url && call.server === `127.0.0.1:${port}`);
}

function create(nginx: Nginx, title: string): Promise<unknown> {
  return installation.create(nginx.origin, { type: 'demo.steps', title, params: { steps: 2, stepMs: 5 } });
}
