import { MatMenuHarness } from '@angular/material/menu/testing';
import { describe, expect, it } from '@jest/globals';
import type { TaskType } from '@task-queue/contracts';
import {
  address,
  dialogs,
  eventually,
  feed,
  isThere,
  listOf,
  open,
  page,
  server,
  tablePageForEach,
  withRole,
} from '../../../testing/task-table-page-setup';

tablePageForEach();

describe('the heads of columns', () => {
  it('sort the rows both ways, in the address and for who hears the page, and new tasks wait behind the pill', async () => {
    server.tasks = listOf('b', 'a');
    await open();
    await page.sortBy('用时');
    expect(address()).toBe('/?sort=-duration');
    expect(await page.sortedColumn()).toBe('用时 descending');
    await page.sortBy('用时');
    expect(address()).toBe('/?sort=duration');
    expect(server.listQueries.at(-1)!.get('sort')).toBe('duration');
    server.tasks = listOf('b', 'a', 'c');
    feed.tell('task:created', 'c', { version: 1 });
    expect(await eventually(() => page.pillText(), isThere)).toBe('1 个新任务');
    expect(await page.titles()).toEqual(['b', 'a']);
    await page.sortBy('用时');
    expect(address()).toBe('/');
  });
});

it('a new task that an answer has at once waits behind the pill all the same', async () => {
  server.tasks = listOf('b', 'a');
  await open('/?sort=duration');
  const { promise, resolve } = Promise.withResolvers<void>();
  server.gate = promise;
  const asked = server.listQueries.length;
  server.tasks = listOf('b', 'a', 'c');
  feed.digest({ 'task:completed': 1 });
  await eventually(
    async () => server.listQueries.length,
    (count) => count > asked,
  );
  feed.tell('task:created', 'c', { version: 1 });
  resolve();
  expect(await eventually(() => page.pillText(), isThere)).toBe('1 个新任务');
  expect(await page.titles()).toEqual(['b', 'a']);
});

describe('the list on screen', () => {
  it('is exported as it is, in its order', async () => {
    withRole('user');
    const title = { zh: '批量导出', en: 'Batch export' };
    server.types = [{ type: 'tasks.export', title } as TaskType]; // no more is looked at
    server.tasks = listOf('b', 'a');
    await open('/?sort=-finishedAt&priority=high&page=2');
    await eventually(() => dialogs.hasHarness(MatMenuHarness.with({ selector: '[aria-label=导出当前列表]' })), Boolean);
    const menu = await dialogs.getHarness(MatMenuHarness.with({ selector: '[aria-label=导出当前列表]' }));
    await menu.open();
    expect(await menu.getItems({ text: 'CSV 文件' })).toHaveLength(1);
    const csv = [...document.querySelectorAll<HTMLElement>('[mat-menu-item]')].find((item) =>
      item.textContent.includes('CSV 文件'),
    )!;
    csv.click();
    csv.click(); // a double click is one click
    expect(
      await eventually(
        () => Promise.resolve(server.bodies),
        ({ length }) => length > 0,
      ),
    ).toEqual([
      { type: 'tasks.export', params: { format: 'csv', filter: { priority: ['high'] }, sort: '-finishedAt' } },
    ]);
  });
});
