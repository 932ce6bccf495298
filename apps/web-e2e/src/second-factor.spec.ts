import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { COLOR_RULES, settled, violationsOf, type Sight } from './axe.ts';
import { come, go, test } from './kept-page.ts';
import { expectList, Integrator, openAs, opened, signInByForm } from './person.ts';

const DIALOG: Sight = { part: 'mat-dialog-container' };

/** What an authenticator app shows; each code is good once, so that another sign-in needs a later one. */
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: '账户' }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await expect(page).toHaveURL(/\/login$/);
}

/** What lies over a page is looked at alone: the rest is dimmed. */
async function expectAccessible(page: Page, sight: Sight = {}): Promise<void> {
  for (const [colorScheme, rules] of [
    ['light', {}],
    ['dark', { only: COLOR_RULES }],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    expect(await violationsOf(page, { ...sight, ...rules }), colorScheme).toEqual([]);
  }
}

test('two-step verification is set up, asked for at the login, and replaced by a recovery code', async ({
  page,
  keptAdmin: { page: admin },
}) => {
  const person = await Integrator.newcomer();
  await openAs(page, person);
  await page.getByRole('button', { name: '账户' }).click();
  await page.getByRole('menuitem', { name: '两步验证' }).click();
  const dialog = page.getByRole('dialog');
  await opened(dialog);
  await expect(dialog).toContainText('未开启');
  await expectAccessible(page, DIALOG);
  await dialog.getByRole('button', { name: '设置两步验证' }).click();
  await expect(dialog.getByRole('heading', { name: /第 1 步/ })).toBeFocused();
  await dialog.getByLabel('当前密码').fill(person.password);
  await dialog.getByRole('button', { name: '下一步' }).click();
  await expect(dialog.getByRole('heading', { name: /第 2 步/ })).toBeFocused();
  await expect(dialog.getByRole('img', { name: /二维码/ })).toBeVisible();
  await expectAccessible(page, DIALOG);
  const secret = (await dialog.locator('code').textContent())!.replaceAll(' ', '');
  await dialog.getByLabel('验证码', { exact: true }).fill('000000');
  await dialog.getByRole('button', { name: '开启', exact: true }).click();
  await expect(dialog.locator('mat-error')).toHaveText('验证码不正确或已使用过');
  await dialog.getByLabel('验证码', { exact: true }).fill(codeOf(secret));
  await dialog.getByRole('button', { name: '开启', exact: true }).click();
  await expect(dialog.getByRole('heading', { name: /第 3 步/ })).toBeFocused();
  const codes = await dialog.locator('li code').allTextContents();
  expect(codes).toHaveLength(10);
  await expectAccessible(page, DIALOG);
  await dialog.getByRole('button', { name: '已保存' }).click();
  await expect(dialog).toContainText('剩余恢复码：10 个');
  await expectAccessible(page, DIALOG);
  await page.keyboard.press('Escape');

  await test.step('a code is asked for after the password, and may be pasted', async () => {
    await signOut(page);
    await page.goto('/system/tasks?status=failed');
    await signInByForm(page, person);
    const field = page.getByLabel('验证码', { exact: true });
    await expect(field).toBeFocused();
    await expectAccessible(page);
    await field.fill('123456');
    await page.getByRole('button', { name: '验证', exact: true }).click();
    await expect(page.getByRole('alert')).toHaveText('验证码不正确或已使用过');
    const code = codeOf(secret, 1);
    await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/system\/tasks\?status=failed$/);
  });

  await test.step('a recovery code does as well, once', async () => {
    for (const isGood of [true, false]) {
      await signOut(page);
      await signInByForm(page, person);
      await page.getByRole('button', { name: '使用恢复码' }).click();
      await expect(page.getByLabel('恢复码')).toBeFocused();
      await page.getByLabel('恢复码').fill(codes[0]!);
      await page.getByRole('button', { name: '验证', exact: true }).click();
      await (isGood ? expectList(page) : expect(page.getByRole('alert')).toHaveText('验证码不正确或已使用过'));
    }
  });

  await test.step('an administrator takes it from who has lost it', async () => {
    await come(admin);
    await go(admin, '/settings/users');
    await expect(admin.getByRole('row', { name: person.username })).toContainText('两步验证');
    await admin.getByRole('button', { name: `“${person.username}”的操作` }).click();
    await admin.getByRole('menuitem', { name: '移除两步验证' }).click();
    await admin.getByRole('alertdialog').getByRole('button', { name: '移除两步验证' }).click();
    await expect(admin.getByRole('row', { name: person.username })).not.toContainText('两步验证');
    await page.goto('/login');
    await signInByForm(page, person);
    await expectList(page);
  });
});

test('a first password that an administrator made is changed at the first sign-in, which then leads on', async ({
  keptAdmin: { page },
  browser,
}) => {
  await come(page);
  await go(page, '/settings/users');
  const username = `e2e-${randomUUID().slice(0, 8)}`;
  await page.getByRole('button', { name: '新建用户' }).click();
  const dialog = page.getByRole('dialog');
  await opened(dialog);
  await dialog.getByLabel('用户名').fill(username);
  await dialog.getByRole('button', { name: '随机生成' }).click();
  const password = await dialog.getByRole('textbox', { name: '密码' }).inputValue();
  expect(password).toMatch(/^[a-zA-Z\d]{16}$/);
  await expect(dialog.getByRole('checkbox', { name: '首次登录时必须修改密码' })).toBeChecked();
  await expectAccessible(page, DIALOG);
  await dialog.getByRole('button', { name: '创建' }).click();
  await expect(page.getByRole('row', { name: username })).toContainText('待修改密码');

  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto('/system/tasks?status=failed');
  await signInByForm(theirs, { username, password });
  await expect(theirs.getByRole('heading', { name: '先修改密码' })).toBeVisible();
  await expectAccessible(theirs);
  await theirs.goto('/system/tasks?status=failed'); // nothing else is to be had
  await expect(theirs.getByRole('heading', { name: '先修改密码' })).toBeVisible();
  const own = randomUUID();
  await theirs.getByLabel('当前密码').fill(password);
  await theirs.getByLabel('新密码', { exact: true }).fill(own);
  await theirs.getByLabel('再次输入新密码').fill(own);
  await theirs.getByRole('button', { name: '修改密码' }).click();
  await expect(theirs).toHaveURL(/\/system\/tasks\?status=failed$/);
  await expectList(theirs);
  await theirs.context().close();
});
