import { expect, type Page } from '@playwright/test';
import { test } from './kept-page.ts';
import { startProvider, type RunningProvider } from './providers/open-id-provider.ts';
import { freePort } from './proxies/free-port.ts';
import { Installation } from './proxies/installation.ts';

let origin: string;
let provider: RunningProvider;
let installation: Installation;
test.beforeAll(async () => {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  provider = await startProvider(origin, {
    ann: { preferred_username: 'ann', roles: ['user'] },
    ben: { preferred_username: 'ben', roles: ['gardener'] },
  });
  const settings = {
    PUBLIC_URL: origin,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: 'task-queue',
    OIDC_CLIENT_SECRET: 'the secret of task-queue',
    LOCAL_LOGIN: 'administrator',
  };
  installation = await Installation.start({ settings, port });
});
test.afterAll(async () => {
  await installation.stop();
  await provider.stop();
});

async function signInThere(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: '单点登录' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Sign in there' }).click();
}

test('a deep link survives the way to the provider, signing out signs out there too, and who is not let in is told why', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && message.location().url.startsWith(origin)) {
      complaints.push(message.text()); // of our own pages, not of the provider's
    }
  });
  await page.goto(`${origin}/system/tasks?status=failed`);
  await signInThere(page, 'ann');
  await expect(page).toHaveURL(`${origin}/system/tasks?status=failed`);
  await expect(page.getByText('实时更新中')).toBeVisible();
  await page.reload();
  await expect(page.getByText('实时更新中')).toBeVisible();
  expect(complaints).toEqual([]);

  await test.step('another site that sends them the way to the provider, where nobody is asked anything, signs nobody in', async () => {
    await page.context().clearCookies({ name: /^task-queue-/ });
    await page.goto(`data:text/html,<a href="${origin}/api/auth/oidc/login?returnTo=/my/tasks">a gift</a>`);
    await page.getByRole('link').click();
    await expect(page).toHaveURL(`${origin}/login?returnTo=%2Fmy%2Ftasks`);
    await expect(page.getByRole('link', { name: '单点登录' })).toBeVisible();
    expect(await page.context().cookies(origin)).not.toContainEqual(
      expect.objectContaining({ name: expect.stringMatching(/^task-queue-/) }),
    );
    await page.getByRole('link', { name: '单点登录' }).click(); // as they wish themselves
    await expect(page).toHaveURL(`${origin}/my/tasks`);
  });

  await test.step('signing out signs out there too', async () => {
    await page.getByRole('button', { name: /^账户/ }).click();
    await expect(page.getByRole('menuitem', { name: '设置' })).toBeVisible();
    await expect(page.getByRole('menuitem', { name: '修改密码' })).toBeHidden(); // it is the provider's
    await page.getByRole('menuitem', { name: '退出登录' }).click();
    await page.getByRole('button', { name: 'Sign out there' }).click();
    await expect(page).toHaveURL(`${origin}/login`);
    await page.getByRole('link', { name: '单点登录' }).click();
    await expect(page.getByLabel('Name')).toBeVisible(); // nobody is signed in there any more
  });

  await test.step('who is not let in is told why', async () => {
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('alert')).toHaveText('登录已取消。');
    await expect(page.getByLabel('密码')).toBeHidden();
    await signInThere(page, 'ben');
    await expect(page.getByRole('alert')).toHaveText('你的账户在这里没有角色，请联系管理员开通。');
  });

  await test.step('administrators come in by a password all the same', async () => {
    await page.getByRole('button', { name: '管理员登录' }).click();
    await installation.signIn(page);
    await expect(page).toHaveURL(`${origin}/system/tasks`);
    await page.getByRole('link', { name: '用户', exact: true }).click();
    const ann = page.getByRole('row', { name: /^ann/ });
    await expect(ann).toContainText(`单点登录：${new URL(provider.issuer).host}`);
    await ann.getByRole('button', { name: '“ann”的操作' }).click();
    await expect(page.getByRole('menuitem', { name: '停用' })).toBeVisible();
    await expect(page.getByRole('menuitem', { name: '重置密码' })).toBeHidden();
  });
});
