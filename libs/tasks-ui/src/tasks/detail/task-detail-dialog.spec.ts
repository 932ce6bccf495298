import { beforeEach, describe, expect, it } from '@jest/globals';
import { Component, signal } from '@angular/core';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { ActivatedRoute, provideRouter } from '@angular/router';
import type { Task, TaskEventName, TaskPage, TaskType, TaskWaiting } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/ui/problem';
import { BehaviorSubject, firstValueFrom, ReplaySubject, skip } from 'rxjs';
import { serverAhead } from '../../../testing/clock';
import { TaskDetailDialogHarness } from '../../../testing/task-detail-dialog-harness';
import { translated } from '../../../testing/translated';
import { FakeFeed } from '../../../testing/fake-feed';
import { LiveFeed } from '../../data/live-feed';
import { parseListQuery } from '../../data/list-query';
import type { LiveEvent } from '../../data/merge-events';
import { TaskList } from '../list/task-list';
import { TasksApi } from '../../data/tasks-api';
import { TASKS_UI_OPTIONS } from '../../provide-tasks-ui';
import { TaskDetailDialog } from './task-detail-dialog';

const AT = '2026-11-24T06:30:00.000Z';

const taskOf = (change: object = {}): Task =>
  ({
    id: 'b',
    type: 'files.copy',
    title: '夜间复制',
    status: 'running',
    priority: 'normal',
    progress: 40,
    progressText: null,
    resultSummary: null,
    error: null,
    retryCount: 0,
    maxRetries: 3,
    timeoutMs: 60_000,
    runAt: null,
    createdBy: { id: 'u', username: 'li' },
    createdAt: AT,
    startedAt: AT,
    finishedAt: null,
    artifact: null,
    version: 5,
    params: { path: '/data' },
    result: null,
    attempts: [{ number: 1, startedAt: AT, finishedAt: null, outcome: 'running', error: null, worker: 'w:1:a' }],
    log: [{ at: AT, attempt: 1, line: '第一行' }],
    logDropped: 0,
    ...change,
  }) as unknown as Task; // its fields are a running task's, whatever the change makes of it

const finished = { status: 'completed', progress: 100, finishedAt: AT, result: { files: 7 }, version: 9 };

type Answer = Task | ProblemError;

/** The server's side: each reading waits until it is answered here. */
class FakeApi implements Pick<TasksApi, 'get' | 'retry' | 'types' | 'waiting'> {
  readonly #readings = new ReplaySubject<(answer: Answer) => void>();

  types(): Promise<readonly TaskType[]> {
    const text = { zh: '', en: '' };
    const defaults = { priority: 'normal', maxRetries: 0, timeoutMs: 1_000 } as const;
    const common = { title: text, description: text, paramsSchema: {}, defaults };
    return Promise.resolve([
      { ...common, type: 'files.copy', isInternal: false, stoppable: true },
      { ...common, type: 'files.move', isInternal: false, stoppable: false },
      { ...common, type: 'tasks.bulk', isInternal: true, stoppable: true },
    ]);
  }

  get(): Promise<Task> {
    return new Promise((resolve, reject) =>
      this.#readings.next((answer) => (answer instanceof ProblemError ? reject(answer) : resolve(answer))),
    );
  }

  retry(): Promise<Task> {
    return new Promise(() => undefined); // it is on its way
  }

  waiting(): Promise<TaskWaiting> {
    return Promise.resolve({ reasons: [{ code: 'QUEUED' }], ahead: 4, eta: null });
  }

