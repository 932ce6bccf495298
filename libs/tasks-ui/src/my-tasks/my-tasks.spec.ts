import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { provideRouter, Router } from '@angular/router';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TranslocoService } from '@jsverse/transloco';
import type { Permission, TaskSummary } from '@task-queue/contracts';
import { FakeFeed } from '../../testing/fake-feed';
import { FakeServer } from '../../testing/fake-server';
import { summary } from '../../testing/summary';
import { eventually } from '../../testing/task-table-page-setup';
import { translated } from '../../testing/translated';
import { LiveFeed } from '../data/live-feed';
import { provideTasksUi, type TasksUiOptions } from '../provide-tasks-ui';
import { MyTasks } from './my-tasks';

let server: FakeServer;
let feed: FakeFeed;
let fixture: ComponentFixture<MyTasks>;
let menu: MatMenuHarness;

const running = (id: string, progress: number): TaskSummary =>
  summary({ id, title: `export ${id}`, status: 'running', progress, startedAt: '2026-11-23T08:00:00.000Z' });

async function show(options: Partial<TasksUiOptions> = {}): Promise<void> {
  TestBed.configureTestingModule({
    imports: [translated()],
    providers: [
      provideRouter([]),
      provideHttpClient(withInterceptors([server.interceptor])),
      provideTasksUi({ baseUrl: '/api', mountedAt: '/jobs', token: () => 'token', ...options }),
      { provide: LiveFeed, useValue: feed },
    ],
  });
  fixture = TestBed.createComponent(MyTasks);
  await fixture.whenStable();
  menu = await TestbedHarnessEnvironment.loader(fixture).getHarness(MatMenuHarness);
}

/** What the button says to a screen reader. */
const said = async (): Promise<string | null> => (await menu.host()).getAttribute('aria-label');
const saidOnce = (text: string): Promise<string | null> => eventually(said, (now) => now === text);

/** Resolves with what the first page was asked for, when it was asked for. */
async function asked(): Promise<URLSearchParams> {
  const [query] = await eventually(
    () => Promise.resolve(server.listQueries),
    ({ length }) => length > 0,
  );
  return query!;
}

/** Resolves with what the first page was asked for, when it is there. */
async function firstRead(): Promise<URLSearchParams> {
  const query = await asked();
  await fixture.whenStable();
  return query;
}

/** What the menu offers, to a screen reader where that is something else than what eyes see. */
async function offered(): Promise<string[]> {
  await menu.open();
  const items = await menu.getItems();
  return Promise.all(
    items.map(async (item) => (await (await item.host()).getAttribute('aria-label')) ?? (await item.getText())),
  );
}

