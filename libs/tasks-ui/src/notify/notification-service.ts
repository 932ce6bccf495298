import { Location } from '@angular/common';
import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { injectMountedAt } from '../data/mounted-at';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';

/** Whether the browser shows our notifications; `unsupported` also where the page did not come over a secure way. */
export type NotificationState = NotificationPermission | 'unsupported';

/** One notification. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  /** Two notices with one tag are one; the newer takes the older's place. */
  readonly tag: string;
  /** A task to open on a click, or `null` for the list. */
  readonly taskId: string | null;
  /** Which change this tells, the same in all tabs; of one tag it is never told twice. */
  readonly version: number;
}

/** What travels with a notification to the service worker, and back with a click. */
interface NoticeData {
  readonly taskId: string | null;
  readonly version: number;
  /** Where to open a window when none is left. */
  readonly url: string;
}

/** What the service worker says at a click: it asks who opens what lies at a `url`, and tells one of those who answer to. */
type WorkerMessage =
  | { readonly kind: 'task-queue:who-opens'; readonly url: string }
  | { readonly kind: 'task-queue:open-task'; readonly taskId: string | null };

/**
 * Browser notifications, by the service worker where there is one: most mobile browsers know no other way, and a click
 * finds a tab even when the one that showed it is closed.
 */
@Injectable({ providedIn: 'root' })
export class NotificationService {
  readonly #mountedAt = injectMountedAt();
  readonly #options = inject(TASKS_UI_OPTIONS);
  readonly #location = inject(Location);
  readonly #state = signal<NotificationState>(currentState());
  #registration: Promise<ServiceWorkerRegistration | null> | undefined;
  #open: ((taskId: string | null) => void) | null = null;
  #latest: Promise<unknown> = Promise.resolve();

  readonly state = this.#state.asReadonly();

  constructor() {
    const hear = ({ data, ports }: MessageEvent<WorkerMessage | null>): void => {
      if (data?.kind === 'task-queue:who-opens' && this.#open !== null && this.#isOurs(data.url)) {
        ports[0]?.postMessage('this tab');
      } else if (data?.kind === 'task-queue:open-task') {
        this.#open?.(data.taskId);
      }
    };
    const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
    serviceWorker?.addEventListener('message', hear);
    inject(DestroyRef).onDestroy(() => serviceWorker?.removeEventListener('message', hear));
    void this.#followPermission();
  }

  /** Asks the browser for permission. Some answer only when this is called by a click. */
  async ask(): Promise<NotificationState> {
    if (currentState() !== 'unsupported') {
      // Firefox and Safari reject or say `default` where they want a click first.
      await Notification.requestPermission().catch(() => undefined);
    }
    this.#state.set(currentState());
    return this.#state();
  }

  /** Says what a click on a notification does. */
  onOpen(open: (taskId: string | null) => void): void {
    this.#open = open;
  }

  /** Shows a notice; `false` where the browser does not. */
  show(notice: Notice): Promise<boolean> {
    // Asked for what is shown, Chromium forgets a notification that it is just showing, and a click on that does nothing.
    const shown = this.#latest.then(() => this.#show(notice));
    this.#latest = shown;
    return shown;
  }

  async #show({ title, body, tag, taskId, version }: Notice): Promise<boolean> {
    if (currentState() !== 'granted') {
      return false;
    }
    const url = this.#location.prepareExternalUrl(taskId === null ? this.#mountedAt : `${this.#mountedAt}/${taskId}`);
    const data: NoticeData = { taskId, version, url };
    // `renotify` is in the standard, and not yet in TypeScript's library: a newer notice of one tag is heard too.
    const options: NotificationOptions = { body, tag, data, lang: document.documentElement.lang };
    Object.assign(options, { renotify: true });
    try {
      const registration = await this.#register();
      if (!registration) {
        this.#construct(title, options, taskId);
        return true;
      }
      const shown = await registration.getNotifications({ tag });
      const isTold = shown.some((one) => (one.data as Partial<NoticeData> | null)?.version === version);
      if (!isTold) {
        await registration.showNotification(title, options);
      }
      return true;
    } catch {
      return false; // taken back meanwhile, or a browser without the constructor
    }
  }

  /** Whether an address is one of this installation's: another one may lie below or above it on the same host. */
  #isOurs(url: string): boolean {
    return url.startsWith(this.#location.prepareExternalUrl(this.#mountedAt));
  }

  #construct(title: string, options: NotificationOptions, taskId: string | null): void {
    const notification = new Notification(title, options);
    notification.onclick = (): void => {
      window.focus();
      this.#open?.(taskId);
      notification.close();
    };
  }

  /** The service worker, once it can show something; `null` where the host gives none, or it cannot start this time. */
  async #register(): Promise<ServiceWorkerRegistration | null> {
    const url = this.#options.notificationWorkerUrl;
    const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
    if (url === undefined || !serviceWorker) {
      return null;
    }
    this.#registration ??= serviceWorker.register(url).then(whenActive);
    const registration = await this.#registration.catch(() => null);
    if (registration === null) {
      this.#registration = undefined; // the server may have been away: the next notice asks again
    }
    return registration;
  }

  /** A person can change their mind in the browser's own settings. */
  async #followPermission(): Promise<void> {
    const { permissions } = navigator as { readonly permissions?: Permissions };
    try {
      const status = await permissions?.query({ name: 'notifications' });
      status?.addEventListener('change', () => this.#state.set(currentState()));
    } catch {
      // a browser that cannot tell: it is read again before each notice
    }
  }
}

/**
 * A registration that can show something, as its worker is active; `null` where that fails. `ready` of the browser waits for
 * a page below the worker's scope, and an application at `/jobs/` may be opened as `/jobs`.
 */
function whenActive(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration | null> {
  const { active, waiting, installing } = registration;
  const worker = waiting ?? installing;
  if (active !== null || worker === null) {
    return Promise.resolve(active && registration);
  }
  return new Promise((resolve) => {
    const look = (): void => {
      if (worker.state === 'activating' || worker.state === 'activated') {
        resolve(registration);
      } else if (worker.state === 'redundant') {
        resolve(null);
      }
    };
    worker.addEventListener('statechange', look);
    look();
  });
}

function currentState(): NotificationState {
  return 'Notification' in globalThis && isSecureContext ? Notification.permission : 'unsupported';
}