  /** Answers the reading with this number, counted from 1, once it has been asked for; then it is on screen. */
  async answer(number: number, answer: Answer): Promise<void> {
    (await firstValueFrom(this.#readings.pipe(skip(number - 1))))(answer);
    await new Promise((resolve) => setTimeout(resolve)); // whatever hangs on the answer
  }
}

@Component({ selector: 'tq-detail-host', template: '' })
class DetailHost {}

let api: FakeApi;
let feed: FakeFeed;
let id: BehaviorSubject<string>;

async function open(ids: readonly string[] = ['a', 'b', 'c']): Promise<TaskDetailDialogHarness> {
  const items = ids.map((row) => taskOf({ id: row, title: `行 ${row}` }));
  const page = { items, total: items.length, page: 1, pageSize: 20, totalPages: 1 } as TaskPage;
  TestBed.configureTestingModule({
    imports: [translated()],
    providers: [
      provideRouter([]),
      { provide: ActivatedRoute, useValue: {} },
      { provide: TASKS_UI_OPTIONS, useValue: { baseUrl: '/api', token: () => 'token' } },
      { provide: TasksApi, useValue: api },
      serverAhead(),
      { provide: LiveFeed, useValue: feed },
      {
        provide: TaskList,
        useValue: {
          page: signal(page),
          query: signal(parseListQuery(new URLSearchParams())),
          put: () => undefined,
          reload: () => undefined,
        },
      },
    ],
  });
  const fixture = TestBed.createComponent(DetailHost);
  TestBed.inject(MatDialog).open(TaskDetailDialog, { data: id });
  return TestbedHarnessEnvironment.documentRootLoader(fixture).getHarness(TaskDetailDialogHarness);
}

function tell(name: TaskEventName, change: object): void {
  const { id: taskId, ...rest } = taskOf(change);
  feed.events.next({ name, event: { ...rest, taskId, cursor: '1', at: AT } as unknown as LiveEvent['event'] });
}

beforeEach(() => {
  api = new FakeApi();
  feed = new FakeFeed();
  id = new BehaviorSubject('b');
});

describe('the detail dialog', () => {
  it('says why a task waits, and no more when it has started', async () => {
    const dialog = await open();
    await api.answer(1, taskOf({ status: 'pending', attempts: [], startedAt: null }));
    expect(await dialog.waiting()).toBe('等候空闲槽位；前面还有 4 个任务');
    tell('task:started', { version: 6 });
    expect(await dialog.waiting()).toBeNull();
  });

  it('shows what the list knows until the task has been read', async () => {
    const dialog = await open();
    expect(await dialog.title()).toBe('行 b');
    expect(await dialog.place()).toBe('2 / 3');
    await api.answer(1, taskOf());
    expect(await dialog.title()).toBe('夜间复制');
    expect(await dialog.trees()).toEqual({ 参数: expect.stringContaining('"/data"') });
    expect(await dialog.logLines()).toEqual([expect.stringContaining('第一行')]);
    expect(await dialog.attempts()).toEqual([expect.stringContaining('执行中')]);
  });

  it('does not offer to run again what the program itself starts', async () => {
    const dialog = await open();
    await api.answer(1, taskOf({ ...finished, type: 'tasks.bulk' }));
    expect(await dialog.actions()).toEqual([expect.stringContaining('删除任务')]);
  });

  it.each([
    ['files.copy', '停止任务'],
    ['files.move', '取消任务'],
  ])('offers to end what runs in one way: %s', async (type, action) => {
    const dialog = await open();
    await api.answer(1, taskOf({ type }));
    expect(await dialog.actions()).toEqual([expect.stringContaining('再次执行'), expect.stringContaining(action)]);
  });

  it('leaves the focus where it is while something is done to the task, and does nothing else meanwhile', async () => {
    const dialog = await open();
    await api.answer(1, taskOf({ status: 'failed', error: { message: '', code: 'HANDLER_ERROR', attempt: 1 } }));
    const retry = await dialog.button(/重试任务/);
    await retry.focus();
    await retry.click();
    expect([await retry.isDisabled(), await retry.isFocused()]).toEqual([true, true]);
    expect(await (await retry.host()).getProperty('disabled')).toBe(false); // browsers take the focus from what is
    await (await dialog.button(/删除任务/)).click();
    expect(TestBed.inject(MatDialog).openDialogs).toHaveLength(1);
  });

  it('follows events at once and reads what they do not carry', async () => {
    const dialog = await open();
    await api.answer(1, taskOf());
    expect(await dialog.status()).toContain('40%');
    tell('task:completed', finished);
    expect(await dialog.status()).toContain('已完成');
    expect(await dialog.actions()).toEqual([expect.stringContaining('删除任务'), expect.stringContaining('再次执行')]);
    await api.answer(2, taskOf(finished));
    expect(await dialog.trees()).toMatchObject({ 结果: expect.stringContaining('files: 7') });
  });

  it('reads again what an event overtook before there was anything to show', async () => {
    const dialog = await open();
    tell('task:completed', finished);
    await api.answer(1, taskOf()); // as it was before
    await api.answer(2, taskOf(finished));
    expect(await dialog.status()).toContain('已完成');
    expect(await dialog.trees()).toMatchObject({ 结果: expect.stringContaining('files: 7') });
  });

  it('is not taken back by an answer that events have overtaken', async () => {
    const dialog = await open();
    await api.answer(1, taskOf());
    tell('task:retrying', { status: 'pending', version: 6 });
    await dialog.status();
    tell('task:started', { status: 'running', progress: 0, version: 7 });
    await api.answer(2, taskOf({ status: 'pending', version: 6 }));
    expect(await dialog.status()).toContain('执行中');
  });

  it('is not taken back by an older answer that comes last, as the feed begins while the task is read', async () => {
    const dialog = await open();
    feed.resets.next();
    await api.answer(2, taskOf(finished));
    await api.answer(1, taskOf());
    expect(await dialog.trees()).toMatchObject({ 结果: expect.stringContaining('files: 7') });
  });

  it.each([
    ['TASK_NOT_FOUND', '找不到这个任务'],
    ['OFFLINE', '任务加载失败'],
  ] as const)('has a name while it loads, and where there is %s', async (code, name) => {
    const heading = (): string | undefined => document.getElementById('tq-task-title')?.textContent; // as its route names it
    const dialog = await open([]);
    expect(heading()).toBe('正在加载任务');
    await api.answer(1, new ProblemError('', code));
    expect([await dialog.title(), heading()]).toEqual([name, name]);
  });

  it('says that a task is not there, and where to go from here', async () => {
    const dialog = await open([]);
    await api.answer(1, new ProblemError('任务不存在', 'TASK_NOT_FOUND'));
    expect(await dialog.title()).toBe('找不到这个任务');
    expect(await dialog.place()).toBeNull();
    expect(await (await dialog.button('查看任务列表')).isDisabled()).toBe(false);
  });

  it('reads again after a fault', async () => {
    const dialog = await open([]);
    await api.answer(1, new ProblemError('', 'OFFLINE'));
    expect(await dialog.title()).toBe('任务加载失败');
    await (await dialog.button('重试')).click();
    await api.answer(2, taskOf());
    expect(await dialog.title()).toBe('夜间复制');
  });

  it('shows another task when its address does, and never the one before under it', async () => {
    const dialog = await open();
    await api.answer(1, taskOf());
    expect(await dialog.title()).toBe('夜间复制');
    id.next('c');
    expect(await dialog.title()).toBe('行 c');
    expect(await dialog.trees()).toEqual({});
    await api.answer(2, taskOf({ id: 'c', title: '另一个' }));
    expect(await dialog.title()).toBe('另一个');
  });
});
