import {
  expect,
  test as base,
  type Browser,
  type BrowserContextOptions,
  type Page,
  type ViewportSize,
} from '@playwright/test';
import type { UserRole } from '@task-queue/contracts';
import { expectList, Integrator, openAs } from './person.ts';

/** A page that somebody has open, and that tests use one after the other: to open one takes most of a short test's time. */
interface Visit {
  readonly page: Page;
  readonly person: Integrator;
}

/** How the list is shown, as its person likes it: read when they come to it. */
const LIST_CHOICES = /^task-queue\.list\./;

/** What the tests' own pages have. */
type Options = BrowserContextOptions & { readonly viewport: ViewportSize };

/** Opens pages as the tests' own are opened, and keeps one. */
class KeptPage {
  #visit: Visit | undefined;

  constructor(
    private readonly browser: Browser,
    private readonly options: Options,
    private readonly role: UserRole,
  ) {}

  /** A page whose person has no tasks and looks at none. */
  async emptied(): Promise<Visit> {
    if (this.#visit !== undefined && !(await isEmptied(this.#visit, this.options.viewport))) {
      await this.close();
    }
    return (this.#visit ??= await this.#open());
  }

  async close(): Promise<void> {
    await this.#visit?.page.context().close();
    this.#visit = undefined;
  }

  async #open(): Promise<Visit> {
    const page = await (await this.browser.newContext(this.options)).newPage();
    const person = await Integrator.newcomer(this.role);
    await openAs(page, person);
    await leaveList(page);
    return { page, person };
  }
}

/** The pages that one worker keeps: whoever needs none opens none. */
type KeptPages = Readonly<Record<'user' | 'admin', KeptPage>>;

/**
 * `kept` is for tests that leave nothing in the browser: they begin with a person without tasks on a page that others had
 * before; `keptAdmin` is an administrator's, who sees everybody's tasks. One that fails takes them along, and the next has
 * new ones, as Playwright then begins another worker.
 */
export const test = base.extend<{ kept: Visit; keptAdmin: Visit }, { keptPages: KeptPages }>({
  keptPages: [
    async ({ browser }, use, { project }) => {
      const { baseURL, locale, timezoneId, viewport, permissions, contextOptions } = project.use;
      const options = { ...contextOptions, baseURL, locale, timezoneId, viewport, permissions } as Options;
      const [user, admin] = [new KeptPage(browser, options, 'user'), new KeptPage(browser, options, 'admin')];
      await use({ user, admin });
      await Promise.all([user.close(), admin.close()]);
    },
    { scope: 'worker' },
  ],
  kept: async ({ keptPages }, use) => use(await keptPages.user.emptied()),
  keptAdmin: async ({ keptPages }, use) => use(await keptPages.admin.emptied()),
});

/** Comes to the list, or to another address over it, which is not loaded anew. */
export async function come(page: Page, address = '/system/tasks'): Promise<void> {
  await go(page, address);
  await expectList(page);
}

/** Whether a page could be made as if it had just been opened by somebody new. */
async function isEmptied({ page, person }: Visit, size: ViewportSize): Promise<boolean> {
  try {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: 'reduce' });
    await leaveList(page);
    await page.evaluate((chosen) => {
      const names = Object.keys(localStorage).filter((name) => chosen.test(name));
      names.forEach((name) => localStorage.removeItem(name));
    }, LIST_CHOICES);
    return (await isOnTime(page)) && (await person.clear());
  } catch {
    return false;
  }
}

/** Whether no test has set the page's clock, which stays as it was set. */
async function isOnTime(page: Page): Promise<boolean> {
  const beforeMs = Date.now();
  const itsMs = await page.evaluate(() => Date.now());
  return itsMs > beforeMs - 500 && itsMs < Date.now() + 500;
}

/** Goes where there is no list, and nothing lies over the page: neither a form that somebody has left half filled in. */
async function leaveList(page: Page): Promise<void> {
  await go(page, '/nowhere');
  const nowhere = page.getByRole('heading', { name: '页面不存在' });
  const discard = page.getByRole('alertdialog').getByRole('button', { name: /^(放弃|Discard)$/ });
  await expect(nowhere.or(discard)).toBeVisible({ timeout: 5_000 });
  if (await discard.isVisible()) {
    await discard.click();
  }
  await expect(nowhere).toBeVisible({ timeout: 5_000 });
  await expect(page.locator('.cdk-overlay-backdrop')).toHaveCount(0, { timeout: 5_000 });
}

/** Goes to an address as by the browser's own buttons for back and forward: nothing is loaded anew. */
export async function go(page: Page, address: string): Promise<void> {
  await page.evaluate((url) => {
    history.pushState(null, '', url);
    dispatchEvent(new PopStateEvent('popstate', { state: null }));
  }, address);
}
