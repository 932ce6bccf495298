import { TestBed } from '@angular/core/testing';
import { MatPaginatorHarness } from '@angular/material/paginator/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { MatSlideToggleHarness } from '@angular/material/slide-toggle/testing';
import { Router } from '@angular/router';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locale, ScheduleTickedEvent, UserAccount } from '@task-queue/contracts';
import { dueTime } from '@task-queue/ui/formats';
import { zoneName } from '@task-queue/ui/time-field';
import { schedule } from '../../../testing/fake-schedules';
import { all, at, begin, each, feed, open, press, said, server, settled } from '../../../testing/schedules-page-setup';

const AN_HOUR_AGO = new Date(Date.now() - 3_610_000).toISOString();
const STARTED = { at: AN_HOUR_AGO, outcome: 'started', taskId: 't9', taskStatus: 'failed' } as const;

const switches = () => all().getHarness(MatSlideToggleHarness);

beforeEach(begin);

describe('the list of schedules', () => {
  it.each<[Locale, string]>([
    ['zh-CN', '夜间导出 导出任务 每个工作日 02:30（上海时间） DUE 72年后 失败 1小时前 已启用'],
    ['en', '夜间导出 Export tasks Every weekday at 02:30, Shanghai time DUE in 72 years Failed 1 hour ago On'],
  ])('says what runs, when, next, and how it went: %s', async (language, text) => {
    server.schedules = [schedule({ lastTick: STARTED })];
    await open(language);
    const due = dueTime('2099-03-16T18:30:00.000Z', Date.now(), language);
    const row = at('tbody tr').replace(/(in )?26,?\d{3}\s?(天后|days)/, language === 'en' ? 'in 72 years' : '72年后');
    expect(row).toContain(text.replace('DUE', due));
  });

  it('links to the task of the last tick, and says of one that started none why', async () => {
    server.schedules = [
      schedule({ lastTick: STARTED }),
      schedule({ id: 's2', lastTick: { at: AN_HOUR_AGO, outcome: 'skipped_overlap', taskId: 't8', taskStatus: null } }),
      schedule({ id: 's3' }),
    ];
    await open();
    expect(document.querySelector('.last a')?.getAttribute('href')).toBe('/jobs/t9');
    expect(each('td.last')).toEqual(['失败 1小时前', '跳过：上次未结束 1小时前', '还没有执行']);
  });

  it('says why a schedule is paused where nobody did it, and that one runs no more', async () => {
    server.schedules = [
      schedule({ enabled: false, pausedBecause: 'FAILURES', nextRunAt: null }),
      schedule({ id: 's2', enabled: false, pausedBecause: 'USER', nextRunAt: null }),
      schedule({ id: 's3', nextRunAt: null, isDeclared: true }),
    ];
    await open();
    expect(each('td.state')).toEqual(['已暂停 连续失败，已自动暂停', '已暂停', '已启用']);
    expect(each('td.next')).toEqual(['暂停中', '暂停中', '不再执行']);
    expect(each('.declared')).toEqual(['代码声明']);
  });

  it('names owners to who may see others’', async () => {
    server.schedules = [schedule()];
    await open('zh-CN', { role: 'viewer' });
    expect(at('td.owner')).toBe('ann');
  });

  it('has nothing to press for a viewer but what tells more', async () => {
    server.schedules = [schedule()];
    await open('zh-CN', { role: 'viewer' });
    const buttons = [
      ...document.querySelectorAll<HTMLButtonElement>('tq-schedules-page button:not(:disabled, mat-paginator *)'),
    ];
    expect(buttons.map((button) => button.getAttribute('aria-label')?.replace(/[⁦-⁩]/g, ''))).toEqual([
      '执行历史：夜间导出',
    ]);
  });

  it('says to a viewer of an empty list that others will fill it', async () => {
    await open('zh-CN', { role: 'viewer' });
    expect(at('.notice')).toBe('还没有计划任务 有人新建计划后，会显示在这里。');
  });

  it('is read again when the feed tells of schedules, or of the task of a last tick', async () => {
    server.schedules = [schedule({ lastTick: STARTED })];
    await open();
    server.schedules = [schedule({ lastTick: { ...STARTED, taskStatus: 'running' } })];
    feed.tell('task:started', 't9');
    await settled(600);
    expect(at('td.last')).toMatch(/^执行中/);
    server.schedules = [schedule({ name: '改了名' })];
    feed.schedules.next({ scheduleId: 's1' } as ScheduleTickedEvent); // no more is looked at
    await settled(600);
    expect(at('.title')).toBe('改了名');
  });

  it('turns its pages by the address', async () => {
    server.schedules = Array.from({ length: 25 }, (_, i) => schedule({ id: `s${i}`, name: `第${i}个` }));
    await open();
    await (await all().getHarness(MatPaginatorHarness)).goToNextPage();
    await settled();
    expect([TestBed.inject(Router).url, each('.title')[0], server.readings.at(-1)]).toEqual([
      '/?page=2',
      '第20个',
      'page=2&pageSize=20',
    ]);
  });

  it('says since when it is not live, and when it could not be read again, and is read by a click', async () => {
    server.schedules = [schedule()];
    await open();
    feed.state.set('reconnecting');
    await settled();
    expect(at('tq-feed-indicator')).toMatch(/^正在重新连接 更新于 \d/);
    feed.state.set('live');
    server.refusal = { status: 503, error: {} };
    feed.schedules.next({ scheduleId: 's1' } as ScheduleTickedEvent); // no more is looked at
    await settled(600);
    expect([at('.stale'), at('.title')]).toEqual([
      expect.stringMatching(/^没能更新，显示的是 .+ 的内容 重试$/),
      '夜间导出',
    ]);
    server.refusal = null;
    await press('重试');
    expect([each('.stale'), at('tq-feed-indicator')]).toEqual([[], '实时更新中']);
  });

  it('goes back to the last page from one that there is none of, by the address or by a deletion', async () => {
    server.schedules = Array.from({ length: 21 }, (_, i) => schedule({ id: `s${i}`, name: `第${i}个` }));
    await open('zh-CN', { address: '/?page=9' });
    expect([TestBed.inject(Router).url, each('.title')]).toEqual(['/?page=2', ['第20个']]);
    await press('更多操作：第20个');
    await press('删除');
    await press('删除');
    expect([TestBed.inject(Router).url, each('.title')[0]]).toEqual(['/', '第0个']);
  });

  it('that cannot be read says why, and is read by a click', async () => {
    server.refusal = { status: 403, error: { code: 'FORBIDDEN', detail: '没有权限执行此操作' } };
    await open();
    expect(at('.notice')).toBe('计划任务加载失败 没有权限执行此操作 重试');
    server.refusal = null;
    server.schedules = [schedule()];
    await press('重试');
    expect(at('.title')).toBe('夜间导出');
  });
});

