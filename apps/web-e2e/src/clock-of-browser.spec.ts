import { expect, type Page } from '@playwright/test';
import { test } from './kept-page.ts';
import { arrived, Integrator, openAs } from './person.ts';

/** Sets the clock of the page's computer, now or later, and as it is when the page is loaded; the one that only counts goes on. */
async function withClock(page: Page, aheadMinutes: number): Promise<void> {
  await page.addInitScript((minutes) => {
    const Real = Date;
    const wrong = { aheadMs: Number(sessionStorage.getItem('e2e.ahead') ?? minutes) * 60_000 };
    const now = (): number => Real.now() + wrong.aheadMs;
    globalThis.Date = new Proxy(Real, {
      construct: (date, given: unknown[]) => Reflect.construct(date, given.length === 0 ? [now()] : given) as object,
      get: (date, name) => (name === 'now' ? now : (Reflect.get(date, name) as unknown)),
    });
    Object.assign(globalThis, { wrong });
  }, aheadMinutes);
}

const setClock = (page: Page, aheadMinutes: number): Promise<unknown> =>
  page.evaluate(
    (minutes) => Object.assign(Reflect.get(globalThis, 'wrong') as object, { aheadMs: minutes * 60_000 }),
    aheadMinutes,
  );

const JUST_NOW = /^(现在|\d+秒钟前|1分钟前)$/;

// By how much it is off makes no difference: libs/tasks-ui/src/data/server-clock.spec.ts has more.
test("a browser whose clock is two hours off, or is set meanwhile, shows ages, spans and news by the server's", async ({
  page,
}) => {
  await withClock(page, -120);
  const person = await Integrator.newcomer();
  await openAs(page, person, '/system/tasks?within=1h');
  for (const minutes of [-120, 120]) {
    await test.step(`opened with a clock ${minutes} minutes ahead`, async () => {
      if (minutes > 0) {
        await page.evaluate((ahead) => sessionStorage.setItem('e2e.ahead', String(ahead)), minutes);
        await page.reload();
        await expect(page.getByText('实时更新中')).toBeVisible();
        await expect(page.getByRole('row', { name: /两秒的/ }).locator('td.created')).toHaveText(JUST_NOW);
      }
      const title = `两秒的 ${minutes}`;
      const { id } = await person.create({ type: 'demo.steps', title, params: { steps: 20, stepMs: 100 } });
      const row = await arrived(page, title);
      await expect(row.locator('td.duration')).toHaveText(/^0:\d\d$/);
      await expect(row.locator('td.created')).toHaveText(JUST_NOW);
      await expect(page.locator('mat-snack-bar-container')).toContainText(`任务完成 · ${title}`); // no notification is allowed
      expect((await person.get(id)).status).toBe('completed');
    });
  }
  await person.create({ type: 'demo.steps', title: '快到的', runAt: new Date(Date.now() + 40_000).toISOString() });
  await expect(await arrived(page, '快到的')).toContainText(/[1-3]?\d 秒后执行/);

  await test.step('a clock that is set while the page is open changes no age, and the session goes on', async () => {
    const created = page.getByRole('row', { name: /快到的/ }).locator('td.created');
    for (const minutes of [-120, 120]) {
      const asked = page.waitForResponse(/\/api\/tasks\/clock$/);
      await setClock(page, minutes);
      await asked;
      await expect(created).toHaveText(JUST_NOW);
    }
    await person.create({ type: 'demo.steps', title: '后来的', runAt: '2099-03-14T01:00:00Z' });
    await expect((await arrived(page, '后来的')).locator('td.created')).toHaveText(JUST_NOW);
  });
});
