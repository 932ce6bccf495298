import { expect, type Page } from '@playwright/test';
import { come, test } from './kept-page.ts';
import { Integrator, openAs, opened, signInByForm } from './person.ts';

async function chooseFromAccount(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: /^(账户|Account)/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('signing in leads back to where one was, under the content security policy, and again when the session has ended', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const person = await Integrator.newcomer();
  await page.goto('/system/tasks?status=failed');
  await test.step('a wrong password is refused in one sentence', async () => {
    await signInByForm(page, { username: person.username, password: 'not the password' });
    await expect(page.getByRole('alert')).toHaveText('用户名或密码不正确');
    expect(complaints.splice(0)).toEqual([expect.stringContaining('401')]); // the browser's own word of the refusal
  });
  await signInByForm(page, person);
  await expect(page).toHaveURL(/\/system\/tasks\?status=failed$/);
  await test.step('a reload keeps the session', async () => {
    await page.reload();
    await expect(page.getByRole('heading', { name: '任务队列' })).toBeVisible();
    await page.getByRole('button', { name: '新建任务' }).first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    expect(complaints).toEqual([]);
  });
  await test.step('a session that ended leads to the login, and from there to where one was', async () => {
    expect((await page.context().request.post('/api/auth/logout')).status()).toBe(204); // its sockets end with it
    await expect(page).toHaveURL(/\/login\?returnTo=/);
    await signInByForm(page, person);
    await expect(page).toHaveURL(/\/system\/tasks\?status=failed$/);
  });
});

test('a call whose token is refused is sent again with a new one', async ({ kept: { page } }) => {
  await come(page);
  let refused: string | undefined; // the page may ask more than once by itself
  await page.route('**/api/tasks/stats', async (route) => {
    const isFirst = refused === undefined;
    refused ??= route.request().headers()['authorization'];
    await (isFirst ? route.fulfill({ status: 401, json: {} }) : route.continue());
  });
  await Promise.all([
    page.waitForResponse(
      (response) =>
        response.url().endsWith('/api/tasks/stats') &&
        response.status() === 200 &&
        response.request().headers()['authorization'] !== refused,
    ),
    page.getByRole('button', { name: '刷新' }).click(),
  ]);
  await expect(page).toHaveURL(/\/system\/tasks$/);
});

test('a network that is away signs nobody out, and is told', async ({ kept: { page } }) => {
  await come(page);
  await page.context().setOffline(true);
  await expect(page.getByText('网络已断开，恢复后会自动补上期间的变化')).toBeVisible();
  await page.getByRole('button', { name: '刷新' }).click();
  await page.context().setOffline(false);
  await expect(page.getByText('网络已断开，恢复后会自动补上期间的变化')).toBeHidden();
  await expect(page.getByText('实时更新中')).toBeVisible();
  await expect(page).toHaveURL(/\/system\/tasks$/);
});

test('a session goes on: its token is renewed without a word, and a server that is not well does not end it', async ({
  page,
}) => {
  await page.route('**/api/auth/refresh', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), expiresIn: 4 } });
  });
  await openAs(page, await Integrator.newcomer());
  for (let renewed = 0; renewed < 2; renewed += 1) {
    expect((await page.waitForResponse('**/api/auth/refresh')).status()).toBe(200);
  }
  await expect(page).toHaveURL(/\/system\/tasks$/);

  await page.unroute('**/api/auth/refresh');
  await page.route('**/api/auth/refresh', (route) => route.fulfill({ status: 503, json: {} }));
  await page.reload();
  await expect(page.getByRole('heading', { name: '暂时无法连接服务器' })).toBeVisible();
  await page.unroute('**/api/auth/refresh');
  await page.getByRole('link', { name: '重试' }).click();
  await expect(page).toHaveURL(/\/system\/tasks$/);
});

test('one changes one’s own password, signing out of one tab signs out of all, and where one is signed in is seen and ended', async ({
  page,
  context,
  request,
}) => {
  const person = await Integrator.newcomer();
  await openAs(page, person, '/system/tasks?priority=high');
  const other = await context.newPage();
  await other.goto('/system/tasks');
  await chooseFromAccount(other, '修改密码');
  const dialog = other.getByRole('dialog');
  await opened(dialog);
  await test.step('a slip or a wrong one is told beside its field', async () => {
    await dialog.getByLabel('当前密码').fill('wrong');
    await dialog.getByLabel('新密码', { exact: true }).fill('a new password');
    await dialog.getByLabel('再次输入新密码').fill('a new pasword');
    await dialog.getByRole('button', { name: '修改密码' }).click();
    await expect(dialog).toContainText('两次输入的新密码不一致');
    await dialog.getByLabel('再次输入新密码').fill('a new password');
    await dialog.getByRole('button', { name: '修改密码' }).click();
    await expect(dialog).toContainText('当前密码不正确');
  });
  await dialog.getByLabel('当前密码').fill(person.password);
  await dialog.getByRole('button', { name: '修改密码' }).click();
  await expect(other.getByText('密码已修改')).toBeVisible();

  await page.getByRole('button', { name: '新建任务' }).first().click();
  await opened(page.getByRole('dialog'));
  await chooseFromAccount(other, '退出登录');
  await expect(other).toHaveURL(/\/login$/);
  await expect(page).toHaveURL(/\/login\?/);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await signInByForm(other, { username: person.username, password: 'a new password' });
  await expect(other).toHaveURL(/\/system\/tasks$/);
  await expect(page).toHaveURL(/\/system\/tasks\?priority=high$/);

  await test.step('another session is seen and ended; ending the present one signs out', async () => {
    const data = { username: person.username, password: 'a new password' };
    const login = await request.post('/api/auth/login', { data, headers: { 'user-agent': 'curl/8.5.0' } });
    const { accessToken } = (await login.json()) as { accessToken: string };
    const isGood = async (): Promise<boolean> =>
      (await request.get('/api/auth/me', { headers: { authorization: `Bearer ${accessToken}` } })).ok();
    await chooseFromAccount(other, '登录设备');
    const sessions = other.getByRole('dialog', { name: '登录设备' }).getByRole('listitem');
    await expect(sessions).toHaveCount(2);
    await expect(sessions.first()).toContainText('当前登录');
    expect(await isGood()).toBe(true);
    await other.getByRole('button', { name: '结束“curl”的登录' }).click();
    await other.getByRole('alertdialog').getByRole('button', { name: '结束登录' }).click();
    await expect(sessions).toHaveCount(1);
    expect(await isGood()).toBe(false);
    await other.getByRole('button', { name: '退出当前登录' }).click();
    await other.getByRole('alertdialog').getByRole('button', { name: '退出登录' }).click();
    await expect(other).toHaveURL(/\/login/);
  });
});

test('a browser that keeps nothing has a page that works, until it is left', async ({ page }) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(() =>
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    }),
  );
  const person = await Integrator.newcomer();
  await person.create({ type: 'demo.steps', title: '照样能看', params: { steps: 1, stepMs: 0 } });
  await page.goto('/');
  await signInByForm(page, person);
  await expect(page.getByRole('row', { name: /照样能看/ })).toContainText('已完成');
  await page.getByRole('button', { name: '外观' }).click();
  await page.getByRole('menuitemradio', { name: '深色' }).click();
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark');
  await page.getByRole('button', { name: '语言' }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Task queue' })).toBeVisible();
  await chooseFromAccount(page, 'Sign out');
  await expect(page).toHaveURL(/\/login$/);
  expect(complaints).toEqual([]);
});
