import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Location } from '@angular/common';
import { TestBed } from '@angular/core/testing';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import { NotificationService } from './notification-service';
import '../../assets/notification-worker.js';

const URL_OF_TASK = '/queue/system/tasks/task-1';

/** The two ends of a channel, which jsdom lacks: a message is there soon. */
class TestMessageChannel {
  readonly port1 = new TestPort();
  readonly port2 = new TestPort();
  constructor() {
    [this.port1.other, this.port2.other] = [this.port2, this.port1];
  }
}

class TestPort {
  other: TestPort | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  postMessage(data: unknown): void {
    setTimeout(() => this.other?.onmessage?.({ data }));
  }
  close(): void {
    this.other = null;
  }
}

/** A tab of the browser, as a service worker has it. */
interface Tab {
  readonly url: string;
  readonly focused: boolean;
  readonly visibilityState: string;
  readonly focus: () => Promise<void>;
  readonly postMessage: (data: unknown, ports?: readonly TestPort[]) => void;
}

let tabs: Tab[];
/** What became of the click. */
let happened: string[];

/** A tab that shows something else of the host: whatever it is told, nobody hears. */
function otherTab(path: string, isFocused = false): Tab {
  return {
    url: `https://host.example${path}`,
    focused: isFocused,
    visibilityState: isFocused ? 'visible' : 'hidden',
    focus: () => Promise.resolve(void happened.push(`focused ${path}`)),
    postMessage: () => undefined,
  };
}

/** A tab with our page, of an installation at a base path. */
function ourTab(basePath: string, path: string, isFocused = false): Tab {
  const serviceWorker = new EventTarget();
  Object.defineProperty(navigator, 'serviceWorker', { value: serviceWorker, configurable: true });
  const location = { prepareExternalUrl: (url: string) => basePath + url };
  TestBed.resetTestingModule().configureTestingModule({
    providers: [
      { provide: TASKS_UI_OPTIONS, useValue: { baseUrl: '/api', mountedAt: '/system/tasks', token: () => null } },
      { provide: Location, useValue: location },
    ],
  });
  TestBed.inject(NotificationService).onOpen((taskId) => happened.push(`opened ${taskId} in ${basePath}${path}`));
  return {
    ...otherTab(basePath + path, isFocused),
    postMessage: (data, ports = []) =>
      void setTimeout(() => serviceWorker.dispatchEvent(Object.assign(new Event('message'), { data, ports }))),
  };
}

/** Clicks a notification, and lets everybody say what they have to. */
async function click(): Promise<void> {
  let done: Promise<unknown> = Promise.resolve();
  const event = Object.assign(new Event('notificationclick'), {
    notification: { close: () => happened.push('closed'), data: { taskId: 'task-1', version: 1, url: URL_OF_TASK } },
    waitUntil: (what: Promise<unknown>) => (done = what),
  });
  dispatchEvent(event);
  await jest.advanceTimersByTimeAsync(1_000); // in which browsers let a window be opened
  await done;
}

beforeEach(() => {
  jest.useFakeTimers();
  [tabs, happened] = [[], []];
  const openWindow = (url: string): Promise<void> => Promise.resolve(void happened.push(`a new tab at ${url}`));
  Object.assign(globalThis, {
    MessageChannel: TestMessageChannel,
    registration: { scope: 'https://host.example/queue/' },
    clients: { matchAll: () => Promise.resolve(tabs), openWindow },
  });
});
afterEach(() => {
  jest.useRealTimers();
  for (const name of ['MessageChannel', 'registration', 'clients']) {
    Reflect.deleteProperty(globalThis, name);
  }
  Reflect.deleteProperty(navigator, 'serviceWorker');
});

describe('a click on a notification', () => {
  it('opens its task in a tab of ours, and passes by what else lies below the same path', async () => {
    tabs = [otherTab('/queue/api/docs', true), ourTab('/queue', '/system/users')];
    await click();
    expect(happened).toEqual(['closed', 'focused /queue/system/users', 'opened task-1 in /queue/system/users']);
  });

  it('opens a tab where there is none of ours, whatever else of the host is open', async () => {
    tabs = [otherTab('/queue/api/docs', true), otherTab('/elsewhere')];
    await click();
    expect(happened).toEqual(['closed', `a new tab at ${URL_OF_TASK}`]);
  });

  it('opens a tab where another installation of ours below the same path is the only one', async () => {
    tabs = [ourTab('/queue/second', '/system/tasks', true)];
    await click();
    expect(happened).toEqual(['closed', `a new tab at ${URL_OF_TASK}`]);
  });
});
