import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { MATERIAL_ANIMATIONS } from '@angular/material/core';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatSnackBarHarness } from '@angular/material/snack-bar/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { permissionsOf, type Task, type UserRole } from '@task-queue/contracts';
import { FakeFeed } from '../../testing/fake-feed';
import { errorGroup, FakeOverview } from '../../testing/fake-overview';
import { summary } from '../../testing/summary';
import { translated } from '../../testing/translated';
import { LiveFeed } from '../data/live-feed';
import { provideTasksUi } from '../provide-tasks-ui';
import { parseErrorPlace, toErrorParams } from './error-place';
import { errorsRoutes } from './errors.routes';

let server: FakeOverview;
let feed: FakeFeed;
let router: RouterTestingHarness;

async function open(address = '/errors', role: UserRole = 'admin'): Promise<void> {
  TestBed.configureTestingModule({
    imports: [translated('zh-CN')],
    providers: [
      provideRouter([{ path: 'errors', children: errorsRoutes }]),
      provideHttpClient(withInterceptors([server.interceptor])),
      provideTasksUi({
        baseUrl: '/api',
        token: () => 'token',
        mountedAt: '/jobs',
        permissions: () => permissionsOf([role]),
      }),
      { provide: LiveFeed, useValue: feed },
      { provide: MATERIAL_ANIMATIONS, useValue: { animationsDisabled: true } },
    ],
  });
  router = await RouterTestingHarness.create(address);
  await settled();
}

async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done, 20));
  await router.fixture.whenStable();
}

const host = (): HTMLElement => router.routeNativeElement!;
const texts = (selector: string): string[] =>
  [...host().querySelectorAll(selector)].map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim());
const all = () => TestbedHarnessEnvironment.documentRootLoader(router.fixture);

async function press(name: string): Promise<void> {
  const buttons = [...document.querySelectorAll<HTMLElement>('button')];
  buttons.findLast((button) => button.textContent?.includes(name))!.click();
  await settled();
}