describe('one’s own running tasks in a toolbar', () => {
  beforeEach(() => {
    server = new FakeServer();
    feed = new FakeFeed();
  });
  afterEach(() => fixture.destroy());

  it('say how many there are and how far, and the menu has the newest five and a way to all', async () => {
    server.tasks = ['g', 'f', 'e', 'd', 'c', 'b'].map((id) => running(id, 50));
    server.tasks.push(summary({ id: 'a' }));
    await show();
    await saidOnce('我的任务: 6 个任务正在执行，平均进度 50%');
    const five = ['g', 'f', 'e', 'd', 'c'].map((id) => `export ${id}, 已完成 50%`);
    expect(await offered()).toEqual([...five, '查看全部任务']);
  });

  it('say when nothing runs', async () => {
    await show();
    await firstRead();
    expect(await said()).toBe('我的任务: 0');
    expect(await offered()).toEqual(['没有正在执行的任务', '查看全部任务']);
  });

  it('follow what happens: progress at once, starts and ends soon after', async () => {
    server.tasks = [running('a', 10)];
    await show();
    await saidOnce('我的任务: 1 个任务正在执行，平均进度 10%');
    feed.tell('task:progress', 'a', { status: 'running', progress: 40 });
    await fixture.whenStable();
    expect(await said()).toBe('我的任务: 1 个任务正在执行，平均进度 40%');
    server.tasks = [running('b', 0), running('a', 40)];
    feed.tell('task:started', 'b', { status: 'running' });
    await saidOnce('我的任务: 2 个任务正在执行，平均进度 20%');
    server.tasks = [];
    feed.tell('task:completed', 'a', { status: 'completed', version: 9 });
    await saidOnce('我的任务: 0');
  });

  it('are read again when the feed has missed something', async () => {
    await show();
    await firstRead();
    server.tasks = [running('a', 30)];
    feed.resets.next();
    const now = await saidOnce('我的任务: 1 个任务正在执行，平均进度 30%');
    expect(now).toContain('平均进度 30%');
  });

  it('are not taken back by an answer that events have overtaken', async () => {
    const answered = Promise.withResolvers<void>();
    server.tasks = [running('b', 10), running('a', 10)];
    server.gate = answered.promise;
    await show();
    await asked();
    feed.tell('task:progress', 'a', { status: 'running', progress: 60 });
    feed.tell('task:completed', 'b', { status: 'completed', progress: 100 });
    server.tasks = [running('a', 60)];
    answered.resolve();
    expect(await eventually(said, (now) => now !== '我的任务: 0')).toBe('我的任务: 1 个任务正在执行，平均进度 60%');
  });

  it('are read when the server is there again, where they could not be before', async () => {
    server.isDown = true;
    feed.state.set('connecting');
    await show();
    await firstRead();
    server.isDown = false;
    server.tasks = [running('a', 30)];
    feed.state.set('live');
    expect(await eventually(said, (now) => now !== '我的任务: 0')).toContain('平均进度 30%');
  });

  it('of somebody who sees everybody’s, and whose id is not known, are not asked for: others’ would be counted', async () => {
    let permissions: readonly Permission[] = ['tasks:read:all'];
    const looked = Promise.withResolvers<void>();
    const look = (): readonly Permission[] => {
      looked.resolve();
      return permissions;
    };
    await show({ permissions: look });
    await looked.promise;
    await new Promise((next) => setTimeout(next)); // what is to be asked for has been by then
    permissions = [];
    server.tasks = [running('a', 30)];
    feed.resets.next();
    await saidOnce('我的任务: 1 个任务正在执行，平均进度 30%');
    expect(server.listQueries).toHaveLength(1);
  });

  it('lead to a task’s detail and to the list, where the application has mounted them', async () => {
    server.tasks = [running('a', 30)];
    await show();
    await saidOnce('我的任务: 1 个任务正在执行，平均进度 30%');
    await menu.open();
    const links = await Promise.all(
      (await menu.getItems()).map(async (item) => (await item.host()).getAttribute('href')),
    );
    expect(links).toEqual(['/jobs/a', '/jobs']);
    expect(TestBed.inject(Router).url).toBe('/');
  });

  it('speak the language that is chosen meanwhile', async () => {
    server.tasks = [running('a', 30)];
    await show();
    await saidOnce('我的任务: 1 个任务正在执行，平均进度 30%');
    TestBed.inject(TranslocoService).setActiveLang('en');
    await saidOnce('My tasks: Running: 1, 30% done on average');
    expect(await offered()).toEqual(['export a, 30% done', 'All tasks']);
  });

  it.each<[string, readonly Permission[], string | undefined, string | null]>([
    ['of somebody who sees their own alone are asked for by nobody’s name', [], undefined, null],
    ['of somebody who sees everybody’s are asked for by their id', ['tasks:read:all'], 'u1', 'u1'],
  ])('%s', async (_name, permissions, userId, createdBy) => {
    await show({ permissions: () => permissions, ...(userId && { userId: () => userId }) });
    const query = await firstRead();
    expect([query.get('status'), query.get('createdBy')]).toEqual(['running', createdBy]);
  });
});
