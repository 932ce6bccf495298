import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { TranslocoTestingModule } from '@jsverse/transloco';
import type { TaskDigest, TaskEvent } from '@task-queue/contracts';
import { Subject } from 'rxjs';
import { serverAhead } from '../../testing/clock';
import { LiveFeed } from '../data/live-feed';
import type { LiveEvent } from '../data/merge-events';
import { zhCN } from '../i18n/zh-cn';
import { TASKS_UI_OPTIONS, type TasksUiOptions } from '../provide-tasks-ui';
import { NewsBar, type News } from './news-bar';
import { NotificationService, type Notice } from './notification-service';
import { NotificationSettings } from './notification-settings';
import { BURST_MS, BURST_SIZE, NEWS_MS, TaskNotices } from './task-notices';
import { Tabs } from './tabs';

const ME = { id: 'me', username: 'me' };
const event: TaskEvent = {
  cursor: '1-0',
  taskId: 'task-1',
  type: 'demo.steps',
  title: '月度报表',
  status: 'completed',
  priority: 'normal',
  progress: 100,
  retryCount: 0,
  version: 3,
  at: new Date().toISOString(),
  resultSummary: '已导出 12 行',
  createdBy: ME,
};

let feed: Subject<LiveEvent>;
let digests: Subject<TaskDigest>;
let shown: Notice[];
let said: string[];
let watched: string | null;
let state: 'granted' | 'denied';
/** How much later it is for the server than for the browser, in milliseconds. */
let aheadMs: number;

/** One tab, of which the others' doings and the browser's are given. */
function start(options: Partial<TasksUiOptions> = {}, without: readonly (keyof TasksUiOptions)[] = []): void {
  const all = Object.entries({ baseUrl: '/api', token: () => null, userId: () => 'me', ...options });
  const given = Object.fromEntries(all.filter(([name]) => !without.some((absent) => absent === name)));
  TestBed.configureTestingModule({
    imports: [
      TranslocoTestingModule.forRoot({
        langs: { 'zh-CN': zhCN },
        translocoConfig: { availableLangs: ['zh-CN'], defaultLang: 'zh-CN' },
        preloadLangs: true,
      }),
    ],
    providers: [
      provideRouter([]),
      TaskNotices,
      { provide: LiveFeed, useValue: { events: feed, digests } },
      serverAhead(() => aheadMs),
      { provide: TASKS_UI_OPTIONS, useValue: given },
      {
        provide: NotificationService,
        useValue: { state: () => state, onOpen: () => undefined, show: (notice: Notice) => shown.push(notice) },
      },
      { provide: NewsBar, useValue: { tell: ({ text }: News) => said.push(text) } },
      {
        provide: Tabs,
        useValue: {
          isWatching: (id: string) => id === watched,
          isWatchedAnywhere: async (id: string) => id === watched,
          settle: () => undefined,
          tellOnce: (_key: string, tell: () => Promise<void>) => tell(),
        },
      },
    ],
  });
  TestBed.inject(TaskNotices);
}

/** Lets an event happen, and all that follows from it. */
async function happen(name: LiveEvent['name'], change: Partial<TaskEvent> = {}): Promise<void> {
  feed.next({ name, event: { ...event, ...change } });
  await new Promise((done) => setTimeout(done));
}

beforeEach(() => {
  localStorage.clear();
  [feed, digests] = [new Subject(), new Subject()];
  [shown, said, watched, state, aheadMs] = [[], [], null, 'granted', 0];
});

