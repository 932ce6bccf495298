import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { beforeEach, jest } from '@jest/globals';
import { permissionsOf, type TaskSummary, type UserRole } from '@task-queue/contracts';
import { LiveFeed } from '../src/data/live-feed';
import { provideTasksUi } from '../src/provide-tasks-ui';
import { TaskTablePage } from '../src/tasks/list/task-table-page';
import { FakeFeed } from './fake-feed';
import { FakeServer } from './fake-server';
import { summary } from './summary';
import { TaskTablePageHarness } from './task-table-page-harness';
import { translated } from './translated';

jest.setTimeout(30_000); // it reads and draws at a pace of its own, and the machine may be busy

export let server: FakeServer;
export let feed: FakeFeed;
export let page: TaskTablePageHarness;
export let dialogs: HarnessLoader;
let role: UserRole;

/** Makes the person before the page another than a user, before it is opened. */
export function withRole(other: UserRole): void {
  role = other;
}

/** Gives every test of a file a server and a feed of its own, and a browser that remembers nothing. */
export function tablePageForEach(): void {
  beforeEach(() => {
    localStorage.clear();
    role = 'user';
    server = new FakeServer();
    feed = new FakeFeed();
    TestBed.configureTestingModule({
      imports: [translated()],
      providers: [
        provideRouter([{ path: '', component: TaskTablePage }]),
        provideHttpClient(withInterceptors([server.interceptor])),
        provideTasksUi({
          baseUrl: '/api',
          token: () => 'token',
          permissions: () => permissionsOf([role]),
          userId: () => 'u1',
        }),
        { provide: LiveFeed, useValue: feed },
      ],
    });
  });
}

/** Opens the page at an address. */
export async function open(address = '/'): Promise<void> {
  const { fixture } = await RouterTestingHarness.create(address);
  dialogs = TestbedHarnessEnvironment.documentRootLoader(fixture);
  page = await TestbedHarnessEnvironment.loader(fixture).getHarness(TaskTablePageHarness);
}

/** Goes to another address of the page. */
export async function go(address: string): Promise<void> {
  await TestBed.inject(Router).navigateByUrl(address);
}

/** What is read once it is as expected: the page reads and draws at a pace of its own. @throws where it never is */
export async function eventually<Value>(read: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
  const deadlineMs = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    if (isSo(value)) {
      return value;
    }
    if (Date.now() > deadlineMs) {
      throw new Error(`It is ${JSON.stringify(value)} at last, and not as expected`);
    }
    await new Promise((next) => setTimeout(next, 20));
  }
}

/** For {@link eventually}: it came. */
export const isThere = (value: unknown): boolean => value !== null;
/** Where the browser is, readable. */
export const address = (): string => decodeURIComponent(TestBed.inject(Router).url);
/** The whole list, with room for a title a letter. */
export const listOf = (...ids: string[]): TaskSummary[] => ids.map((id) => summary({ id, title: id }));
