import { expect, type CDPSession, type Page } from '@playwright/test';
import { come, test } from './kept-page.ts';
import { type Integrator, opened } from './person.ts';

/** What an input method shows before a person has chosen. */
function compose(ime: CDPSession, text: string): Promise<unknown> {
  return ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
}

/** Collects what the list is searched for. */
function searches(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === '/api/tasks' && url.searchParams.has('q')) {
      asked.push(url.searchParams.get('q')!);
    }
  });
  return asked;
}

async function openList(page: Page, person: Integrator): Promise<void> {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  await person.create({ type: 'demo.steps', title: 'monthly report', runAt });
  await person.create({ type: 'demo.steps', title: '导出报表', runAt });
  await come(page);
}

test('a pause after a blank takes nothing from what is typed, and going back and forward still shows what is searched', async ({
  kept: { page, person },
}) => {
  await openList(page, person);
  const search = page.getByRole('searchbox');
  await search.pressSequentially('monthly ');
  await expect(page).toHaveURL(/q=monthly$/);
  await expect(page.getByRole('row', { name: /导出报表/ })).toBeHidden();
  await expect(search).toHaveValue('monthly ');
  await search.pressSequentially('report');
  await expect(search).toHaveValue('monthly report');
  await expect(page).toHaveURL(/q=monthly(%20|\+)report$/);
  await page.goBack();
  await expect(search).toHaveValue('monthly');
  await page.goForward();
  await expect(search).toHaveValue('monthly report');
  await page.getByRole('button', { name: '清除筛选' }).click();
  await expect(search).toHaveValue('');
});

test('nothing is searched before an input method has ended, and its Enter and Escape are its own', async ({
  kept: { page, person },
}) => {
  await page.clock.install();
  await openList(page, person);
  const asked = searches(page);
  const ime = await page.context().newCDPSession(page);
  const search = page.getByRole('searchbox');
  await search.focus();
  await compose(ime, "dao'chu");
  await expect(search).toHaveValue("dao'chu");
  await search.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true });
  await search.dispatchEvent('keydown', { key: 'Escape', keyCode: 229, isComposing: true });
  await expect(search).toBeFocused();
  await page.clock.fastForward(1_000); // longer than a search waits for the next key
  expect(asked).toEqual([]);
  await ime.send('Input.insertText', { text: '导出' });
  await expect(page).toHaveURL(/q=%E5%AF%BC%E5%87%BA$/);
  await expect(page.getByRole('row', { name: /导出报表/ })).toBeVisible();
  expect([...new Set(asked)]).toEqual(['导出']);
  await expect(search).toHaveValue('导出');
});

test('a time is typed part by part, and nothing is written over it', async ({ kept: { page, person } }) => {
  await openList(page, person);
  await page.getByRole('combobox', { name: '创建时间' }).click();
  await page.getByRole('option', { name: '自定义范围' }).click();
  const from = page.getByLabel(/^从/);
  await from.fill('2025-01-02T03:04');
  await expect(page).toHaveURL(/createdFrom=2025-01-01T19(:|%3A)04/);
  await from.focus(); // on the month, as this browser writes dates; the year comes third
  await from.press('ArrowRight');
  await from.press('ArrowRight'); // it is 0002, 0020 and 0202 on the way
  await from.pressSequentially('2026', { delay: 400 });
  await expect(page).toHaveURL(/createdFrom=2026-01-01T19(:|%3A)04/);
  await expect(from).toHaveValue('2026-01-02T03:04');
});

test('an Escape of the input method in the new task’s fields asks nothing and closes nothing', async ({
  kept: { page, person },
}) => {
  await openList(page, person);
  await page.getByRole('button', { name: '新建任务' }).click();
  const dialog = page.getByRole('dialog');
  await opened(dialog);
  const ime = await page.context().newCDPSession(page);
  await dialog.getByRole('combobox', { name: '任务类型' }).click();
  await page.getByRole('option', { name: /分步/ }).click();
  const title = dialog.getByLabel('标题');
  await title.focus();
  await compose(ime, "bao'biao");
  await title.dispatchEvent('keydown', { key: 'Escape', keyCode: 229, isComposing: true });
  await ime.send('Input.insertText', { text: '报表' });
  await expect(title).toHaveValue('报表');
  await expect(page.getByRole('dialog')).toHaveCount(1);
});
