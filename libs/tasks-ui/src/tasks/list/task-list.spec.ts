import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { describe, expect, it } from '@jest/globals';
import type { TaskSummary } from '@task-queue/contracts';
import { summary } from '../../../testing/summary';
import {
  address,
  dialogs,
  eventually,
  feed,
  go,
  isThere,
  listOf,
  open,
  page,
  server,
  tablePageForEach,
} from '../../../testing/task-table-page-setup';

tablePageForEach();

/** So many tasks that run, created a second apart, the newest first and named by its second. */
const running = (newest: number, count: number): TaskSummary[] =>
  Array.from({ length: count }, (_, i) => {
    const title = String(newest - i).padStart(2, '0');
    return summary({ id: `t${title}`, title, status: 'running', createdAt: `2026-11-23T08:00:${title}.000Z` });
  });

/** Goes to another address whose list is asked for, and answered only by what this resolves with. */
async function goWithoutAnswer(address: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const asked = server.listQueries.length;
  server.gate = promise;
  await go(address);
  await eventually(
    async () => server.listQueries.length,
    (count) => count > asked,
  );
  server.gate = Promise.resolve();
  return resolve;
}

/** A button by what it says to a screen reader. */
const button = (label: string): HTMLButtonElement => document.querySelector(`button[aria-label="${label}"]`)!;

/** What the bar over the chosen rows lets one press, by its words. */
const offered = (): string[] =>
  [...document.querySelectorAll('tq-bulk-bar button')]
    .filter((button) => button.getAttribute('aria-disabled') !== 'true')
    .map(({ textContent }) => textContent.trim());

describe('rows whose ends are only counted', () => {
  it('leave, also below new ones that fill the page, and older ones come', async () => {
    server.tasks = running(20, 10);
    await open('/?status=running&pageSize=10');
    server.tasks = [...running(40, 15), ...running(18, 1), ...running(9, 3)];
    feed.digest({ 'task:completed': 300 });
    const titles = await eventually(
      () => page.titles(),
      ([first]) => first === '18',
    );
    expect(titles).toEqual(['18', '09', '08', '07']);
    expect(await page.pillText()).toBe('10 个新任务');
  });

  it('leave also when the row that had the focus was deleted with it', async () => {
    server.tasks = ['c', 'b', 'a'].map((id) => summary({ id, title: id, status: 'completed' }));
    await open();
    const remove = button('删除任务');
    remove.focus();
    remove.click();
    const question = await dialogs.getHarness(MatDialogHarness);
    server.tasks = server.tasks.slice(1);
    await (await question.getHarness(MatButtonHarness.with({ text: '删除任务' }))).click();
    await eventually(
      () => page.titles(),
      ({ length }) => length === 2,
    );
    server.tasks = server.tasks.slice(1);
    feed.digest({ 'task:deleted': 1 });
    const titles = await eventually(
      () => page.titles(),
      ({ length }) => length === 1,
    );
    expect(titles).toEqual(['a']);
  });

  it('stay while the pointer is on them', async () => {
    server.tasks = running(20, 3);
    await open('/?status=running');
    await page.pointAt(0);
    server.tasks = running(20, 1);
    feed.digest({ 'task:deleted': 2 });
    await eventually(
      () => page.chipText('全部'),
      (text) => text.endsWith('1'),
    ); // the answer is on screen
    expect(await page.titles()).toEqual(['20', '19', '18']);
    await page.pointAt(null);
    const titles = await eventually(
      () => page.titles(),
      ({ length }) => length < 3,
    );
    expect(titles).toEqual(['20']);
  });
});

describe('a button of a row', () => {
  it('keeps the focus while its action is under way, and none beside it does anything', async () => {
    server.tasks = [summary({ id: 'a', status: 'failed' })];
    await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    server.gate = promise;
    const retry = button('重试任务');
    retry.focus();
    retry.click();
    await eventually(
      async () => retry.getAttribute('aria-disabled'),
      (now) => now === 'true',
    );
    expect([retry.disabled, document.activeElement === retry]).toEqual([false, true]); // browsers take the focus from what is disabled
    button('删除任务').click();
    resolve();
    await page.titles();
    expect(await dialogs.getAllHarnesses(MatDialogHarness)).toEqual([]);
    expect(server.requests.filter((request) => request.startsWith('POST'))).toEqual(['POST /api/tasks/a/retry']);
  });
});

describe('what is chosen', () => {
  const thirty = (): string[] => Array.from({ length: 30 }, (_, i) => `t${i}`);

  it('is not meant by another filter, and stays on another page of the same', async () => {
    server.tasks = listOf(...thirty());
    await open();
    await page.tickPage();
    await page.pressBulk('选择符合条件的全部 30 个任务');
    await go('/?sort=createdAt');
    expect(await page.bulkText()).toContain('已选择符合条件的全部 30 个任务');
    await go('/?sort=createdAt&q=t');
    expect(await page.bulkText()).toBe(null);
    await page.tick(0);
    expect(await page.bulkText()).toContain('已选择 1 个任务');
  });

  it('has nothing done to it while another page is on its way', async () => {
    server.tasks = listOf(...thirty());
    await open();
    await page.tickPage();
    expect(await page.bulkText()).toContain('选择符合条件的全部 30 个任务');
    expect(offered()).toContain('取消任务');
    const answer = await goWithoutAnswer('/?sort=createdAt');
    // A harness would wait for the answer.
    const meanwhile = await eventually(
      async () => offered(),
      (buttons) => !buttons.includes('取消任务'),
    );
    expect(meanwhile).toEqual(['']); // to let go of what is chosen
    answer();
    await page.titles();
    expect(offered()).toContain('取消任务');
  });
});

describe('an answer that comes when something else is asked for', () => {
  it('does not lead to another page', async () => {
    server.tasks = listOf(...Array.from({ length: 25 }, (_, i) => `t${i}`));
    await open('/?pageSize=10');
    const answer = await goWithoutAnswer('/?pageSize=10&page=9');
    await go('/?pageSize=10&page=2');
    answer();
    const titles = await page.titles();
    expect([titles[0], address()]).toEqual(['t10', '/?pageSize=10&page=2']);
  });

  it('leaves the pill as it is', async () => {
    server.tasks = listOf('b', 'a');
    await open();
    const answer = await goWithoutAnswer('/?priority=high');
    const asked = server.listQueries.length;
    await go('/');
    await eventually(
      async () => server.listQueries.length,
      (count) => count > asked,
    );
    server.tasks = listOf('c', 'b', 'a');
    feed.tell('task:created', 'c', { version: 1 });
    await eventually(async () => document.querySelector('.pill'), isThere); // a harness would wait for the answer
    answer();
    expect(await page.pillText()).toBe('1 个新任务');
  });
});

it('the list says that it is stale where it could not be read again though events come, until it could', async () => {
  server.tasks = listOf('b', 'a');
  await open();
  expect([await page.titles(), await page.staleText()]).toEqual([['b', 'a'], null]);
  server.isDown = true;
  feed.tell('task:deleted', 'x');
  expect(await eventually(() => page.staleText(), isThere)).toMatch(/显示的是 .*的内容/);
  expect(await page.titles()).toEqual(['b', 'a']);
  server.isDown = false;
  feed.tell('task:deleted', 'x');
  await eventually(
    () => page.staleText(),
    (text) => text === null,
  );
});