describe('who manages accounts', () => {
  const account = (username: string, disabled = false): UserAccount => ({
    ...{
      id: `u-${username}`,
      username,
      role: 'user',
      disabled,
      isService: false,
      secondFactor: false,
      mustChangePassword: false,
    },
    createdAt: AN_HOUR_AGO,
  });

  it('hands a schedule over to somebody who may sign in', async () => {
    server.schedules = [schedule({ createdBy: { id: 'u-ann', username: 'ann' } })];
    server.users = [account('ann'), account('bob'), account('cy', true)];
    await open('zh-CN', { role: 'admin' });
    await press('更多操作：夜间导出');
    await press('移交');
    const to = await all().getHarness(MatSelectHarness.with({ ancestor: 'tq-hand-over-dialog' }));
    await to.open();
    expect(await Promise.all((await to.getOptions()).map((option) => option.getText()))).toEqual(['bob']);
    await to.clickOptions({ text: 'bob' });
    await press('移交');
    const createdBy = { id: 'u-bob', username: 'bob' };
    expect(server.changes).toEqual([`PATCH /api/schedules/s1 ${JSON.stringify({ createdBy, version: 1 })}`]);
    expect([said(), at('td.owner')]).toEqual(['已将“夜间导出”移交给 bob', 'bob']);
  });

  it('is told where somebody came before', async () => {
    server.schedules = [schedule()];
    server.users = [account('bob')];
    await open('zh-CN', { role: 'admin' });
    server.schedules = [schedule({ version: 2 })];
    await press('更多操作：夜间导出');
    await press('移交');
    const to = await all().getHarness(MatSelectHarness.with({ ancestor: 'tq-hand-over-dialog' }));
    await to.clickOptions({ text: 'bob' });
    await press('移交');
    expect(at('tq-hand-over-dialog [role=alert]')).toBe('已被修改');
  });

  it('alone is offered that', async () => {
    server.schedules = [schedule()];
    await open('zh-CN', { role: 'operator' });
    await press('更多操作：夜间导出');
    expect(each('[mat-menu-item]')).toEqual(['编辑', '复制一份', '删除']);
  });
});

