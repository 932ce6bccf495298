import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import type { ArtifactLink, Task, TaskSummary } from '@task-queue/contracts';
import { giveHistory } from './history.ts';
import { come, test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

const HISTORY = 12_000;
const AN_HOUR_MS = 3_600_000;
/** The worker's slots in the normal lane, and how long they are taken. */
const LANE_SLOTS = 8;
const BUSY_MS = 6_000;

test('a batch export is started, watched without reloading, and its file holds what the API lists', async ({
  page,
}) => {
  const integrator = await Integrator.newcomer();
  const runAt = new Date(Date.now() + AN_HOUR_MS).toISOString();
  await integrator.create({ type: 'demo.steps', title: '=1+1 "引号", 逗号;=2', runAt });
  await giveHistory(integrator, HISTORY);

  const told = progressTold(page, '十一月任务导出');
  await openAs(page, integrator);
  // The lane is full for a moment, so that the page shows the export before it runs.
  const busy = { type: 'demo.hang', timeoutMs: BUSY_MS, maxRetries: 0 };
  await Promise.all(Array.from({ length: LANE_SLOTS }, () => integrator.create(busy)));
  await page.getByRole('button', { name: '新建任务' }).first().click();
  await page.getByLabel('任务类型').click();
  await page.getByRole('option', { name: '批量导出' }).click();
  await page.getByRole('textbox', { name: '标题' }).fill('十一月任务导出');
  await watchProgress(page, '十一月任务导出');
  await page.getByRole('button', { name: '创建', exact: true }).click();

  const row = page.getByRole('row', { name: /十一月任务导出/ });
  await expect(row).toContainText('等待中');
  await expect(row).toContainText('已完成');
  expect(told.filter((percent) => percent > 0 && percent < 100).length).toBeGreaterThan(1);
  const seen = await page.evaluate(() => window.seenProgress); // a fast export may be over between two frames
  expect(seen).toEqual([...seen].sort((a, b) => a - b));

  await row.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/已导出 [\d,]+ 行/)).toBeVisible();
  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: /下载文件/ }).click();
  const download = await downloading;
  expect(download.url()).toMatch(/^http:.*\/artifact\/download\?signature=/); // the browser's own, not held by the page
  expect(download.suggestedFilename()).toMatch(/^tasks-\d{4}-\d{2}-\d{2}-\d{6}\.csv$/);

  const rows = parse<Record<string, string>>(readFileSync(await download.path()), { bom: true, columns: true });
  const listed: TaskSummary[] = [];
  for (let number = 1; ; number += 1) {
    const { items, totalPages } = await integrator.list(`page=${number}&pageSize=100`);
    listed.push(...items);
    if (number >= totalPages) {
      break;
    }
  }
  const expected = listed.filter(({ title }) => title !== '十一月任务导出');
  expect(rows.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  const statuses = (tasks: readonly { readonly type?: string; readonly status?: string }[]): unknown[] =>
    tasks.filter(({ type }) => type !== 'demo.hang').map(({ status }) => status); // those were about to end
  expect(statuses(rows)).toEqual(statuses(expected));
  expect(rows.at(-1)!['title']).toBe(`'=1+1 "引号", 逗号;'=2`);
});

test('a file that is gone is told in words, and a download that is refused leaves the page where it is', async ({
  kept: { page, person: integrator },
}) => {
  const task = await exported(integrator);
  await come(page, `/system/tasks/${task.id}`);
  const dialog = page.getByRole('dialog');
  const address = page.url();

  // Refused on its way, as where the session ended in between.
  await page.route('**/artifact/link', async (route) => {
    const response = await route.fetch();
    const { url, expiresAt } = (await response.json()) as ArtifactLink;
    await route.fulfill({ response, json: { url: `${url}x`, expiresAt } });
  });
  const refused = page.waitForEvent('download');
  await dialog.getByRole('button', { name: /下载文件/ }).click();
  expect(await (await refused).failure()).not.toBeNull();
  await expect(dialog.getByRole('button', { name: /下载文件/ })).toBeEnabled();
  expect(page.url()).toBe(address);

  await page.unroute('**/artifact/link');
  rmSync(join(process.env['E2E_DATA_DIR']!, 'artifacts', task.id.slice(-2), task.id), { recursive: true });
  await dialog.getByRole('button', { name: /下载文件/ }).click();
  await expect(page.getByText('此任务没有可下载的文件')).toBeVisible();
  expect(page.url()).toBe(address);
});

/** A small export that is done. */
async function exported(integrator: Integrator): Promise<Task> {
  const { id } = await integrator.create({ type: 'tasks.export', params: { format: 'json' } });
  await expect.poll(async () => (await integrator.get(id)).status).toBe('completed');
  return integrator.get(id);
}

declare global {
  interface Window {
    seenProgress: number[];
  }
}

/** Collects what the page is told of a task's progress through its socket from now on, in percent. */
function progressTold(page: Page, title: string): readonly number[] {
  const told: number[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const frame = payload.toString();
      if (frame.includes('"task:progress"') && frame.includes(title)) {
        told.push(Number(/"progress":(\d+)/.exec(frame)?.[1]));
      }
    }),
  );
  return told;
}

/** Notes every value that a task's progress bar shows from now on. */
async function watchProgress(page: Page, title: string): Promise<void> {
  await page.evaluate((words) => {
    window.seenProgress = [];
    new MutationObserver(() => {
      const row = [...document.querySelectorAll('tr.row')].find(({ textContent }) => textContent.includes(words));
      const value = row?.querySelector('mat-progress-bar')?.getAttribute('aria-valuenow');
      const percent = Number(value ?? Number.NaN);
      if (!Number.isNaN(percent) && percent !== window.seenProgress.at(-1)) {
        window.seenProgress.push(percent);
      }
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  }, title);
}
