import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { MATERIAL_ANIMATIONS } from '@angular/material/core';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { permissionsOf, type Locale, type UserRole } from '@task-queue/contracts';
import { errorGroup, FakeOverview, step } from '../../testing/fake-overview';
import { translated } from '../../testing/translated';
import { provideTasksUi } from '../provide-tasks-ui';
import { Drawings, type DrawingEvents } from './charts/drawing';
import { overviewRoutes } from './overview.routes';

const NOW = Date.now();
const ago = (ms: number): string => new Date(NOW - ms).toISOString();
const NONE = { p50: null, p95: null, p99: null };

/** In the place of what draws on a canvas, which there is none of. */
class Drawn {
  readonly events: DrawingEvents[] = [];
  isLacking = false;

  on(_host: HTMLElement, events: DrawingEvents) {
    this.events.push(events);
    return this.isLacking
      ? Promise.reject(new Error('a part is missing'))
      : Promise.resolve({ draw: () => undefined, end: () => undefined });
  }
}

let server: FakeOverview;
let drawn: Drawn;
let router: RouterTestingHarness;

async function open(address = '/overview', role: UserRole = 'admin', language: Locale = 'zh-CN'): Promise<void> {
  TestBed.configureTestingModule({
    imports: [translated(language)],
    providers: [
      provideRouter([
        { path: 'overview', children: overviewRoutes },
        { path: 'jobs', children: [] },
      ]),
      provideHttpClient(withInterceptors([server.interceptor])),
      provideTasksUi({
        baseUrl: '/api',
        token: () => 'token',
        mountedAt: '/jobs',
        permissions: () => permissionsOf([role]),
      }),
      { provide: Drawings, useValue: drawn },
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

beforeEach(() => {
  server = new FakeOverview();
  drawn = new Drawn();
  server.overview = {
    steps: [
      step(ago(120_000), { created: 1_200, completed: 88, failed: 12, waiting: { high: 0, normal: 5, low: 0 } }),
      step(ago(60_000), { created: 3 }),
    ],
    wait: { p50: 35, p95: 420, p99: 1_200 },
    run: { p50: 4_200, p95: 65_000, p99: 90_000 },
    slowest: [{ type: 'demo.gone', count: 1_100, run: { p50: 4_200, p95: 65_000, p99: 90_000 } }],
    lanes: [
      { lane: 'normal', pause: null, waiting: 5, oldestWaitingMs: 65_000, running: 8, slots: 8, drain: 'growing' },
    ],
    gaps: [],
  };
  server.errors = [errorGroup()];
  server.workers = [
    {
      id: 'w1',
      host: 'host-1',
      process: 77,
      version: '1.2.3',
      startedAt: ago(7_200_000),
      heartbeatAt: ago(1_000),
      lanes: [{ lane: 'normal', used: 1, total: 8 }],
      running: [
        { taskId: 't1', type: 'demo.steps', title: '步骤', lane: 'normal', attempt: 1, startedAt: ago(65_000) },
      ],
      eventLoopDelayMs: 3,
      memory: { rssBytes: 120_000_000, heapUsedBytes: 1 },
    },
  ];
});

describe('the overview', () => {
  it('says how much there was, how long it took, and what is not well', async () => {
    await open();
    expect(texts('.figures dd')).toEqual(['1,203', '88', '12 12%', '35 ms p95 420 ms', '4.2 s p95 1:05']);
    expect([...host().querySelectorAll('.figures a')].map((link) => link.getAttribute('href'))).toEqual([
      `/jobs?createdFrom=${ago(120_000)}`,
      `/jobs?finishedFrom=${ago(120_000)}&status=completed`,
      `/jobs?finishedFrom=${ago(120_000)}&status=failed`,
    ]);
    expect(texts('.trouble')).toEqual([
      '普通优先级通道的等待越来越多。可以增加槽位，或启动更多执行进程。',
      '失败较多：12%（12 个）。请看下面的主要错误。',
    ]);
    expect(texts('tq-lanes-table tbody :is(th, td)')).toEqual(['普通优先级通道', '5', '1:05', '8 / 8', '越来越多']);
    expect(texts('tq-slowest-types tbody :is(th, td)')).toEqual(['demo.gone', '1,100', '4.2 s', '1:05']);
    expect(host().querySelector('tq-slowest-types a')!.getAttribute('href')).toBe('/jobs?type=demo.gone');
    expect(texts('tq-workers-table tbody th')).toEqual(['host-1 进程 77 · 1.2.3 · 2小时前启动']);
    expect(texts('tq-top-errors tbody td:first-child')).toEqual(['磁盘已满tasks.export · 1分钟前']);
  });

  it('says of a lane that it is paused, by whom, why and until when, and advises nothing else', async () => {
    const by = { id: 'u1', username: 'ann' };
    const pause = { by, at: ago(60_000), reason: '数据库维护', until: null };
    server.overview = {
      ...server.overview,
      steps: [],
      lanes: [
        { lane: 'high', pause: null, waiting: 0, oldestWaitingMs: 0, running: 0, slots: 8, drain: null },
        { lane: 'low', pause, waiting: 5, oldestWaitingMs: 65_000, running: 0, slots: 8, drain: 'growing' },
      ],
    };
    await open();
    expect(texts('.trouble')).toEqual(['低优先级通道已暂停，等待中的任务不会开始。可以在执行通道中恢复。']);
    expect(texts('.well')).toEqual([]);
    expect(texts('tq-lanes-table td:last-child')).toEqual([
      '没有等待',
      '–',
      expect.stringMatching(/^已暂停 ann · .+ 起 · 手动恢复前一直暂停 ?数据库维护$/),
    ]);
  });

  it('is of one’s own for a user, who is not asked of workers', async () => {
    server.overview = { ...server.overview, lanes: [] };
    await open('/overview', 'user', 'en');
    expect(texts('.lead')).toEqual([expect.stringContaining('your tasks')]);
    expect(server.requests.filter((request) => request.includes('/workers'))).toEqual([]);
    expect(texts('tq-workers-table')).toEqual([]);
  });

  it('asks for the span and the type in the address, and changes it', async () => {
    await open('/overview?window=7d&type=demo.steps');
    expect(server.requests).toContain('GET /api/overview?window=7d&type=demo.steps');
    host().querySelectorAll<HTMLElement>('mat-button-toggle button')[0]!.click();
    await settled();
    expect(TestBed.inject(Router).url).toBe('/overview?window=1h&type=demo.steps');
    expect(server.requests).toContain('GET /api/overview?window=1h&type=demo.steps');
  });

  it('leads from a point of a chart to the tasks, and says the values where one points', async () => {
    await open();
    expect(texts('tq-chart-card .legend')[0]).toBe('新建 1,203已完成 88整段时间');
    drawn.events[0]!.pointed(0);
    await settled();
    expect(texts('tq-chart-card .legend')[0]).toMatch(/^新建 1,200已完成 88\d\d:\d\d$/);
    drawn.events[1]!.chosen(0, 3);
    await settled();
    const { pathname, searchParams } = new URL(TestBed.inject(Router).url, 'https://example.com');
    expect(pathname).toBe('/jobs');
    expect(Object.fromEntries(searchParams)).toEqual({
      finishedFrom: ago(120_000),
      finishedTo: new Date(NOW - 120_000 + 600_000).toISOString(),
      status: 'failed',
    });
  });

  it('has a table behind each chart, which stands in its place where it cannot be drawn', async () => {
    drawn.isLacking = true;
    await open();
    expect(texts('tq-chart-card table')).toHaveLength(5);
    expect(texts('tq-chart-card:first-child tbody td')).toEqual(['3', '0', '1,200', '88']);
  });

  it('keeps what it shows while it cannot be read again, and says what to do where nothing was read', async () => {
    server.refusal = { status: 0 };
    await open();
    expect(texts('.notice h2')).toEqual(['概览加载失败']);
    server.refusal = null;
    host().querySelector<HTMLElement>('.notice button')!.click();
    await settled();
    expect(texts('.notice')).toEqual([]);
    expect(texts('.figures dd')[0]).toBe('1,203');
  });

  it('says that all is well where it is, and where there is nothing what to do', async () => {
    server.overview = { steps: [step(ago(60_000))], wait: NONE, run: NONE, slowest: [], lanes: [], gaps: [] };
    server.errors = [];
    server.workers = [];
    await open();
    expect(texts('.well')).toEqual(['一切正常']);
    expect(texts('tq-chart-card .place p')[0]).toBe('这段时间没有任务。可以选择更长的时间范围，或新建任务。');
    expect(texts('tq-top-errors .none, tq-workers-table .none')).toEqual([
      '没有待处理的错误',
      '没有在线的执行进程。请启动执行进程，等待中的任务就会开始。',
    ]);
  });
});