describe('nobody’s first schedule', () => {
  it('is a template, in two clicks', async () => {
    await open();
    expect(at('.notice')).toContain('还没有计划任务');
    await press('每天导出我的任务');
    await press('创建');
    const [sent] = server.changes;
    expect(JSON.parse(sent!.replace('POST /api/schedules ', ''))).toMatchObject({
      name: '每天导出我的任务',
      type: 'tasks.export',
      cron: '30 6 * * *',
      timeZone: zoneName(),
    });
    expect([said(), each('.title')]).toEqual(['已创建：每天导出我的任务', ['每天导出我的任务']]);
  });
});

describe('a person', () => {
  beforeEach(() => {
    server.schedules = [schedule()];
  });

  it('runs a schedule now, and is offered the task', async () => {
    await open();
    await press('立即执行一次：夜间导出');
    expect([server.changes, said()]).toEqual([['POST /api/schedules/s1/run'], '已新建任务：夜间导出']);
  });

  it('who clicks twice runs it once', async () => {
    await open();
    const button = document.querySelector<HTMLElement>('[aria-label^=立即执行一次]')!;
    button.click();
    button.click();
    await settled();
    expect(server.changes).toEqual(['POST /api/schedules/s1/run']);
    button.click();
    await settled();
    expect(server.changes).toHaveLength(2);
  });

  it('pauses and resumes by the switch', async () => {
    await open();
    await (await switches()).uncheck();
    await settled();
    expect([said(), at('td.state'), at('td.next')]).toEqual(['已暂停：夜间导出', '已暂停', '暂停中']);
    await (await switches()).check();
    await settled();
    expect(server.changes).toEqual(['POST /api/schedules/s1/pause', 'POST /api/schedules/s1/resume']);
  });

  it('sees the switch as it was where that is refused, and why', async () => {
    await open();
    server.refusal = { status: 403, error: { code: 'FORBIDDEN', detail: '没有权限执行此操作' } };
    await (await switches()).uncheck();
    await settled();
    expect([said(), await (await switches()).isChecked()]).toEqual(['没有权限执行此操作', true]);
  });

  it('deletes one after a question', async () => {
    await open();
    await press('更多操作：夜间导出');
    await press('删除');
    expect(at('mat-dialog-container')).toContain('删除“夜间导出”？');
    await press('删除');
    expect(server.changes).toEqual(['DELETE /api/schedules/s1']);
    expect(at('.notice')).toContain('还没有计划任务');
  });

  it('goes on where the menu was that asked, and from the next where one was deleted', async () => {
    server.schedules = [schedule(), schedule({ id: 's2', name: '周报' })];
    await open();
    document.querySelector<HTMLElement>('[aria-label="更多操作：夜间导出"]')!.focus();
    await press('更多操作：夜间导出');
    await press('删除');
    await press('返回');
    expect(document.activeElement!.getAttribute('aria-label')).toBe('更多操作：夜间导出');
    await press('更多操作：夜间导出');
    await press('删除');
    await press('删除');
    expect(document.activeElement!.getAttribute('aria-label')).toBe('更多操作：周报');
  });

  it('makes another one like it', async () => {
    server.schedules = [
      schedule({ everyMs: 5_400_000, cron: null, anchor: AN_HOUR_AGO, overlap: 'queue', params: { rows: 3 } }),
    ];
    await open();
    await press('更多操作：夜间导出');
    await press('复制一份');
    await press('创建');
    const sent: unknown = JSON.parse(server.changes[0]!.replace('POST /api/schedules ', ''));
    expect(sent).toMatchObject({
      name: '夜间导出 副本',
      everyMs: 5_400_000,
      cron: null,
      overlap: 'queue',
      params: { rows: 3 },
    });
  });

  it('reads what became of the last ticks, each with its task', async () => {
    server.ticks = [
      { at: '2026-11-27T18:30:00.000Z', outcome: 'started', taskId: 't2' },
      { at: '2026-11-26T18:30:00.000Z', outcome: 'skipped_overlap', taskId: 't1' },
      { at: '2026-11-25T18:30:00.000Z', outcome: 'missed', taskId: null },
    ];
    await open();
    await press('执行历史：夜间导出');
    const rows = each('tq-history-dialog li');
    expect(rows[0]).toMatch(/^已新建任务 2026年11月28日周六 02:30 .* 查看任务/);
    expect(rows[1]).toMatch(/^跳过：上次未结束 2026年11月27日周五 02:30 .* 上次任务/);
    expect(rows[2]).toMatch(/^错过 2026年11月26日周四 02:30/);
    const links = [...document.querySelectorAll('tq-history-dialog a')].map((link) => link.getAttribute('href'));
    expect(links).toEqual(['/jobs/t2', '/jobs/t1', '/jobs?scheduleId=s1']);
  });
});
