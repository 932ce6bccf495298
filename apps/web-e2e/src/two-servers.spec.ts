import { expect, test, type Page } from '@playwright/test';
import { Installation } from './proxies/installation.ts';
import { NGINX, startNginx, type Change, type Nginx } from './proxies/nginx.ts';

test.skip(NGINX === null, 'this machine has no nginx');

/** The upstream that sends whatever comes from one address to one server is not used. */
const withoutStickiness: Change = (conf) =>
  conf.replace('proxy_pass http://task_queue_sockets', 'proxy_pass http://task_queue');

/** As a network that lets no WebSocket through. */
const withoutWebSocket: Change = (conf) =>
  conf.replace('proxy_set_header Upgrade $http_upgrade;', 'proxy_set_header Upgrade "";');

interface Pair {
  readonly installation: Installation;
  readonly nginx: Nginx;
}

/** Two servers behind nginx, for as long as a test takes. */
async function behindNginx(change: Change, use: (pair: Pair) => Promise<void>): Promise<void> {
  const installation = await Installation.start('');
  const nginx = await startNginx(installation.ports, 'root', change);
  try {
    await use({ installation, nginx });
  } finally {
    await nginx.stop();
    await installation.stop();
  }
}

async function openList(page: Page, { installation, nginx }: Pair): Promise<void> {
  await page.goto(nginx.origin);
  await installation.signIn(page);
  await expect(page.getByText('实时更新中')).toBeVisible();
}

/** Which servers answered what matches, as far as they have. */
async function serversOf({ nginx }: Pair, pattern: RegExp, statuses: readonly number[] = [200]): Promise<Set<string>> {
  const calls = (await nginx.served()).filter(({ url, status }) => pattern.test(url) && statuses.includes(status));
  return new Set(calls.map(({ server }) => server));
}

test('two servers answer one person’s calls and tell one page what happens, without sticky sessions', async ({
  page,
}) => {
  await behindNginx(withoutStickiness, async (pair) => {
    await openList(page, pair);
    for (const title of ['一', '二', '三', '四']) {
      await create(pair, title);
    }
    for (const title of ['一', '二', '三', '四']) {
      await expect(page.getByRole('row', { name: new RegExp(title) })).toContainText('已完成');
    }
    expect((await serversOf(pair, /^\/api\/tasks/, [200, 201])).size).toBe(2);
    expect((await serversOf(pair, /transport=polling/, [200, 400])).size).toBe(0);
  });
});

test('whichever of two servers is gone, a page goes on live with the other', async ({ browser }) => {
  for (const gone of [0, 1] as const) {
    await behindNginx(
      (conf) => conf,
      async (pair) => {
        const page = await browser.newPage();
        await openList(page, pair);
        await pair.installation.kill(pair.installation.ports[gone]);
        await create(pair, '仍在');
        await expect(page.getByRole('row', { name: /仍在/ })).toContainText('已完成');
        await expect(page.getByText('实时更新中')).toBeVisible();
        await page.close();
      },
    );
  }
});

test('where no WebSocket comes through, long polling stays at one of two servers', async ({ page }) => {
  await behindNginx(withoutWebSocket, async (pair) => {
    await openList(page, pair);
    await create(pair, '轮询');
    await expect(page.getByRole('row', { name: /轮询/ })).toContainText('已完成');
    expect((await serversOf(pair, /transport=polling/)).size).toBe(1);
    expect((await serversOf(pair, /transport=websocket/, [101])).size).toBe(0);
  });
});

function create({ installation, nginx }: Pair, title: string): Promise<unknown> {
  return installation.create(nginx.origin, { type: 'demo.steps', title, params: { steps: 2, stepMs: 5 } });
}