describe('a task that ended', () => {
  it('is told with its title and what came of it', async () => {
    start();
    await happen('task:completed');
    const error = { message: '磁盘已满\n    at somewhere', code: 'HANDLER_ERROR', attempt: 1 } as const;
    await happen('task:failed', { status: 'failed', error, version: 4 });
    expect(shown).toEqual([
      { title: '任务完成', body: '月度报表\n已导出 12 行', tag: 'task-1:completed', taskId: 'task-1', version: 3 },
      { title: '任务失败', body: '月度报表\n磁盘已满', tag: 'task-1:failed', taskId: 'task-1', version: 4 },
    ]);
  });

  it('is told in the page to who looks at it, or where the browser shows nothing', async () => {
    start();
    watched = 'task-1';
    await happen('task:completed');
    [watched, state] = [null, 'denied'];
    await happen('task:completed', { taskId: 'task-2', title: '另一个' });
    expect(shown).toEqual([]);
    expect(said).toEqual(['任务完成 · 月度报表 · 已导出 12 行', '任务完成 · 另一个 · 已导出 12 行']);
  });

  it('long ago is no news', async () => {
    start();
    await happen('task:completed', { at: new Date(Date.now() - NEWS_MS - 1).toISOString() });
    expect(shown).toEqual([]);
  });

  it.each([10, -10, 120, -120])(
    'is news in a browser whose clock is %d minutes behind the server’s',
    async (minutes) => {
      aheadMs = minutes * 60_000;
      start();
      await happen('task:completed', { at: new Date(Date.now() + aheadMs).toISOString() });
      await happen('task:failed', { at: new Date(Date.now() + aheadMs - NEWS_MS - 1).toISOString(), status: 'failed' });
      expect(shown.map(({ title }) => title)).toEqual(['任务完成']);
    },
  );

  it('of a kind that is off is not told', async () => {
    start();
    TestBed.inject(NotificationSettings).turn('completed', false);
    await happen('task:completed');
    await happen('task:failed', { status: 'failed' });
    expect(shown.map(({ title }) => title)).toEqual(['任务失败']);
  });

  it('among many at once is told in one notice that counts', async () => {
    start();
    for (let n = 1; n <= BURST_SIZE + 3; n += 1) {
      await happen('task:completed', { taskId: `task-${n}` });
    }
    await happen('task:failed', { taskId: 'last', status: 'failed' });
    expect(shown.slice(0, BURST_SIZE).map(({ taskId }) => taskId)).toEqual(
      Array.from({ length: BURST_SIZE }, (_, i) => `task-${i + 1}`),
    );
    expect(new Set(shown.slice(BURST_SIZE).map(({ tag }) => tag))).toEqual(new Set(['more']));
    expect(shown.at(-1)).toMatchObject({ title: '任务失败', body: '另有任务结束：3 个完成，1 个失败' });
  });

  it('among many at once, twice as many, is told as something else in each notice that counts', async () => {
    start();
    for (const burst of [1, 2]) {
      const at = new Date(Date.now() + burst * BURST_MS).toISOString();
      for (let n = 1; n <= BURST_SIZE + 2; n += 1) {
        await happen('task:completed', { taskId: `task-${burst}-${n}`, at });
      }
      jest.spyOn(performance, 'now').mockReturnValue(performance.now() + BURST_MS); // long enough for the first to be over
    }
    jest.restoreAllMocks();
    const counting = shown.filter(({ tag }) => tag === 'more');
    expect(counting.map(({ body }) => body.replace(/\D/g, ''))).toEqual(['10', '20', '10', '20']);
    expect(new Set(counting.map(({ version }) => version)).size).toBe(4);
  });
});

describe('tasks that ended by the hundred', () => {
  const ended = { 'task:completed': 120, 'task:failed': 4 };
  async function digest(own: TaskDigest['own'], fromMs = Date.now()): Promise<void> {
    const from = new Date(fromMs).toISOString();
    digests.next({ cursor: '1-0', from, at: from, counts: { ...ended, 'task:started': 500 }, own });
    await new Promise((done) => setTimeout(done));
  }

  it('and are only counted by the server, are told in the notice that counts', async () => {
    start();
    await happen('task:completed');
    await digest(ended);
    expect(shown.at(-1)).toMatchObject({ tag: 'more', title: '任务失败', body: '另有任务结束：120 个完成，4 个失败' });
  });

  it('are others’, or ended long ago: nothing is told', async () => {
    start();
    await digest({});
    await digest(ended, Date.now() - NEWS_MS - 1);
    expect(shown).toEqual([]);
  });
});

describe('whose tasks are told', () => {
  const permissions = () => ['tasks:read:all'] as const;
  const other = { id: 'other', username: 'other' };

  it('one’s own', async () => {
    start();
    await happen('task:completed');
    expect(shown).toHaveLength(1);
  });

  it('nobody else’s, to an administrator who sees them all', async () => {
    start({ permissions });
    await happen('task:completed', { createdBy: other });
    expect(shown).toEqual([]);
  });

  it('all that come, where the application says no name and everybody sees their own alone', async () => {
    start({}, ['userId']);
    await happen('task:completed', { createdBy: other });
    expect(shown).toHaveLength(1);
  });

  it('none, to an administrator without a name', async () => {
    start({ permissions }, ['userId']);
    await happen('task:completed');
    expect(shown).toEqual([]);
  });

  it('what only begins or goes on is not told', async () => {
    start();
    for (const name of ['task:created', 'task:started', 'task:progress', 'task:retrying', 'task:cancelled'] as const) {
      await happen(name);
    }
    expect(shown).toEqual([]);
  });
});
