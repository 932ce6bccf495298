import { describe, expect, it } from '@jest/globals';
import type { TaskSummary } from '@task-queue/contracts';
import { summary } from '../../../testing/summary';
import { eventually, feed, open, page, server, tablePageForEach } from '../../../testing/task-table-page-setup';

tablePageForEach();

/** So many tasks that run, created a second apart, the newest first and named by its second. */
const running = (newest: number, count: number): TaskSummary[] =>
  Array.from({ length: count }, (_, i) => {
    const title = String(newest - i).padStart(2, '0');
    return summary({ id: `t${title}`, title, status: 'running', createdAt: `2026-11-23T08:00:${title}.000Z` });
  });

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
