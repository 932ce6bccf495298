import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './kept-page.ts';
import { placesOf } from './page-memory.ts';
import { opened } from './person.ts';
import { Installation } from './proxies/installation.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const NOWHERE: readonly string[] = [];

let installation: Installation;
test.beforeAll(async () => {
  const args = ['node_modules/rolldown/bin/cli.mjs', '-c', 'apps/api/rolldown.secrets.config.mjs'];
  await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  installation = await Installation.start({ program: 'dist/apps/secrets/main.js' });
});
test.afterAll(() => installation.stop());

/** By keys, as a person does: what goes into a page otherwise is in its memory by that. */
async function type(page: Page, field: Locator, text: string): Promise<void> {
  await field.click();
  await page.keyboard.type(text);
}

test('a secret that was typed is nowhere in the page once its dialog has closed', async ({ page }) => {
  test.slow(); // a heap takes the browser seconds to tell, and more where all is busy
  const [canary, another, short] = ['kanari-7c1f0e', 'kanari-b83d52', 'kan-93e'];
  await page.goto(`http://127.0.0.1:${installation.ports[0]}/system/tasks`);
  await installation.signIn(page);
  const create = page.getByRole('dialog', { name: '新建任务' });
  const begin = async (): Promise<void> => {
    await page.getByRole('button', { name: '新建任务' }).first().click();
    await opened(create);
    await create.getByRole('combobox', { name: /^任务类型/ }).click();
    await page.getByRole('option', { name: 'test.sign-in' }).click();
  };

  await begin();
  await type(page, create.getByLabel('密码', { exact: true }), short);
  await create.getByRole('button', { name: '创建' }).click();
  await expect(create.getByRole('alert').first()).toBeVisible();
  expect(await placesOf([short], page)).toEqual([`${short} in fields`, `${short} in heap`]); // what is there is found
  await create.getByLabel('密码', { exact: true }).press('ControlOrMeta+a');
  await page.keyboard.type(canary);
  await create.getByRole('button', { name: '显示密码' }).click();
  await create.getByRole('button', { name: '创建' }).click();
  await expect(create).toBeHidden();
  const row = page.getByRole('row', { name: /登录商店/ });
  await expect(row).toContainText('失败');
  expect(await placesOf([short, canary], page)).toEqual(NOWHERE);

  await row.getByRole('button', { name: '登录商店', exact: true }).click();
  const detail = page.getByRole('dialog', { name: /登录商店/ });
  await expect(detail).toContainText('no entry with ••••••');
  await detail.getByRole('button', { name: '重试任务' }).click();
  const attempts = detail.getByRole('list', { name: '执行记录' }).locator('.attempt');
  await expect(attempts).toHaveCount(2);
  await expect(attempts.last()).toContainText('失败');

  await detail.getByRole('button', { name: '再次执行' }).click();
  const again = page.getByRole('dialog', { name: '再次执行' });
  await opened(again);
  await type(page, again.getByLabel('密码', { exact: true }), another);
  await again.getByRole('button', { name: '取消' }).click();
  await page.getByRole('button', { name: '放弃' }).click();
  await expect(again).toBeHidden();
  expect(await placesOf([canary, another], page)).toEqual(NOWHERE);
});