beforeEach(() => {
  server = new FakeOverview();
  feed = new FakeFeed();
  server.errors = [errorGroup(), errorGroup({ fingerprint: 'f'.repeat(16), state: 'muted', stillFailed: 0 })];
  server.task = {
    ...summary({ id: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24' }),
    attempts: [],
    result: null,
  } as unknown as Task;
});

describe('the page of errors', () => {
  it('shows those that are open, how often, when, and where their tasks are', async () => {
    await open();
    expect(texts('.title')).toEqual(['磁盘已满']);
    expect(texts('dd')).toEqual(['42', '7', '3天前', '1分钟前']);
    expect(host().querySelector('svg[role=img]')!.getAttribute('aria-label')).toBe('过去 24 小时发生 46 次');
    expect(host().querySelector('a[matbutton]')!.getAttribute('href')).toBe(
      '/jobs?fingerprint=1f0c2a9b7d3e4f58&status=failed',
    );
  });

  it('says of a kind that it is resolved, which takes it out of what is open, and takes that back', async () => {
    await open();
    await press('已解决');
    expect(server.requests).toContain('PATCH /api/errors/1f0c2a9b7d3e4f58 {"state":"resolved"}');
    expect(texts('.notice h2')).toEqual(['没有待处理的错误']);
    const said = await all().getHarness(MatSnackBarHarness);
    expect(await said.getMessage()).toBe('已标记为解决，再次发生会回到待处理');
    await said.dismissWithAction();
    await settled();
    expect(server.errors[0]!.state).toBe('open');
  });

  it('mutes a kind, and opens one that was muted, and takes either back to what it was', async () => {
    await open();
    await press('忽略');
    expect(server.errors[0]!.state).toBe('muted');
    const muted = await all().getHarness(MatSnackBarHarness);
    expect(await muted.getMessage()).toBe('已忽略，再次发生也不会回到待处理');
    await muted.dismissWithAction();
    await settled();
    expect(server.errors[0]!.state).toBe('open');

    await TestBed.inject(Router).navigateByUrl('/errors?state=muted');
    await settled();
    await press('重新打开');
    expect(server.errors[1]!.state).toBe('open');
    const opened = await all().getHarness(MatSnackBarHarness);
    expect(await opened.getMessage()).toBe('已重新打开');
    await opened.dismissWithAction();
    await settled();
    expect(server.errors[1]!.state).toBe('muted');
    while (texts('.title').length === 0) {
      await settled(); // it is read again, soon
    }
  });

  it('retries all of a kind after asking, and shows how that goes', async () => {
    await open();
    await press('全部重试');
    expect(await (await all().getHarness(MatDialogHarness)).getTitleText()).toBe('重试 7 个任务？');
    await press('重试');
    expect(server.requests).toContain('POST /api/errors/1f0c2a9b7d3e4f58/retry');
    expect(await (await all().getHarness(MatDialogHarness)).getTitleText()).toBe('批量重试');
  });

  it('asks nothing of a kind that has nothing to retry', async () => {
    await open('/errors?state=muted');
    await press('全部重试');
    expect(await all().hasHarness(MatDialogHarness)).toBe(false);
    expect(server.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  it('shows the sample in full with its stack, and says where its task is gone', async () => {
    server.task = {
      ...server.task!,
      error: { message: 'x', code: 'HANDLER_ERROR', stack: 'Error: 磁盘已满\n  at run' },
    } as Task;
    await open();
    host().querySelector<HTMLElement>('.title')!.click();
    await settled();
    expect(texts('tq-error-sample pre')).toEqual(['Error: 磁盘已满 at run']);
  });

  it('lets who may not say anything of kinds retry their own alone', async () => {
    await open('/errors?state=any', 'user');
    expect(texts('.title')).toHaveLength(2);
    expect(texts('.actions button')).toEqual(['全部重试', '全部重试']);
    expect(texts('.lead')).toEqual(['你的任务为什么失败，相同的错误归为一类。']);
  });

  it('says since when it is not live, and that it could not be read again', async () => {
    await open();
    feed.state.set('offline');
    await settled();
    expect(texts('tq-feed-indicator')[0]).toMatch(/^网络已断开\s*更新于 \d/);
    feed.state.set('live');
    server.refusal = { status: 503, error: {} };
    feed.tell('task:failed', 't1');
    while (texts('.stale').length === 0) {
      await settled(); // soon
    }
    expect([texts('.stale span')[0], texts('.title')]).toEqual([
      expect.stringMatching(/^没能更新，显示的是 .+ 的内容$/),
      ['磁盘已满'],
    ]);
    server.refusal = null;
    feed.resets.next();
    while (texts('.stale').length > 0) {
      await settled();
    }
  });

  it('goes back to the last page from one that there is none of', async () => {
    server.errors = Array.from({ length: 21 }, (_, i) => errorGroup({ fingerprint: `${i}`.padStart(16, '0') }));
    await open('/errors?page=9');
    expect([TestBed.inject(Router).url, texts('.title')]).toEqual(['/errors?page=2', ['磁盘已满']]);
    await press('已解决');
    while (TestBed.inject(Router).url !== '/errors') {
      await settled(); // soon
    }
    await settled();
    expect(texts('.title')).toHaveLength(20);
  });

  it('keeps state, order and page in the address', async () => {
    await open();
    host().querySelectorAll<HTMLElement>('mat-button-toggle button')[1]!.click();
    await settled();
    expect(TestBed.inject(Router).url).toBe('/errors?state=muted');
    const place = parseErrorPlace(new URLSearchParams('state=any&sort=count&page=2&pageSize=50'));
    expect(place).toEqual({ state: null, sort: 'count', page: 2, pageSize: 50 });
    expect(toErrorParams(place)).toEqual({ state: 'any', sort: 'count', page: 2, pageSize: 50 });
    expect(parseErrorPlace(new URLSearchParams('state=gone&page=-1'))).toMatchObject({ state: 'open', page: 1 });
  });
});
