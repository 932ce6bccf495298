import { expect, type Locator, type Page } from '@playwright/test';
import { come, test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

test('the language changes without a reload, everywhere, and is remembered', async ({ page }) => {
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

  await page.reload();
  await expect(page.getByRole('heading', { name: 'Task queue' })).toBeVisible();
});

test('light, dark or as the system has it, at once and remembered', async ({ page }) => {
  await openAs(page, await Integrator.newcomer());
  const root = page.locator('html');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(root).toHaveCSS('background-color', 'rgb(16, 20, 21)');
  await page.getByRole('button', { name: '账户' }).click();
  await page.getByRole('menuitem', { name: '设置' }).click();
  await page.getByRole('radio', { name: '浅色' }).click();
  await expect(root).toHaveCSS('background-color', 'rgb(245, 247, 248)');
  await page.reload();
  await expect(root).toHaveCSS('color-scheme', 'light');
  await page.getByRole('button', { name: '外观' }).click();
  await page.getByRole('menuitemradio', { name: '深色' }).click();
  await expect(root).toHaveCSS('background-color', 'rgb(16, 20, 21)');
});

test('Chinese is drawn where the system has no font for it, from the first text on', async ({ page }) => {
  await openAs(page, await Integrator.newcomer());
  await page.waitForLoadState('networkidle');
  const widths = await page.evaluate(() => {
    const heading = document.querySelector('h1')!;
    const first = heading.offsetWidth;
    heading.replaceWith(heading.cloneNode(true)); // drawn anew, with all fonts there
    return [first, document.querySelector('h1')!.offsetWidth];
  });
  expect(widths[0]).toBe(widths[1]);
});

test('who prefers less motion sees none', async ({ kept: { page } }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await come(page);
  const moving = await page.evaluate(() =>
    document.getAnimations().filter(({ effect }) => Number(effect?.getTiming().duration) > 1),
  );
  expect(moving).toEqual([]);
});

test('a page that is not there says so and leads back', async ({ page }) => {
  await openAs(page, await Integrator.newcomer());
  await page.goto('/system/nowhere');
  await expect(page.getByRole('heading', { name: '页面不存在' })).toBeVisible();
  await expect(page).toHaveTitle('页面不存在 · 任务中心');
  await page.getByRole('link', { name: '回到任务队列' }).click();
  await expect(page.getByRole('heading', { name: '任务队列', level: 1 })).toBeVisible();
  await expect(page.locator('main')).toBeFocused(); // a screen reader begins with the new page
});

test('the first Tab leads past the navigation', async ({ page }) => {
  await openAs(page, await Integrator.newcomer());
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: '跳到内容' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
});

test.describe('a first visit', () => {
  const submit = (page: Page, language: string): Locator =>
    page.getByRole('button', { name: language === 'en' ? 'Sign in' : '登录', exact: true });

  for (const { asks, serverIs, language } of [
    { asks: ['en-US'], serverIs: 'zh-CN', language: 'en' },
    { asks: ['zh-TW'], serverIs: 'en', language: 'zh-CN' },
    { asks: ['fr-FR', 'en-GB', 'zh-CN'], serverIs: 'zh-CN', language: 'en' },
    { asks: ['fr-FR', 'zh-HK', 'en'], serverIs: 'en', language: 'zh-CN' },
    { asks: ['fr-FR'], serverIs: 'zh-CN', language: 'zh-CN' },
    { asks: ['fr-FR'], serverIs: 'en', language: 'en' },
  ]) {
    test(`of a browser that asks for ${asks.join(', ')} to a server set to ${serverIs} is in ${language}`, async ({
      page,
    }) => {
      await page.addInitScript((languages) => {
        Object.defineProperty(Navigator.prototype, 'languages', { get: () => languages });
      }, asks);
      await page.route('/login', async (route) => {
        const answer = await route.fetch();
        const told = (locale: string): string => `name="default-locale" content="${locale}"`;
        const page = await answer.text();
        expect(page).toContain(told('zh-CN'));
        await route.fulfill({ response: answer, body: page.replace(told('zh-CN'), told(serverIs)) });
      });
      await page.goto('/login');
      await expect(submit(page, language)).toBeVisible();
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expect(page).toHaveTitle(language === 'en' ? 'Sign in · Task Center' : '登录 · 任务中心');
    });
  }

  test.describe('in English', () => {
    test.use({ locale: 'en-US' });

    test('begins in English before the program runs, and what the person chooses then stays', async ({ page }) => {
      const start = await page.goto('/login');
      expect(await start!.text()).toMatch(/<html lang="en"[^]*<title>Task queue</);
      await expect(submit(page, 'en')).toBeVisible();
      await page.getByRole('button', { name: 'Language' }).click();
      await page.getByRole('menuitemradio', { name: '简体中文' }).click();
      await expect(submit(page, 'zh-CN')).toBeVisible();
      await page.reload();
      await expect(submit(page, 'zh-CN')).toBeVisible();
    });

    test('says in English what went wrong', async ({ page }) => {
      await page.goto('/login');
      await page.getByLabel('User name').fill('nobody');
      await page.getByLabel('Password').fill('wrong password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('alert')).toHaveText(/^[\x20-\x7e]+$/);
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
