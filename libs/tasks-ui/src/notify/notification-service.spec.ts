import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import { NotificationService, type Notice } from './notification-service';

const NOTICE: Notice = { title: '任务完成', body: '月度报表', tag: 'task-1:completed', taskId: 'task-1', version: 3 };

/** As on telephones: shown by a service worker or not at all. */
class NoConstructor {
  static readonly permission = 'granted';
  constructor() {
    throw new TypeError('Illegal constructor');
  }
}

let shown: string[];
/** What comes of each try to register the worker. */
let tries: (() => Promise<unknown>)[];
const registration = {
  active: {},
  waiting: null,
  installing: null,
  getNotifications: () => Promise.resolve([]),
  showNotification: (title: string) => Promise.resolve(void shown.push(title)),
};

beforeEach(() => {
  shown = [];
  Object.assign(globalThis, { Notification: NoConstructor, isSecureContext: true });
  const serviceWorker = Object.assign(new EventTarget(), { register: () => tries.shift()!() });
  Object.defineProperty(navigator, 'serviceWorker', { value: serviceWorker, configurable: true });
  const provided = { baseUrl: '/api', token: () => null, notificationWorkerUrl: 'notify.js' };
  TestBed.configureTestingModule({ providers: [{ provide: TASKS_UI_OPTIONS, useValue: provided }] });
});
afterEach(() => {
  Reflect.deleteProperty(navigator, 'serviceWorker');
  Reflect.deleteProperty(globalThis, 'Notification');
  Reflect.deleteProperty(globalThis, 'isSecureContext');
});

it('a worker that could not be had once is asked for again at the next notice, and kept from then on', async () => {
  tries = [() => Promise.reject(new TypeError('Failed to fetch')), () => Promise.resolve(registration)];
  const notifications = TestBed.inject(NotificationService);
  expect(await notifications.show(NOTICE)).toBe(false);
  expect(await notifications.show({ ...NOTICE, version: 4 })).toBe(true);
  expect(await notifications.show({ ...NOTICE, version: 5 })).toBe(true);
  expect([shown, tries]).toEqual([['任务完成', '任务完成'], []]);
});

it('two notices at once are shown one after the other: what is shown is asked for while none is on its way', async () => {
  const said: string[] = [];
  const slow = {
    ...registration,
    getNotifications: async ({ tag }: { readonly tag: string }) => {
      said.push(`asks ${tag}`);
      return [];
    },
    showNotification: async (title: string) => {
      await new Promise((done) => setTimeout(done, 5));
      said.push(`shown ${title}`);
    },
  };
  tries = [() => Promise.resolve(slow)];
  const notifications = TestBed.inject(NotificationService);
  await Promise.all(['a', 'b'].map((tag) => notifications.show({ ...NOTICE, tag, title: tag })));
  expect(said).toEqual(['asks a', 'shown a', 'asks b', 'shown b']);
});
