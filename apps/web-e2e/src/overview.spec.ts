import { expect } from '@playwright/test';
import { test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

test('an overview leads to what fails, and from there to the tasks, which are retried together', async ({ page }) => {
  const person = await Integrator.newcomer();
  const flaky = { type: 'demo.flaky', params: { failures: 9, message: '对账文件缺失' }, maxRetries: 0 };
  await Promise.all([person.create(flaky), person.create(flaky)]);
  await expect.poll(async () => (await person.list('status=failed')).total).toBe(2);
  await openAs(page, person);
  await page.getByRole('link', { name: '概览' }).click();
  await expect(page).toHaveTitle('概览 · 任务中心');
  await page.getByRole('radio', { name: '1 小时' }).click();
  await expect(page).toHaveURL(/overview\?window=1h$/);

  const failures = page.getByRole('region', { name: '失败、重试与取消' });
  await expect(failures).toContainText('失败 2');
  // From the newest steps of the chart, which has all of an hour, to the tasks of one of them.
  const canvas = failures.locator('canvas');
  await expect(canvas).toBeVisible();
  const { width, height } = (await canvas.boundingBox())!;
  await expect(async () => {
    // The canvas stands a moment before what is drawn on it, which alone knows its steps: a hand goes on moving.
    await canvas.hover({ position: { x: width - 40, y: height / 2 } });
    await canvas.hover({ position: { x: width - 20, y: height / 2 } });
    await expect(failures.locator('.moment')).toHaveText(/^\d\d:\d\d$/, { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await canvas.click({ position: { x: width - 20, y: height / 2 } });
  await expect(page).toHaveURL(/tasks\?finishedFrom=.*&status=failed$/);
  await page.goBack();
  // Each line has its own colour, that of its name, also for who wants nothing to move: as all pages here are opened.
  const throughput = page.getByRole('region', { name: '吞吐量' });
  await expect(throughput.locator('canvas')).toBeVisible();
  await expect.poll(() => throughput.evaluate(drawnMarks)).toEqual([true, true]);
  await failures.getByRole('button', { name: '以表格显示：失败、重试与取消' }).click();
  await expect(failures.getByRole('row')).toHaveCount(61);

  await page.getByRole('link', { name: '全部错误' }).click();
  const kind = page.getByRole('listitem').filter({ hasText: '对账文件缺失' });
  await expect(kind).toContainText('demo.flaky');
  await kind.getByRole('button', { name: '对账文件缺失', exact: true }).click();
  await expect(kind.getByRole('link', { name: '打开示例任务' })).toBeVisible();
  await kind.getByRole('button', { name: /^全部重试/ }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '重试', exact: true }).click();
  const progress = page.getByRole('dialog', { name: '批量重试' });
  await expect(progress).toContainText(/符合条件\s*2\s*成功\s*2/);
  await progress.getByRole('button', { name: '关闭' }).click();
  await kind.getByRole('link', { name: /^查看任务/ }).click();
  await expect(page).toHaveURL(/fingerprint=[0-9a-f]{16}/);
  await expect(page.getByRole('row', { name: /demo.flaky/ })).toHaveCount(2);
});

/** Of each name beside a chart, whether something is drawn in its colour. */
function drawnMarks(card: Element): boolean[] {
  const canvas = card.querySelector('canvas')!;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return [...card.querySelectorAll('.mark')].map((mark) => {
    const wanted = getComputedStyle(mark).borderTopColor.match(/\d+/g)!.slice(0, 3).map(Number);
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3]! > 200 && wanted.every((part, at) => Math.abs(data[i + at]! - part) < 12)) {
        return true;
      }
    }
    return false;
  });
}
