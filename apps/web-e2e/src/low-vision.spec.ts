import { expect, type Locator } from '@playwright/test';
import { come, test } from './kept-page.ts';

/** How an element is drawn, as far as the system's own colours leave it to us. */
function drawn(element: Locator): Promise<string> {
  return element.evaluate((node) => {
    const { backgroundColor, color, borderColor } = getComputedStyle(node);
    return [backgroundColor, color, borderColor].join(' ');
  });
}

test('in the system’s high contrast, what is chosen looks different from what is not', async ({ kept: { page } }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await come(page);
  const statuses = page.getByRole('group', { name: '按状态筛选' });
  const [chosen, other] = await Promise.all([
    drawn(statuses.getByRole('button', { pressed: true })),
    drawn(statuses.getByRole('button', { name: '失败' })),
  ]);
  expect(chosen).not.toBe(other);
  const places = page.getByRole('navigation', { name: '主导航' });
  const here = await drawn(places.getByRole('link', { name: '任务队列' }));
  expect(here).not.toBe(await drawn(places.getByRole('link', { name: '计划任务' })));
});

// WCAG 1.4.10: a window of 1,280 pixels at 400 %.
test('320 pixels wide, nothing is cut off or needs scrolling sideways', async ({ kept: { page } }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await come(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  const cut = await page.locator('main button:visible').evaluateAll((buttons) =>
    buttons
      .filter((button) => !button.closest('.chips')) // a row of its own that scrolls
      .filter((button) => {
        const { left, right } = button.getBoundingClientRect();
        const parts = [...button.querySelectorAll('mat-icon, .mdc-button__label')].map((part) =>
          part.getBoundingClientRect(),
        );
        return right > innerWidth || parts.some((part) => part.left < left - 1 || part.right > right + 1);
      })
      .map((button) => button.textContent),
  );
  expect(cut).toEqual([]);
});
