import { expect, type Locator, type Page } from '@playwright/test';
import { come, go, test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

test('the language changes without a reload, everywhere, and is remembered, as are the colours', async ({ page }) => {
  const person = await Integrator.newcomer();
  await person.create({ type: 'demo.steps', title: 'one', params: { steps: 1, stepMs: 0 } });
  await openAs(page, person);
  await expect(page).toHaveTitle('任务队列 · 任务中心');
  await expect(page.getByText('第 1–1 个，共 1 个')).toBeVisible();
  await page.evaluate(() => {
    window.name = 'the same document';
  });
  await page.getByRole('button', { name: '语言' }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();

  await expect(page.getByRole('heading', { name: 'Task queue' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page).toHaveTitle('Task queue · Task Center');
  await expect(page.getByRole('navigation', { name: 'You are here' })).toContainText('System status');
  await expect(page.getByText('1–1 of 1')).toBeVisible(); // Material's own texts
  await expect(page.getByRole('row').last()).toContainText(/ago|now/);
  expect(await page.evaluate(() => window.name)).toBe('the same document');

  await test.step('so do the colours, light, dark or as the system has them', async () => {
    const root = page.locator('html');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(root).toHaveCSS('background-color', 'rgb(16, 20, 21)');
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: 'Light' }).click();
    await expect(root).toHaveCSS('background-color', 'rgb(245, 247, 248)');

    await page.reload();
    await expect(page.getByRole('heading', { name: 'Task queue' })).toBeVisible();
    await expect(root).toHaveCSS('color-scheme', 'light');
    await page.getByRole('button', { name: 'Appearance' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await expect(root).toHaveCSS('background-color', 'rgb(16, 20, 21)');
  });

  await test.step('English, which is longer, has room where it is narrow', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'New task' }).click();
    await page.getByRole('combobox', { name: 'Task type' }).click();
    await page.getByRole('option', { name: 'Batch export' }).click();
    const heads = page.locator('mat-expansion-panel-header');
    await expect(heads).toHaveCount(2);
    const cut = await heads
      .locator('mat-panel-description')
      .evaluateAll((texts) =>
        texts
          .filter((text) => text.scrollHeight > text.closest('mat-expansion-panel-header')!.clientHeight)
          .map(({ textContent }) => textContent),
      );
    expect(cut).toEqual([]);
  });
});

test('who prefers less motion sees none', async ({ kept: { page } }) => {
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
  await come(page);
  const moving = await page.evaluate(() =>
    document.getAnimations().filter(({ effect }) => Number(effect?.getTiming().duration) > 1),
  );
  expect(moving).toEqual([]);
  // Not even for a moment, which in every part of the page takes longer than what it follows.
  const begun = await page.evaluateHandle(() => {
    const properties: string[] = [];
    addEventListener('transitionrun', ({ propertyName }) => properties.push(propertyName));
    return properties;
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  expect(await begun.jsonValue()).toEqual([]);
});

test('a page that is not there says so and leads back', async ({ kept: { page } }) => {
  await go(page, '/system/nowhere');
  await expect(page.getByRole('heading', { name: '页面不存在' })).toBeVisible();
  await expect(page).toHaveTitle('页面不存在 · 任务中心');
  await page.getByRole('link', { name: '回到任务队列' }).click();
  await expect(page.getByRole('heading', { name: '任务队列', level: 1 })).toBeVisible();
  await expect(page.locator('main')).toBeFocused(); // a screen reader begins with the new page
});

test.describe('a first visit', () => {
  const submit = (page: Page, language: string): Locator =>
    page.getByRole('button', { name: language === 'en' ? 'Sign in' : '登录', exact: true });

  test.describe('in English', () => {
    test.use({ locale: 'en-US' });

    test('begins in English before the program runs, and what the person chooses then stays', async ({ page }) => {
      const start = await page.goto('/login');
      expect(await start!.text()).toMatch(/<html lang="en"[^]*<title>Task queue</);
      await expect(submit(page, 'en')).toBeVisible();
      await expect(page.locator('html')).toHaveAttribute('lang', 'en');
      await expect(page).toHaveTitle('Sign in · Task Center');
      await test.step('says in English what went wrong', async () => {
        await page.getByLabel('User name').fill('nobody');
        await page.getByLabel('Password').fill('wrong password');
        await submit(page, 'en').click();
        await expect(page.getByRole('alert')).toHaveText(/^[\x20-\x7e]+$/);
      });
      await page.getByRole('button', { name: 'Language' }).click();
      await page.getByRole('menuitemradio', { name: '简体中文' }).click();
      await expect(submit(page, 'zh-CN')).toBeVisible();
      await page.reload();
      await expect(submit(page, 'zh-CN')).toBeVisible();
    });
  });

  test.describe('without JavaScript', () => {
    test.use({ javaScriptEnabled: false });

    test('says that it needs it', async ({ page }) => {
      await page.goto('/login');
      const said = page.locator('noscript'); // Playwright finds no text in it
      await expect(said).toBeVisible();
      expect(await said.textContent()).toMatch(/^此页面需要 JavaScript/);
    });
  });
});
