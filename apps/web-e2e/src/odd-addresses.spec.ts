import { expect, type Page } from '@playwright/test';
import { come, go, test } from './kept-page.ts';
import { Integrator, signInByForm } from './person.ts';

const list = (page: Page) => page.getByRole('heading', { name: '任务队列', level: 1, includeHidden: true });

/** Whether it is encoded as it should be: the page itself goes nowhere else. */
function isReadable(address: string): boolean {
  try {
    return decodeURI(address) !== '';
  } catch {
    return false;
  }
}

test('where one was going leads nowhere but into the application, whatever the address says', async ({
  page,
  baseURL,
}) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto('/unreachable?returnTo=//evil.example/system/tasks');
  // All that is refused: libs/identity-ui/src/session/own-address.spec.ts.
  for (const returnTo of [
    'returnTo=//evil.example/system/tasks',
    'returnTo=/a&returnTo=/b',
    'returnTo=/%2525E0(((',
    '',
  ]) {
    await go(page, `/unreachable?${returnTo}`);
    await page.getByRole('link', { name: '重试' }).click();
    await expect(page).not.toHaveURL(/unreachable/);
    expect(new URL(page.url()).origin).toBe(baseURL);
    await go(page, `/login?${returnTo}`);
    await page.getByLabel('用户名').fill('nobody'); // the login is there, and nothing of it throws
  }
  const person = await Integrator.newcomer();
  await go(page, '/unreachable?returnTo=/system/tasks%3Fstatus%3Dfailed%26q%3D%25E5%25AF%25BC%25E5%2587%25BA');
  await page.getByRole('link', { name: '重试' }).click();
  await expect(page).toHaveURL(/\/login\?returnTo=%2Fsystem/);
  await signInByForm(page, person);
  await expect(page.getByRole('searchbox')).toHaveValue('导出');
  expect(errors).toEqual([]);
});

test('an address of the list that makes no sense still opens it', async ({ kept: { page, person } }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await person.create({ type: 'demo.steps', title: '还在', params: { steps: 1, stepMs: 0 } });
  for (const query of [
    'page=1e400',
    `q=${'x'.repeat(199)}%F0%9F%98%80`,
    'createdTo=%2B275760-09-13T00:00:00Z&within=9y',
    `createdBy=${'x'.repeat(300)}`,
    `type=${'x'.repeat(300)}`,
    'status=&status=x&type=,',
    '%E0%A4=%E0%A4',
    'pageSize=NaN#%E0%A4',
  ]) {
    const address = `/system/tasks?${query}`;
    await (isReadable(address) ? come(page, address) : page.goto(address));
    const row = page.getByRole('button', { name: '还在' });
    await expect(query.startsWith('q=') ? page.getByText('没有符合条件的任务') : row, query).toBeVisible();
  }
  expect(errors).toEqual([]);
});

test('an address that names no task says so, and one in capitals names the same', async ({
  kept: { page, person },
}) => {
  const { id } = await person.create({ type: 'demo.steps', title: '大写', params: { steps: 1, stepMs: 0 } });
  for (const none of ['stats', 'types', '..%2Fusers', '%00', 'x'.repeat(900)]) {
    await (none.includes('%') ? page.goto(`/system/tasks/${none}`) : come(page, `/system/tasks/${none}`));
    await expect(page.getByRole('dialog').getByText('找不到这个任务'), none).toBeVisible();
    await expect(list(page)).toBeAttached();
  }
  await come(page, `/system/tasks/${id.toUpperCase()}`);
  await expect(page.getByRole('dialog').getByRole('heading', { name: '大写' })).toBeVisible();
});
