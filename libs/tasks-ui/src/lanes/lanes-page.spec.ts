import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MATERIAL_ANIMATIONS } from '@angular/material/core';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatRadioButtonHarness } from '@angular/material/radio/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { permissionsOf, type Locale, type Pause, type TypeLimit, type UserRole } from '@task-queue/contracts';
import { dueTime } from '@task-queue/ui/formats';
import { FakeFeed } from '../../testing/fake-feed';
import { FakeLanes } from '../../testing/fake-lanes';
import { translated } from '../../testing/translated';
import { LiveFeed } from '../data/live-feed';
import { provideTasksUi } from '../provide-tasks-ui';
import { LanesPage } from './lanes-page';

const PAUSE: Pause = {
  by: { id: 'u1', username: 'ann' },
  at: new Date(Date.now() - 120_000).toISOString(),
  reason: '数据库维护',
  until: null,
};
const text = { zh: '备份', en: 'Backup' };
const BACKUP = {
  type: 'files.backup',
  title: text,
  description: text,
  paramsSchema: { properties: { shop: { type: 'string', 'x-title': { zh: '店铺', en: 'shop' } } } },
  defaults: { priority: 'normal', maxRetries: 0, timeoutMs: 1_000 },
  isInternal: false,
  stoppable: true,
} as const;

const DECLARED = { limitsFrom: 'handler', declaredLimits: [], unique: null } as const;

let server: FakeLanes;
let feed: FakeFeed;
let page: ComponentFixture<LanesPage>;
let loader: HarnessLoader;

async function open(language: Locale = 'zh-CN', role: UserRole = 'operator'): Promise<void> {
  TestBed.configureTestingModule({
    imports: [translated(language)],
    providers: [
      provideHttpClient(withInterceptors([server.interceptor])),
      provideTasksUi({ baseUrl: '/api', token: () => 'token', permissions: () => permissionsOf([role]) }),
      { provide: LiveFeed, useValue: feed },
      { provide: MATERIAL_ANIMATIONS, useValue: { animationsDisabled: true } },
    ],
  });
  page = TestBed.createComponent(LanesPage);
  loader = TestbedHarnessEnvironment.documentRootLoader(page);
  await settled();
}

async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done, 20));
  await page.whenStable();
}

