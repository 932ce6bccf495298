import { expect, test, type Page } from '@playwright/test';
import { Integrator, openAs } from './person.ts';

/** Sets the clock of the page's computer, now or later; the one that only counts goes on. */
async function withClock(page: Page, aheadMinutes: number): Promise<void> {
  await page.addInitScript((minutes) => {
    const Real = Date;
    const wrong = { aheadMs: minutes * 60_000 };
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

for (const minutes of [10, -10, 120, -120]) {
  test(`a browser whose clock is ${minutes} minutes ahead shows ages, spans and news by the server's`, async ({
    page,
  }) => {
    await withClock(page, minutes);
    const person = await Integrator.newcomer();
    await openAs(page, person, '/system/tasks?within=1h');
    const { id } = await person.create({ type: 'demo.steps', title: '两秒的', params: { steps: 20, stepMs: 100 } });
    const row = page.getByRole('row', { name: /两秒的/ });
    await expect(row.locator('td.duration')).toHaveText(/^0:\d\d$/);
    await expect(row.locator('td.created')).toHaveText(/^(现在|\d+秒钟前)$/);
    await expect(page.locator('mat-snack-bar-container')).toContainText('任务完成 · 两秒的'); // no notification is allowed
    await page.reload();
    await expect(row.locator('td.created')).toHaveText(/^(现在|\d+秒钟前|1分钟前)$/);
    const runAt = new Date(Date.now() + 40_000).toISOString();
    await person.create({ type: 'demo.steps', title: '快到的', runAt });
    await page.getByRole('button', { name: '1 个新任务' }).click();
    await expect(page.getByRole('row', { name: /快到的/ })).toContainText(/[1-3]?\d 秒后执行/);
    expect((await person.get(id)).status).toBe('completed');
  });
}

test('a clock that is set while the page is open changes no age, and the session goes on', async ({ page }) => {
  await withClock(page, 0);
  const person = await Integrator.newcomer();
  await openAs(page, person);
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  await person.create({ type: 'demo.steps', title: '看着的', runAt });
  const created = page.getByRole('row', { name: /看着的/ }).locator('td.created');
  await expect(created).toHaveText(/^(现在|\d+秒钟前)$/);
  for (const minutes of [-120, 120]) {
    const asked = page.waitForResponse(/\/api\/tasks\/clock$/);
    await setClock(page, minutes);
    await asked;
    await expect(created).toHaveText(/^(现在|\d+秒钟前|1分钟前)$/);
  }
  const read = page.waitForResponse(/\/api\/tasks\?/); // else the answer may have the next task in it already
  await page.getByRole('button', { name: '刷新' }).click();
  await read;
  await person.create({ type: 'demo.steps', title: '后来的', runAt });
  await page.getByRole('button', { name: '1 个新任务' }).click();
  await expect(page.getByRole('row', { name: /后来的/ }).locator('td.created')).toHaveText(/^(现在|\d+秒钟前)$/);
});
