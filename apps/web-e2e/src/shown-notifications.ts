import { expect, type Page } from '@playwright/test';

declare global {
  interface Window {
    /** How many notifications the browser has shown for this page. */
    shows?: number;
  }
}

/** What the browser shows now. */
interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly url: string;
  readonly scope: string;
}

/** Counts what the browser shows for a page from now on, and takes away what it shows. */
export async function beginShowing(page: Page): Promise<void> {
  await page.evaluate(async () => {
    if (window.shows === undefined) {
      const way = ServiceWorkerRegistration.prototype;
      const show = Reflect.get(way, 'showNotification');
      way.showNotification = async function (title, options) {
        await show.call(this, title, options);
        window.shows! += 1;
      };
    }
    window.shows = 0;
    const registration = await navigator.serviceWorker.getRegistration();
    (await registration?.getNotifications())?.forEach((shown) => shown.close());
  });
}

/** The notifications on the screen, as the service worker that shows them knows them. */
export function shownBy(page: Page): Promise<Shown[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const shown = (await registration?.getNotifications()) ?? [];
    return shown.map(({ title, body, tag, data }) => {
      const { url } = data as { url: string };
      return { title, body, tag, url, scope: registration!.scope };
    });
  });
}

/** The same, once another is there: asked for meanwhile, Chromium forgets the one that it is just showing. */
export async function nextShownBy(page: Page): Promise<Shown[]> {
  await expect.poll(() => page.evaluate(() => window.shows)).toBe(1);
  return shownBy(page);
}
