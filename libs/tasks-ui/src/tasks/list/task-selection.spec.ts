import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { summary } from '../../../testing/summary';
import {
  dialogs,
  eventually,
  feed,
  listOf,
  open,
  page,
  server,
  tablePageForEach,
} from '../../../testing/task-table-page-setup';

/** The task that does what was asked for with everything that matches. */
const WHOLE = '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55';

tablePageForEach();

describe('chosen rows', () => {
  it('are a range with the shift key, and the page with one tick', async () => {
    server.tasks = listOf('e', 'd', 'c', 'b', 'a');
    await open();
    await page.tick(1);
    await page.tick(3, { shift: true });
    expect(await page.bulkText()).toContain('已选择 3 个任务');
    await page.tickPage();
    expect(await page.bulkText()).toContain('已选择 5 个任务');
    await page.tickPage();
    expect(await page.bulkText()).toBe(null);
  });

  it('offer everything that matches only when the whole page is chosen and there is more', async () => {
    server.tasks = listOf(...Array.from({ length: 30 }, (_, i) => `t${i}`));
    await open();
    await page.tick(0);
    expect(await page.bulkText()).not.toContain('选择符合条件的全部');
    await page.tickPage();
    await page.pressBulk('选择符合条件的全部 30 个任务');
    expect(await page.bulkText()).toContain('已选择符合条件的全部 30 个任务');
  });

  it('each say what became of them', async () => {
    server.tasks = [summary({ id: 'b', title: '正在跑的', status: 'running' }), summary({ id: 'a', title: '等着的' })];
    server.outcomes = [
      { id: 'b', ok: false, code: 'TASK_RUNNING' },
      { id: 'a', ok: true },
    ];
    await open();
    await page.tick(0);
    await page.tick(1);
    await page.pressBulk('取消任务');
    const question = await dialogs.getHarness(MatDialogHarness);
    await (await question.getHarness(MatButtonHarness.with({ text: '取消任务' }))).click();
    const outcome = await eventually(
      async () => (await dialogs.getHarness(MatDialogHarness)).getText(),
      (text) => text.includes('成功'),
    );
    expect(outcome).toContain('成功 1 个，未处理 1 个');
    expect(outcome).toMatch(/正在跑的.*无法取消正在执行的任务.*等着的.*成功/s);
    expect(await page.bulkText()).toBe(null);
  });
});

describe('everything that matches', () => {
  const about = { params: {}, attempts: [], log: [], logDropped: 0 };
  const text = async (): Promise<string> => (await dialogs.getHarness(MatDialogHarness)).getText();

  beforeEach(async () => {
    server.tasks = listOf(...Array.from({ length: 30 }, (_, i) => `t${i}`));
    server.bulkTask = { ...summary({ id: WHOLE }), ...about, result: undefined };
    await open();
    await page.tickPage();
    await page.pressBulk('选择符合条件的全部 30 个任务');
    await page.pressBulk('取消任务');
    const question = await dialogs.getHarness(MatDialogHarness);
    await (await question.getHarness(MatButtonHarness.with({ text: '取消任务' }))).click();
    await eventually(text, (now) => now.includes('批量取消'));
  });

  it('is done in the background, and counted when it is over', async () => {
    expect(await text()).toContain('等待中');
    feed.tell('task:progress', WHOLE, {
      version: 3,
      status: 'running',
      progress: 50,
      progressText: '已处理 15 / 30',
    });
    expect(await eventually(text, (now) => now.includes('15'))).toContain('已处理 15 / 30');
    const result = { matched: 30, done: 28, refused: { TASK_RUNNING: 2 } };
    server.bulkTask = { ...summary({ id: WHOLE, status: 'completed', version: 4 }), ...about, result };
    feed.tell('task:completed', WHOLE, { version: 4, status: 'completed' });
    expect(await eventually(text, (now) => now.includes('28'))).toMatch(/30.*28.*无法取消正在执行的任务\s*2/s);
  });

  it('says that it ended before it was done where it was stopped', async () => {
    server.bulkTask = { ...summary({ id: WHOLE, status: 'cancelled', version: 4 }), ...about, result: undefined };
    feed.tell('task:cancelled', WHOLE, { version: 4, status: 'cancelled' });
    expect(await eventually(text, (now) => !now.includes('关闭后会'))).toContain('没有做完就结束了');
  });

  it('says that nobody knows what it did where it was deleted', async () => {
    server.deletedId = WHOLE;
    feed.tell('task:deleted', WHOLE, { version: 5, status: 'completed' });
    expect(await eventually(text, (now) => !now.includes('关闭后会'))).toContain('记录已被删除');
  });
});
