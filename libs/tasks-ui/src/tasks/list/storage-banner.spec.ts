import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { expect, it, jest } from '@jest/globals';
import type { StorageRoom, TaskType } from '@task-queue/contracts';
import { FakeFeed } from '../../../testing/fake-feed';
import { FakeServer } from '../../../testing/fake-server';
import { TaskTablePageHarness } from '../../../testing/task-table-page-harness';
import { translated } from '../../../testing/translated';
import { LiveFeed } from '../../data/live-feed';
import { provideTasksUi } from '../../provide-tasks-ui';
import { TaskTablePage } from './task-table-page';

const CLEANUP: TaskType = {
  type: 'tasks.cleanup',
  title: { zh: '清理任务', en: 'Clean up tasks' },
  description: { zh: '', en: '' },
  paramsSchema: { type: 'object', properties: {} },
  defaults: { priority: 'low', maxRetries: 0, timeoutMs: 1_000 },
  isInternal: false,
  stoppable: true,
};

async function open(storage: StorageRoom | undefined, language: 'zh-CN' | 'en' = 'zh-CN') {
  localStorage.clear();
  const server = new FakeServer();
  server.storage = storage;
  server.types = [CLEANUP];
  TestBed.configureTestingModule({
    imports: [translated(language)],
    providers: [
      provideRouter([{ path: '', component: TaskTablePage }]),
      provideHttpClient(withInterceptors([server.interceptor])),
      provideTasksUi({ baseUrl: '/api', token: () => 'token', userId: () => 'u1' }),
      { provide: LiveFeed, useValue: new FakeFeed() },
    ],
  });
  const { fixture } = await RouterTestingHarness.create('/');
  const page = await TestbedHarnessEnvironment.loader(fixture).getHarness(TaskTablePageHarness);
  return { server, page, dialogs: TestbedHarnessEnvironment.documentRootLoader(fixture) };
}

const full = { level: 'full', usedBytes: 97_400, limitBytes: 100_000 } as const;
const filling = { level: 'filling', usedBytes: 860, limitBytes: 1_000 } as const;

it('administrators are told that the storage is full, and led to the clean-up', async () => {
  const { page, dialogs } = await open(full);
  expect(await page.bannerText()).toMatch(/存储空间已满（97%），无法创建任务。请清理已结束的任务，.*清理任务$/);
  await page.cleanUp();
  const dialog = await dialogs.getHarness(MatDialogHarness);
  expect(await dialog.getText()).toMatch(/新建任务.*清理任务/s);
});

it('administrators are told that the storage is filling, in their language', async () => {
  const { page } = await open(filling, 'en');
  expect(await page.bannerText()).toMatch(/^The storage is 86 % full\. From 95 % on no task can be created: clean up/);
});

it.each([
  ['nobody else', undefined],
  ['nobody while there is room', { level: 'ok', usedBytes: 10, limitBytes: 1_000 }],
  ['nobody where nothing bounds it', { level: 'ok', usedBytes: 10, limitBytes: null }],
] as const)('%s is told', async (_who, storage) => {
  const { page } = await open(storage);
  expect(await page.bannerText()).toBe(null);
});

it('the banner comes and goes though nothing happens to any task', async () => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'setTimeout', 'clearTimeout', 'performance', 'Date'] });
  try {
    const { page, server } = await open({ level: 'ok', usedBytes: 10, limitBytes: 1_000 });
    server.storage = filling;
    jest.advanceTimersByTime(60_000);
    expect(await page.bannerTextOnce((text) => text !== null)).toContain('86%');
    server.storage = { level: 'ok', usedBytes: 10, limitBytes: 1_000 };
    jest.advanceTimersByTime(60_000);
    expect(await page.bannerTextOnce((text) => text === null)).toBe(null);
  } finally {
    jest.useRealTimers();
  }
});