/** What a person reads: the words one after another, without what keeps directions of writing apart. */
function read(element: Element | null | undefined): string {
  const words: string[] = [];
  const walker = document.createTreeWalker(element ?? document.createElement('i'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    words.push(walker.currentNode.textContent ?? '');
  }
  return words
    .join(' ')
    .replace(/[\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const host = (): HTMLElement => page.nativeElement as HTMLElement;
const lane = (name: string): string => read(host().querySelector(`[aria-labelledby=tq-lane-${name}]`));
const types = (): string[] => [...host().querySelectorAll('.types > li')].map(read);
const limits = (): string[] => [...host().querySelectorAll('.limits li')].map(read);
const said = (): string => read([...document.querySelectorAll('mat-snack-bar-container .mdc-snackbar__label')].at(-1));
const failure = (): string => read(document.querySelector('mat-dialog-container .failure'));

async function press(name: string | RegExp): Promise<void> {
  const buttons = await loader.getAllHarnesses(MatButtonHarness);
  for (const button of buttons) {
    const element = await button.host();
    const label = ((await element.getAttribute('aria-label')) ?? (await button.getText())).replace(
      /[\u2066-\u2069]/g,
      '',
    );
    if (typeof name === 'string' ? label === name : name.test(label)) {
      await button.click();
      return settled();
    }
  }
  throw new Error(`There is no button ${String(name)}`);
}
const choose = async (label: string): Promise<void> =>
  (await loader.getHarness(MatRadioButtonHarness.with({ label }))).check();
const fill = async (selector: string, value: string): Promise<void> =>
  (await loader.getHarness(MatInputHarness.with({ selector }))).setValue(value);

beforeEach(() => {
  server = new FakeLanes();
  feed = new FakeFeed();
  server.known = [BACKUP];
  server.types = [{ type: 'files.backup', paused: false, pause: null, ...DECLARED, limits: [] }];
});

describe('lanes', () => {
  it('say what waits and runs, since when, and how many slots they have', async () => {
    server.lanes[0] = { ...server.lanes[0]!, waiting: 1_200, running: 3, oldestWaiting: PAUSE.at, slotsPerWorker: 8 };
    await open();
    expect(lane('high')).toMatch(
      /^高优先级通道 正常 等待中 1,200 执行中 \/ 槽位 3 \/ 16 最早等待 2分钟前 每个执行进程 8 个槽位 /,
    );
    expect(lane('low')).toContain('等待中 0 执行中 / 槽位 0 / 16 最早等待 – 每个执行进程 按各自的设置');
  });

  it('say who has how much in each', async () => {
    const [ann, ben] = [
      { id: 'u1', username: 'ann' },
      { id: 'u2', username: '' },
    ]; // nobody knows the name any more
    const people = [{ owner: ann, running: 8, waiting: 1_200 }, { owner: ben, running: 0, waiting: 3 }]; // prettier-ignore
    server.people = [{ lane: 'normal', people }];
    await open();
    expect(lane('normal')).toContain('谁在用普通优先级通道 用户 执行中 等待中 ann 8 1,200 u2 0 3 ');
    expect(lane('low')).toContain('没有人在用');
  });

  it('that are paused say who paused them, why and until when', async () => {
    server.lanes[0] = { ...server.lanes[0]!, paused: true, pause: PAUSE };
    server.lanes[1] = { ...server.lanes[1]!, paused: true, pause: { ...PAUSE, until: '2099-03-14T01:00:00.000Z' } };
    await open('en');
    expect(lane('high')).toContain(
      `Paused ann · since ${dueTime(PAUSE.at, Date.now(), 'en')} · Until it is resumed 数据库维护`,
    );
    expect(lane('normal')).toMatch(/· Resumes by itself Mar 14, 2099 /);
  });

  it('are read at once when somebody changes one, and as tasks come and go, without asking all the time', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    try {
      const opened = open();
      await jest.advanceTimersByTimeAsync(100);
      await opened;
      await jest.advanceTimersByTimeAsync(15_000);
      expect(server.readings).toBe(1);
      server.lanes[0] = { ...server.lanes[0]!, paused: true, pause: PAUSE };
      const { lane: name, paused, pause, slotsPerWorker } = server.lanes[0];
      feed.control.next({ cursor: '1-0', at: PAUSE.at, by: PAUSE.by, lane: name, paused, pause, slotsPerWorker });
      await jest.advanceTimersByTimeAsync(50);
      expect(lane('high')).toContain('已暂停 ann');
      server.lanes[2] = { ...server.lanes[2]!, waiting: 7 };
      feed.tell('task:progress', 'a');
      await jest.advanceTimersByTimeAsync(2_100);
      expect(server.readings).toBe(2);
      feed.tell('task:created', 'a');
      feed.tell('task:started', 'a');
      await jest.advanceTimersByTimeAsync(2_100);
      expect(lane('low')).toContain('等待中 7');
      expect(server.readings).toBe(3);
    } finally {
      jest.useRealTimers();
    }
  });

  it('are read again by themselves, and stay on screen with their time where that fails', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    try {
      const opened = open();
      await jest.advanceTimersByTimeAsync(100);
      await opened;
      server.lanes[2] = { ...server.lanes[2]!, waiting: 7 };
      await jest.advanceTimersByTimeAsync(20_100);
      expect(lane('low')).toContain('等待中 7');
      server.refusal = { status: 0 };
      await jest.advanceTimersByTimeAsync(20_100);
      expect(lane('low')).toContain('等待中 7');
      expect(read(host().querySelector('.strip[role=alert]'))).toMatch(/没能更新，显示的是 .* 的内容/);
      server.refusal = null;
      await jest.advanceTimersByTimeAsync(20_100);
      expect(host().querySelector('[role=alert]')).toBeNull();
    } finally {
      jest.useRealTimers();
    }
  });

  it('that cannot be read say why, and are read by a click', async () => {
    const error = { code: 'FORBIDDEN', detail: '没有权限执行此操作' };
    server.refusal = { status: 403, error };
    await open();
    expect(read(host().querySelector('[role=alert]'))).toContain('没有权限执行此操作');
    server.refusal = null;
    await press('重试');
    expect(lane('high')).toContain('高优先级通道');
  });

  it('without a worker say so', async () => {
    server.lanes = server.lanes.map((state) => ({ ...state, slots: 0 }));
    await open();
    expect(read(host().querySelector('.strip'))).toContain('没有在线的执行进程');
  });
});

describe('a viewer', () => {
  it('sees lanes and types, and no button that steers them', async () => {
    await open('zh-CN', 'viewer');
    expect([lane('high'), ...types()].join()).toMatch(/等待中.*备份/);
    expect(host().querySelectorAll('.actions').length).toBe(0);
  });
});

describe('an operator', () => {
  it('pauses a lane, says why, and sees it at once', async () => {
    await open();
    await press('暂停：低优先级通道');
    await fill('[formControlName=reason]', ' 数据库维护 ');
    const readings = server.readings;
    await press('暂停');
    expect(server.changes).toEqual(['POST /api/lanes/low/pause {"reason":"数据库维护"}']);
    expect(server.readings).toBe(readings + 1);
    expect(said()).toBe('已暂停：低优先级通道');
  });

  it('pauses until a time, and is told beside the field where it is none', async () => {
    await open();
    await press('暂停：备份');
    await choose('到指定时间自动恢复');
    await fill('[type=datetime-local]', '');
    await press('暂停');
    expect(read(document.querySelector('mat-error'))).toBe('必填');
    await fill('[type=datetime-local]', '2099-01-01T10:00');
    const errors = [{ field: 'until', message: '必须是将来的时间' }];
    server.refusal = { status: 422, error: { code: 'VALIDATION_FAILED', detail: '参数有误', errors } };
    await press('暂停');
    expect(read(document.querySelector('mat-error'))).toBe('必须是将来的时间');
    server.refusal = null;
    await fill('[type=datetime-local]', '2099-01-02T10:00');
    await press('暂停');
    const until = new Date('2099-01-02T10:00').toISOString();
    expect(server.changes.at(-1)).toBe(`POST /api/types/files.backup/pause {"until":"${until}"}`);
  });

  it('resumes a type by a click, and is told where that is refused', async () => {
    server.types = [{ type: 'files.backup', paused: true, pause: PAUSE, ...DECLARED, limits: [] }];
    await open();
    const resume = host().querySelector<HTMLElement>('[aria-label^=恢复]')!;
    resume.click();
    resume.click(); // a double click is one click
    await settled();
    expect([server.changes, said()]).toEqual([['POST /api/types/files.backup/resume'], '已恢复：备份']);
    server.refusal = { status: 403, error: { code: 'FORBIDDEN', detail: '没有权限执行此操作' } };
    await press('恢复：备份');
    expect(said()).toBe('没有权限执行此操作');
  });

  it('sets the slots of a lane, and leaves them to the workers again', async () => {
    server.lanes[1] = { ...server.lanes[1]!, slotsPerWorker: 4 };
    await open();
    await press('更改槽位：普通优先级通道');
    await fill('[formControlName=slotsPerWorker]', '0');
    await press('保存');
    expect(read(document.querySelector('mat-error'))).toBe('请输入 1 到 1000 之间的整数');
    await fill('[formControlName=slotsPerWorker]', '12');
    await press('保存');
    await press('更改槽位：普通优先级通道');
    await choose('按各执行进程自己的设置');
    await press('保存');
    expect(server.changes).toEqual([
      'PATCH /api/lanes/normal {"slotsPerWorker":12}',
      'PATCH /api/lanes/normal {"slotsPerWorker":null}',
    ]);
  });
});

describe('limits', () => {
  const SET: readonly TypeLimit[] = [
    { key: 'owner', concurrency: 2 },
    { key: 'param:shop', concurrency: 1, rate: { count: 5, perMs: 300_000 } },
    { key: 'none', rate: { count: 10, perMs: 60_000 } },
  ];

  it.each<[Locale, string[]]>([
    ['zh-CN', ['每人最多同时 2 个', '每个 店铺 最多同时 1 个', '每个 店铺 每 5 分钟最多 5 个', '每分钟最多 10 个']],
    [
      'en',
      [
        'at most 2 at once for each person',
        'at most 1 at once for each shop',
        'at most 5 per 5 min for each shop',
        'at most 10 per minute',
      ],
    ],
  ])('are told in words: %s', async (language, words) => {
    server.types = [{ type: 'files.backup', paused: false, pause: null, ...DECLARED, limits: SET }];
    await open(language);
    expect(limits()).toEqual(words);
  });

  it('say whether somebody set them, and what else its handler wants of a type', async () => {
    const declaredLimits = [{ key: 'owner', concurrency: 2 }] as const;
    const state = { type: 'files.backup', paused: false, pause: null, limits: [], declaredLimits } as const;
    server.types = [{ ...state, limitsFrom: 'operator', unique: { while: 'pending' } }];
    await open();
    expect(types()[0]).toContain('没有限制 由管理员设置，默认：每人最多同时 2 个 默认不重复创建：等待中的');
  });

  it('of a type that has none are told too, and the type by its name where no more is known of it', async () => {
    server.types = [...server.types, { type: 'old.type', paused: false, pause: null, ...DECLARED, limits: [] }];
    await open();
    expect(types()[0]).toMatch(/^备份 files.backup 正常 没有限制/);
    expect(types()[1]).toMatch(/^old.type old.type 正常 没有限制/);
  });

  it('are changed: what was set stays as it was, one is taken away and another comes', async () => {
    server.types = [{ type: 'files.backup', paused: false, pause: null, ...DECLARED, limits: SET }];
    await open();
    await press('更改限制：备份');
    await press('删除限制 1');
    await press('添加限制');
    const [key] = await loader.getAllHarnesses(MatSelectHarness.with({ ancestor: 'fieldset:last-of-type' }));
    expect(await key!.getValueText()).toBe('每人'); // the first that no other limit counts by
    await fill('fieldset:last-of-type [formControlName=concurrency]', '3');
    await press('保存');
    const sent = [SET[1], SET[2], { key: 'owner', concurrency: 3 }];
    expect(server.changes).toEqual([`PUT /api/types/files.backup/limits ${JSON.stringify(sent)}`]);
  });

  it('that limit nothing or are counted as another one is are marked, and nothing is asked of the server', async () => {
    server.types = [{ type: 'files.backup', paused: false, pause: null, ...DECLARED, limits: [SET[0]!] }];
    await open();
    await press('更改限制：备份');
    await press('添加限制');
    const [key] = await loader.getAllHarnesses(MatSelectHarness.with({ ancestor: 'fieldset:last-of-type' }));
    await key!.clickOptions({ text: '每人' });
    await press('保存');
    const errors = [...document.querySelectorAll('mat-error')].map(read);
    expect([errors, failure(), server.changes]).toEqual([
      ['另一项限制已按此计算', '两者至少填一个'],
      '请检查标出的内容',
      [],
    ]);
    await key!.clickOptions({ text: '每个 店铺' });
    await fill('fieldset:last-of-type [formControlName=count]', '9');
    await press('保存');
    const sent = [SET[0], { key: 'param:shop', rate: { count: 9, perMs: 60_000 } }];
    expect(server.changes).toEqual([`PUT /api/types/files.backup/limits ${JSON.stringify(sent)}`]);
  });

  it('that are half typed are not thrown away by Escape, a click beside or a button, unless that is meant', async () => {
    server.types = [{ type: 'files.backup', paused: false, pause: null, ...DECLARED, limits: [] }];
    await open();
    await press('更改限制：备份');
    await press('返回');
    expect(document.querySelector('tq-limits-dialog')).toBeNull(); // nothing was typed
    for (const leave of [
      () => void document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })),
      () => document.querySelector<HTMLElement>('.cdk-overlay-backdrop')!.click(),
      () => [...document.querySelectorAll<HTMLElement>('tq-send-buttons button')][0]!.click(),
    ]) {
      await press('更改限制：备份');
      await press('添加限制');
      leave();
      await settled();
      expect(read([...document.querySelectorAll('mat-dialog-container')].at(-1))).toContain('放弃填写的内容？');
      await press('继续填写');
      expect(document.querySelectorAll('fieldset')).toHaveLength(1);
      await press('返回');
      await press('放弃');
      expect(document.querySelector('tq-limits-dialog')).toBeNull();
    }
    expect(server.changes).toEqual([]);
  });

  it('are three at most, and go back to the defaults by a click', async () => {
    server.types = [{ type: 'files.backup', paused: false, pause: null, ...DECLARED, limits: SET }];
    await open();
    await press('更改限制：备份');
    await press('添加限制');
    expect(document.querySelectorAll('fieldset')).toHaveLength(3);
    await press('恢复默认');
    expect(server.changes).toEqual(['DELETE /api/types/files.backup/limits']);
    expect(document.querySelector('mat-dialog-container')).toBeNull();
  });
});
