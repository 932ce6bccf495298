import { expect, type Page } from '@playwright/test';
import type { Task, TaskPage } from '@task-queue/contracts';
import { come, test } from './kept-page.ts';
import type { Integrator } from './person.ts';

const ARABIC = 'تقرير المبيعات';
/** Direction characters and others that are not seen. */
const UNSEEN = /[\u200B\u200E\u200F\u202A-\u202E\u2060\u2066\u2067]/;

/** A record as it may have been written before the server refused such texts. */
function oddly<Known extends Task | TaskPage['items'][number]>(task: Known, title: string): Known {
  return {
    ...task,
    title,
    status: 'failed',
    error: { message: `boom\u202E ${ARABIC}\u0000`, code: 'HANDLER_ERROR', attempt: 1 },
    createdBy: { ...task.createdBy, username: 'ann\u202E' },
    ...('params' in task && {
      params: { 'key\u202E': 'invoice\u202Egpj.exe', [ARABIC]: ARABIC },
      log: [{ at: task.createdAt, attempt: 1, line: `zip\u202E ${ARABIC}\u001B` }],
    }),
  };
}

async function open(page: Page, person: Integrator): Promise<void> {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  for (const title of ['three', 'two', 'one']) {
    await person.create({ type: 'demo.steps', title, runAt });
  }
  const titles: Record<string, string> = { one: '\u200B\u2060', two: 'invoice\u202Egpj.exe', three: `${ARABIC} 3` };
  const own = (await person.list('pageSize=100')).items.filter(
    ({ createdBy }) => createdBy.username === person.username,
  );
  await page.route(/\/api\/tasks\?/, async (route) => {
    const items = own.map((task) => oddly(task, titles[task.title]!));
    await route.fulfill({ json: { items, total: items.length, page: 1, pageSize: 20, totalPages: 1 } });
  });
  await page.route(/\/api\/tasks\/[0-9a-f-]{36}$/, async (route) => {
    const response = await route.fetch();
    const task = (await response.json()) as Task;
    await route.fulfill({ response, json: oddly(task, titles[task.title]!) });
  });
  await come(page);
}

test('old records whose texts show nothing or mislead are shown as what they are', async ({
  keptAdmin: { page, person },
}) => {
  await open(page, person);
  const titles = page.locator('tr.row .title');
  await expect(titles).toHaveText(['demo.steps', 'invoicegpj.exe', `${ARABIC} 3`]);
  for (const title of await titles.all()) {
    expect((await title.boundingBox())!.width).toBeGreaterThan(24);
  }
  await expect(page.getByRole('checkbox', { name: '选择“demo.steps”' })).toBeVisible();
  await expect(titles.nth(2).locator('tq-marked-text')).toHaveCSS('direction', 'rtl');
  expect(await page.locator('tq-task-table-page').innerText()).not.toMatch(UNSEEN);

  await page.locator('tr.row .title').nth(2).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('heading', { name: ARABIC })).toBeVisible();
  await expect(dialog.locator('.failure .message')).toHaveText(`boom ${ARABIC}␀`);
  await expect(dialog.getByRole('log')).toContainText(`zip ${ARABIC}␛`);
  await expect(dialog.getByRole('tree', { name: '参数' })).toContainText(String.raw`key\u202e: "invoice\u202egpj.exe"`);
  expect(await dialog.innerText()).not.toMatch(UNSEEN);

  await dialog.getByRole('button', { name: '删除任务' }).click();
  await expect(page.getByRole('alertdialog')).toContainText(`“\u2068${ARABIC} 3\u2069”的记录`);

  await test.step('so they are in English, in the dark and where it is narrow', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await page.getByRole('button', { name: '语言' }).click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(titles).toHaveText(['demo.steps', 'invoicegpj.exe', `${ARABIC} 3`]);
    await titles.nth(1).click();
    await expect(dialog.getByRole('heading', { name: 'invoicegpj.exe' })).toBeVisible();
  });
  await page.keyboard.press('Escape'); // others have the page after us
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitemradio', { name: '简体中文' }).click();
});
