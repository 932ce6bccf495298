import { expect } from '@playwright/test';
import { test } from './kept-page.ts';

test('the API documentation opens an operation, tries a call and breaks none of the content security policy', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || /content security policy/i.test(message.text())) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`Content Security Policy: ${violatedDirective} ${blockedURI}`);
    });
  });

  await page.goto('/api/docs');
  const operation = page.locator('.opblock', { hasText: '/api/tasks' }).filter({ hasText: 'POST' }).first();
  await operation.locator('.opblock-summary').click();
  await expect(operation.getByText('Idempotency-Key', { exact: true })).toBeVisible();
  await expect(operation.getByRole('button', { name: 'Try it out' })).toBeVisible();
  const probe = page.locator('#operations-operations-health_live');
  await probe.locator('.opblock-summary').click();
  await probe.getByRole('button', { name: 'Try it out' }).click();
  const answered = page.waitForResponse('**/health/live');
  await probe.getByRole('button', { name: 'Execute' }).click();
  expect((await answered).status()).toBe(200);
  expect(complaints).toEqual([]);
});
