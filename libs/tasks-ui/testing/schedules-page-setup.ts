import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MATERIAL_ANIMATIONS } from '@angular/material/core';
import { MatInputHarness } from '@angular/material/input/testing';
import { provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { jest } from '@jest/globals';
import { permissionsOf, type Locale, type TaskType, type UserRole } from '@task-queue/contracts';
import { LiveFeed } from '../src/data/live-feed';
import { provideTasksUi } from '../src/provide-tasks-ui';
import { schedulesRoutes } from '../src/schedules/schedules.routes';
import { FakeFeed } from './fake-feed';
import { FakeSchedules } from './fake-schedules';
import { translated } from './translated';

jest.setTimeout(30_000); // it reads and draws at a pace of its own, and the machine may be busy

const title = { zh: '导出任务', en: 'Export tasks' };
const rows = { type: 'integer', minimum: 1, maximum: 9, 'x-title': { zh: '行数', en: 'Rows' } };

/** A type with a param. */
export const EXPORT: TaskType = {
  type: 'tasks.export',
  title,
  description: title,
  paramsSchema: { properties: { rows } },
  defaults: { priority: 'normal', maxRetries: 0, timeoutMs: 1_000 },
  isInternal: false,
  stoppable: true,
};

export let server: FakeSchedules;
export let feed: FakeFeed;
let loader: HarnessLoader;
let router: RouterTestingHarness;

/** A server and a feed of the test's own. */
export function begin(): void {
  server = new FakeSchedules();
  server.types = [EXPORT];
  feed = new FakeFeed();
}

/** At what address the page is opened, and by whom. */
interface Opening {
  readonly address?: string;
  readonly role?: UserRole;
}

/** Opens the page. */
export async function open(language: Locale = 'zh-CN', { address = '/', role = 'user' }: Opening = {}): Promise<void> {
  TestBed.configureTestingModule({
    imports: [translated(language)],
    providers: [
      provideRouter(schedulesRoutes),
      provideHttpClient(withInterceptors([server.interceptor])),
      provideTasksUi({
        baseUrl: '/api',
        token: () => 'token',
        mountedAt: '/jobs',
        permissions: () => permissionsOf([role]),
        userId: () => 'u1',
      }),
      { provide: LiveFeed, useValue: feed },
      { provide: MATERIAL_ANIMATIONS, useValue: { animationsDisabled: true } },
    ],
  });
  router = await RouterTestingHarness.create(address);
  loader = TestbedHarnessEnvironment.documentRootLoader(router.fixture);
  await settled();
}

/** Waits until all that was asked for is there and drawn. */
export async function settled(ms = 20): Promise<void> {
  await new Promise((done) => setTimeout(done, ms));
  await router.fixture.whenStable();
}

/** The harnesses of the whole document. */
export const all = (): HarnessLoader => loader;

/** Without what keeps directions of writing apart, and with one blank for many. */
export function plain(text: string): string {
  return text
    .replace(/[\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What a person reads: the words one after another. */
export function read(element: Element | null | undefined): string {
  const words: string[] = [];
  const walker = document.createTreeWalker(element ?? document.createElement('i'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    words.push(walker.currentNode.textContent ?? '');
  }
  return plain(words.join(' '));
}

/** What is read at a place of the document. */
export const at = (selector: string): string => read(document.querySelector(selector));

/** What is read at each such place. */
export const each = (selector: string): string[] => [...document.querySelectorAll(selector)].map(read);

/** The last message at the bottom. */
export const said = (): string => each('mat-snack-bar-container .mdc-snackbar__label').at(-1) ?? '';

/** Presses the button whose label or text is this; the last one, as dialogs stand over the page. */
export async function press(name: string | RegExp): Promise<void> {
  const buttons = [...document.querySelectorAll<HTMLElement>('button, a[matbutton], [mat-menu-item]')];
  const named = buttons.filter((button) => {
    const label = plain(button.getAttribute('aria-label') ?? read(button));
    return typeof name === 'string' ? label === name : name.test(label);
  });
  if (named.length === 0) {
    throw new Error(`There is no button ${String(name)}`);
  }
  named.at(-1)!.click();
  await settled();
}

/** Whether there is such a button. */
export async function hasButton(text: string | RegExp): Promise<boolean> {
  return loader.hasHarness(MatButtonHarness.with({ text }));
}

/** Fills a field of the dialog that is open. */
export async function fill(selector: string, value: string): Promise<void> {
  const input = await loader.getHarness(MatInputHarness.with({ selector, ancestor: 'mat-dialog-container' }));
  await input.setValue(value);
  await input.blur();
  await settled();
}
