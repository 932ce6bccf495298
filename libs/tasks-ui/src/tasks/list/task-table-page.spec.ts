import type { TaskSummary } from '@task-queue/contracts';
import { describe, expect, it } from '@jest/globals';
import { summary } from '../../../testing/summary';
import {
  address,
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

describe('a browser whose clock is wrong', () => {
  it.each([10, -10, 120, -120])(
    'by %d minutes asks for the server’s last hour and shows its ages and durations',
    async (minutes) => {
      server.aheadMs = minutes * 60_000;
      const serverNowMs = (): number => Date.now() + server.aheadMs;
      const startedAt = new Date(serverNowMs() - 2_000).toISOString();
      server.tasks = [summary({ id: 'a', status: 'running', createdAt: startedAt, startedAt })];
      await open('/?within=1h');
      const [query] = server.listQueries;
      const askedFrom = Date.parse(query!.get('createdFrom')!) + 3_600_000;
      expect(Math.abs(askedFrom - serverNowMs())).toBeLessThan(20_000);
      const row = await eventually(() => page.rowText(0), isThere);
      expect(row).toMatch(/现在|秒钟前/);
      expect(row).toMatch(/0:\d\d/);
    },
  );
});

describe('a viewer', () => {
  const buttons = (): string[] =>
    [...document.querySelectorAll('button')].map(
      (button) => button.getAttribute('aria-label') ?? button.textContent.trim(),
    );

  it('sees everybody’s tasks with nothing to do to them, and no way to create one', async () => {
    server.tasks = [summary({ id: 'a', status: 'failed', createdBy: { id: 'u2', username: 'ben' } })];
    withRole('viewer');
    await open();
    expect(await page.titles()).toHaveLength(1);
    expect(await page.columns()).toEqual(['状态', '任务', '优先级', '创建人', '创建时间', '用时', '重试', '操作']);
    expect(buttons().filter((button) => ['新建任务', '重试任务', '删除任务'].includes(button))).toEqual([]);
  });

  it('who became an operator has them', async () => {
    server.tasks = [summary({ id: 'a', status: 'failed', createdBy: { id: 'u2', username: 'ben' } })];
    withRole('operator');
    await open();
    expect(buttons()).toEqual(expect.arrayContaining(['新建任务', '重试任务', '删除任务']));
  });

  it('finds an empty list with nothing to create', async () => {
    withRole('viewer');
    await open();
    expect(await page.noticeText()).toContain('有人新建任务后，会显示在这里');
    expect(document.querySelector('[role="alert"]')).toBe(null);
  });
});

describe('new tasks', () => {
  const pill = (said: string | null): Promise<string | null> => eventually(() => page.pillText(), (text) => text === said); // prettier-ignore

  it('wait behind a pill on page one, and come out when it is pressed', async () => {
    server.tasks = listOf('b', 'a');
    await open();
    server.tasks = listOf('c', 'b', 'a');
    feed.tell('task:created', 'c', { version: 1 });
    expect(await eventually(() => page.pillText(), isThere)).toBe('1 个新任务');
    expect(await page.titles()).toEqual(['b', 'a']);
    await page.showNew();
    expect(await pill(null)).toBe(null);
    expect(await page.titles()).toEqual(['c', 'b', 'a']);
  });

  it('that were missed while nobody listened are counted too', async () => {
    server.tasks = listOf('b', 'a');
    await open();
    server.tasks = listOf('d', 'c', 'b', 'a');
    feed.resets.next();
    expect(await eventually(() => page.pillText(), isThere)).toBe('2 个新任务');
  });

  it('by the hundred, of which most are only counted, are read, and the pill says how many there are at least', async () => {
    server.tasks = listOf('b', 'a');
    await open('/?pageSize=10');
    expect(feed.watched.flatMap((ids) => ids())).toEqual(['b', 'a']);
    const newer = (count: number): string[] => Array.from({ length: count }, (_, i) => `n${1000 + count - i}`);
    server.tasks = listOf(...newer(8), 'b', 'a');
    feed.digest({ 'task:created': 8 });
    expect(await pill('8 个新任务')).toBeTruthy();
    server.tasks = listOf(...newer(120), 'b', 'a');
    feed.digest({ 'task:created': 112 });
    expect(await pill('18+ 个新任务')).toBeTruthy();
    await page.showNew();
    feed.tell('task:created', 'z', { version: 1 });
    expect(await pill('1 个新任务')).toBeTruthy();
  });

  it('outside the filter are none', async () => {
    server.tasks = [summary({ id: 'a', priority: 'high' })];
    await open('/?priority=high');
    feed.tell('task:created', 'b', { version: 1, priority: 'low' });
    feed.tell('task:started', 'a', { version: 9, priority: 'high', status: 'running' });
    await eventually(
      () => page.rows(),
      ([row]) => row?.status.startsWith('执行中') ?? false,
    );
    expect(await page.pillText()).toBe(null); // it would have come with that row's change
    feed.tell('task:created', 'c', { version: 1, priority: 'high' });
    expect(await eventually(() => page.pillText(), isThere)).toBe('1 个新任务');
  });
});

describe('rows', () => {
  it('are patched where they stand', async () => {
    server.tasks = listOf('b', 'a');
    await open();
    feed.tell('task:started', 'a', { version: 2, status: 'running' });
    feed.tell('task:progress', 'a', { version: 3, status: 'running', progress: 40, progressText: '第 4 步' });
    const rows = await eventually(
      () => page.rows(),
      (now) => now[1]?.status.includes('40%') === true,
    );
    expect(rows).toMatchObject([{ title: 'b' }, { title: 'a', status: '执行中40%' }]);
  });

  it('lose no event that comes while an older answer is on its way', async () => {
    server.tasks = listOf('a');
    await open();
    let answer = (): void => undefined;
    server.gate = new Promise<void>((go) => (answer = go));
    const asked = server.listQueries.length;
    const refreshed = page.refresh();
    await eventually(
      async () => server.listQueries.length,
      (count) => count > asked,
    );
    feed.tell('task:completed', 'a', { version: 5, status: 'completed' });
    answer();
    await refreshed;
    const rows = await eventually(
      () => page.rows(),
      ([row]) => row?.status === '已完成',
    );
    expect(rows).toMatchObject([{ title: 'a', status: '已完成' }]);
  });

  it('stay while the pointer is on them, and leave when it is gone', async () => {
    server.tasks = listOf('b', 'a');
    await open();
    await page.pointAt(0);
    server.tasks = listOf('b');
    feed.tell('task:deleted', 'a', { version: 3 });
    await eventually(
      () => page.chipText('全部'),
      (text) => text.endsWith('1'),
    ); // the answer is on screen
    expect(await page.titles()).toEqual(['b', 'a']);
    await page.pointAt(null);
    expect(
      await eventually(
        () => page.titles(),
        ({ length }) => length === 1,
      ),
    ).toEqual(['b']);
  });

  it('are asked for once for two hundred events', async () => {
    server.tasks = listOf('a');
    await open();
    await eventually(
      async () => server.listQueries.length,
      (count) => count >= 2,
    ); // the first settling
    const before = server.listQueries.length;
    for (let version = 2; version < 202; version += 1) {
      feed.tell('task:retrying', 'a', { version });
    }
    await eventually(
      async () => server.listQueries.length,
      (count) => count > before,
    );
    expect(server.listQueries.length - before).toBe(1);
  });
});

describe('the address', () => {
  it('restores filters, search and page, and what was found is marked', async () => {
    server.tasks = Array.from({ length: 25 }, (_, i) =>
      summary({ id: `t${99 - i}`, title: `第 ${i} 次导出`, status: 'failed' }),
    );
    await open('/?status=failed&q=导出&page=2');
    const titles = await eventually(
      () => page.titles(),
      ({ length }) => length === 5,
    );
    expect(titles[0]).toBe('第 20 次导出');
    expect(await page.searchText()).toBe('导出');
    expect(await page.pressedChips()).toEqual([expect.stringContaining('失败')]);
    expect(new Set(await page.marks())).toEqual(new Set(['导出']));
    expect(Object.fromEntries(server.listQueries[0]!)).toEqual({
      page: '2',
      pageSize: '20',
      status: 'failed',
      q: '导出',
    });
  });

  it('names the schedule whose tasks it has, and has all again by a click', async () => {
    const id = '01936b2e-0000-7000-8000-000000000001';
    server.scheduleNames = { [id]: '夜间导出' };
    server.tasks = listOf('a');
    await open(`/?scheduleId=${id}`);
    expect(await eventually(() => page.scheduleChip(), isThere)).toBe('夜间导出');
    expect(server.listQueries[0]?.get('scheduleId')).toBe(id);
    await page.removeScheduleChip();
    expect(
      await eventually(
        () => Promise.resolve(address()),
        (now) => now === '/',
      ),
    ).toBe('/');
    expect(await page.scheduleChip()).toBeNull();
  });

  it('follows what is chosen, and one click clears it', async () => {
    server.tasks = listOf('a');
    await open('/?page=1');
    await page.pressChip('失败');
    await page.search('对账');
    expect(
      await eventually(
        async () => address(),
        (url) => url.includes('q='),
      ),
    ).toBe('/?status=failed&q=对账');
    await page.clearFilters();
    expect(
      await eventually(
        async () => address(),
        (url) => !url.includes('q='),
      ),
    ).toBe('/');
    expect(await page.searchText()).toBe('');
  });

  it('of a page that no longer exists leads to the last one', async () => {
    server.tasks = listOf('c', 'b', 'a');
    await open('/?page=9');
    expect(
      await eventually(
        () => page.titles(),
        ({ length }) => length > 0,
      ),
    ).toEqual(['c', 'b', 'a']);
    expect(address()).toBe('/');
  });
});

describe('the next page', () => {
  /** Ids as creation orders them, by which `titles` are named in turn, the newest first. */
  const numbered = (newest: number): TaskSummary[] =>
    Array.from({ length: newest }, (_, i) => {
      const number = newest - i;
      return summary({ id: `019aaf3c-0000-7000-8000-${String(number).padStart(12, '0')}`, title: `${number}` });
    });
  const shows = (...titles: number[]): Promise<string[]> =>
    eventually(
      () => page.titles(),
      (shown) => shown.join() === titles.join(),
    );
  const range = (from: number): number[] => Array.from({ length: 10 }, (_, i) => from - i);

  it('begins after the last row, however many tasks were created meanwhile; «previous» shows those', async () => {
    server.tasks = numbered(40);
    await open('/?pageSize=10');
    server.tasks = numbered(60);
    const paginator = await page.paginator();
    await paginator.goToNextPage();
    expect(await shows(...range(30))).toEqual(range(30).map(String));
    expect(
      await eventually(
        () => paginator.getRangeLabel(),
        (label) => label.includes('31'),
      ),
    ).toContain('60');
    expect(address()).toContain(`before=${numbered(31)[0]!.id}`);
    await paginator.goToPreviousPage();
    expect(await shows(...range(40))).toEqual(range(40).map(String));
    expect(address()).toContain('page=3');
    await paginator.goToFirstPage();
    expect(await shows(...range(60))).toEqual(range(60).map(String));
  });

  it('that a link leads to is page one where nothing newer is left', async () => {
    server.tasks = numbered(30);
    await open(`/?pageSize=10&before=${numbered(31)[0]!.id}`);
    expect(await shows(...range(30))).toEqual(range(30).map(String));
    expect(
      await eventually(
        async () => address(),
        (url) => !url.includes('before'),
      ),
    ).not.toContain('before');
  });

  it('that has no tasks any more leaves for the last one', async () => {
    server.tasks = numbered(25);
    await open(`/?pageSize=10&before=${numbered(1)[0]!.id}`);
    expect(
      await eventually(
        () => page.titles(),
        (shown) => shown.length > 0,
      ),
    ).toEqual(['5', '4', '3', '2', '1']);
  });
});

describe('a list', () => {
  it('tells people how many tasks of theirs wait and run, as it goes on', async () => {
    server.tasks = [summary({ id: 'c', status: 'running' }), summary({ id: 'b' }), summary({ id: 'a' })];
    await open();
    expect(await eventually(() => page.ownCount(), Boolean)).toBe('你有 2 个等待、1 个正在执行');
    server.tasks = ['b', 'a'].map((id) => summary({ id, status: 'cancelled' }));
    feed.tell('task:cancelled', 'b', { status: 'cancelled' });
    await eventually(() => page.ownCount(), (text) => text === '你没有等待或正在执行的任务'); // prettier-ignore
  });

  it('shows the columns its person has chosen', async () => {
    localStorage.setItem('task-queue.list.u1', '{"hidden":["created","retries"],"density":"compact","pageSize":50}');
    server.tasks = listOf('a');
    await open();
    expect(await page.columns()).toEqual(['状态', '任务', '优先级', '用时', '操作']);
    expect(server.listQueries[0]!.get('pageSize')).toBe('50');
  });

  it('that cannot be read says why and reads again', async () => {
    server.isDown = true;
    await open();
    expect(await eventually(() => page.noticeText(), isThere)).toContain('无法连接服务器');
    server.isDown = false;
    server.tasks = listOf('a');
    await page.takeNextStep();
    expect(
      await eventually(
        () => page.titles(),
        ({ length }) => length > 0,
      ),
    ).toEqual(['a']);
  });

  it('keeps its rows when it cannot be read again, and says as of when they are', async () => {
    server.tasks = listOf('a');
    await open();
    feed.state.set('reconnecting');
    feed.liveUntilMs.set(Date.now());
    expect(await page.feedText()).toMatch(/正在重新连接.*更新于 \d/);
    server.isDown = true;
    await page.refresh();
    expect(await eventually(() => page.staleText(), isThere)).toMatch(/显示的是 .*的内容/);
    expect(await page.titles()).toEqual(['a']);
  });

  it('that could not be read is read again by itself when the connection is back', async () => {
    server.isDown = true;
    await open();
    expect(await eventually(() => page.noticeText(), isThere)).toContain('恢复连接后列表会自动更新');
    feed.state.set('reconnecting');
    server.isDown = false;
    server.tasks = listOf('a');
    await page.host(); // the page has seen that the connection is gone
    feed.state.set('live');
    expect(
      await eventually(
        () => page.titles(),
        ({ length }) => length > 0,
      ),
    ).toEqual(['a']);
  });

  it('tells nothing from nothing that matches', async () => {
    await open();
    expect(await page.noticeText()).toContain('还没有任务');
    await page.search('没有这样的');
    expect(
      await eventually(
        () => page.noticeText(),
        (text) => text?.includes('没有符合') === true,
      ),
    ).toContain('清除筛选');
  });
});
