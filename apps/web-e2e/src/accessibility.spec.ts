import { randomUUID } from 'node:crypto';
import { expect, type Locator, type Page } from '@playwright/test';
import type { ErrorCode } from '@task-queue/contracts';
import { COLOR_RULES, settled, violationsOf, type Sight } from './axe.ts';
import { go, test } from './kept-page.ts';
import { Integrator, openAs } from './person.ts';

/** What a person can have before them, and the ways there and back from the list. */
interface Place {
  readonly name: string;
  readonly come: (page: Page) => Promise<unknown>;
  /** @default Escape, which closes what lies over the list */
  readonly leave?: (page: Page) => Promise<unknown>;
  /** Whether it lies over what was looked at before, so that it alone is looked at. @default false */
  readonly isOver?: boolean;
  /** Whether a narrow screen has it too. @default true */
  readonly isOnNarrow?: boolean;
  /** Whether a narrow screen has parts that a wide one has not, or the other way round. @default false */
  readonly hasPartsOfWidth?: boolean;
  /** Rules that do not apply. @default none */
  readonly exempt?: readonly string[];
}

const LIST = /\/api\/tasks\?/;
/** A menu lies over the page, in no part of it: Material puts it there, and the rule is no requirement. */
const MENU = { isOver: true, exempt: ['region'] };
const stay = (): Promise<void> => Promise.resolve();
const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name });
const row = (page: Page, type: string): Locator => page.locator('tr.row', { hasText: type });

async function account(page: Page, item: string): Promise<void> {
  await button(page, '账户').click();
  await page.getByRole('menuitem', { name: item }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
}

/** Has the server refuse what is asked for with a state chosen, which the page then tells. */
async function refuse(page: Page, code: ErrorCode, state: string, told: string): Promise<void> {
  const problem = { type: 'about:blank', title: code, status: 500, code, detail: '没有成功' };
  await page.unroute(LIST);
  await page.route(LIST, (route) => route.fulfill({ status: problem.status, json: problem }));
  await page.getByRole('group', { name: '按状态筛选' }).getByRole('button', { name: state }).click();
  await expect(page.getByRole('heading', { name: told })).toBeVisible();
}

const PLACES: readonly Place[] = [
  {
    name: 'notification banner',
    come: (page) => expect(button(page, '开启通知')).toBeVisible(),
    leave: (page) => button(page, '以后再说').click(),
  },
  { name: 'list', come: stay, leave: stay, hasPartsOfWidth: true },
  { name: 'account menu', come: (page) => button(page, '账户').click(), ...MENU },
  { name: 'view menu', come: (page) => button(page, '显示设置').click(), isOnNarrow: false, ...MENU },
  { name: 'detail', come: (page) => row(page, 'demo.flaky').click() },
  {
    name: 'create',
    isOver: true,
    come: async (page) => {
      await button(page, '新建任务').first().click();
      await expect(page.getByRole('combobox', { name: '任务类型' })).toBeEnabled();
    },
  },
  {
    name: 'confirmation',
    isOver: true,
    come: (page) => row(page, 'demo.steps').getByRole('button', { name: /取消/ }).click(),
  },
  { name: 'settings', isOver: true, come: (page) => account(page, '设置') },
  { name: 'password', isOver: true, come: (page) => account(page, '修改密码') },
  { name: 'shortcuts', isOver: true, come: (page) => page.keyboard.press('?') },
  {
    name: 'bulk bar',
    come: async (page) => {
      await row(page, 'demo.flaky').getByRole('checkbox').click();
      await row(page, 'demo.steps').getByRole('checkbox').click();
    },
    leave: stay,
    hasPartsOfWidth: true,
  },
  {
    name: 'bulk outcome',
    isOver: true,
    come: async (page) => {
      await page.getByRole('toolbar').getByRole('button', { name: '取消任务' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: '取消任务' }).click();
      await expect(page.getByRole('dialog', { name: '批量取消' })).toContainText('未处理 1 个');
    },
  },
  { name: 'error', come: (page) => refuse(page, 'INTERNAL', '失败', '任务列表加载失败'), leave: stay },
  {
    name: 'no permission',
    come: (page) => refuse(page, 'FORBIDDEN', '已取消', '没有查看权限'),
    leave: (page) => page.unroute(LIST),
  },
  {
    name: 'nothing matches',
    come: async (page) => {
      await page.getByRole('searchbox').fill('nothing-has-these-words');
      await expect(page.getByRole('heading', { name: '没有符合条件的任务' })).toBeVisible();
    },
    leave: stay,
  },
  { name: 'users', come: (page) => go(page, '/settings/users'), leave: stay, hasPartsOfWidth: true },
  {
    name: 'new account',
    isOver: true,
    come: async (page) => {
      await button(page, '新建用户').click();
      await button(page, '创建').click(); // which tells what is missing
      await expect(page.locator('mat-error').first()).toBeVisible();
    },
  },
  {
    name: 'lanes',
    come: async (page) => {
      await go(page, '/system/lanes');
      await expect(page.getByRole('region', { name: '高优先级通道' })).toBeVisible();
    },
    leave: stay,
  },
  {
    name: 'limits',
    isOver: true,
    come: async (page) => {
      await button(page, /^更改限制/)
        .first()
        .click();
      await button(page, '添加限制').click();
      await button(page, '保存').click(); // which tells what is missing
      await expect(page.locator('mat-error').first()).toBeVisible();
    },
    leave: leaveForm,
  },
  {
    name: 'overview',
    come: async (page) => {
      await go(page, '/system/overview');
      await expect(page.locator('tq-chart canvas')).toHaveCount(5);
      await button(page, /^以表格显示/)
        .first()
        .click();
    },
    leave: stay,
    hasPartsOfWidth: true,
  },
  {
    name: 'errors',
    come: async (page) => {
      await go(page, '/system/errors');
      await button(page, /^磁盘已满/)
        .first()
        .click();
      await expect(page.locator('tq-error-sample')).toBeVisible(); // its task is perhaps another test's, and gone
    },
    leave: stay,
    hasPartsOfWidth: true,
  },
  {
    name: 'audit',
    come: async (page) => {
      await go(page, '/system/audit');
      await button(page, /^登录/).first().click();
      await expect(page.locator('tq-audit-detail')).toBeVisible();
    },
    leave: stay,
    hasPartsOfWidth: true,
  },
  {
    name: 'schedules',
    come: async (page) => {
      await go(page, '/system/schedules');
      await expect(page.getByRole('row', { name: /夜间导出/ }).first()).toBeVisible();
    },
    leave: stay,
    hasPartsOfWidth: true,
  },
  {
    name: 'schedule',
    isOver: true,
    come: async (page) => {
      await button(page, '夜间导出').first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('radio', { name: '高级' }).click();
      await dialog.getByLabel('cron 表达式').fill('0 30 2 ? * 2-6'); // which is offered converted
      await button(page, '高级选项').click();
      await expect(button(page, '改用 30 2 * * 1-5')).toBeVisible();
    },
    leave: leaveForm,
  },
  { name: 'not found', come: (page) => go(page, '/nowhere'), leave: stay },
  { name: 'login', come: (page) => go(page, '/login'), leave: stay },
];

const softly = expect.configure({ soft: true });
const WIDTHS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 900 } };

/** How a place is looked at. */
interface Look {
  readonly width: keyof typeof WIDTHS;
  readonly scheme: 'light' | 'dark';
  /** Whether by {@link COLOR_RULES} alone. @default false */
  readonly isOfColors?: boolean;
}

test('axe finds nothing, wide and narrow, light and dark', async ({ page }) => {
  test.setTimeout(240_000);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'default' });
    Notification.requestPermission = () => Promise.resolve('default');
  });
  const person = await Integrator.newcomer('admin'); // who sees everybody's tasks: ours have a word of their own
  const word = randomUUID().slice(0, 8);
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  await person.create({ type: 'demo.steps', title: `等待 ${word}`, runAt });
  const flaky = { params: { failures: 9, message: '磁盘已满' }, maxRetries: 0 };
  const { id } = await person.create({ type: 'demo.flaky', title: `失败 ${word}`, ...flaky });
  await expect.poll(async () => (await person.get(id)).status).toBe('failed');
  await person.schedule({ name: '夜间导出', type: 'tasks.export', cron: '30 2 * * *', timeZone: 'Asia/Shanghai' });
  await openAs(page, person, `/system/tasks?q=${word}`);
  await expect(row(page, 'demo.flaky')).toBeVisible();
  for (const place of PLACES) {
    await place.come(page);
    for (const look of looksAt(place)) {
      await page.setViewportSize(WIDTHS[look.width]);
      await page.emulateMedia({ colorScheme: look.scheme });
      await expect(page.locator('.mat-drawer-backdrop.mat-drawer-shown')).toHaveCount(0); // the menu makes way where it is narrow
      await settled(page);
      // The colors of a scheme are drawn when the processor has time for it.
      const message = `${place.name}, ${look.width}, ${look.scheme}`;
      await softly.poll(() => violationsOf(page, sightOf(place, look)), { message, timeout: 10_000 }).toEqual([]);
    }
    await page.setViewportSize(WIDTHS.wide);
    await page.emulateMedia({ colorScheme: 'light' });
    await (place.leave ?? closeOverlay)(page);
  }
});

/**
 * Wide in the light, narrow in the dark: a color does not depend on the width. Where one width has parts that the other has
 * not, each is looked at in both schemes.
 */
function looksAt({ isOnNarrow = true, hasPartsOfWidth = false }: Place): readonly Look[] {
  const wide: readonly Look[] = [
    { width: 'wide', scheme: 'light' },
    ...(hasPartsOfWidth || !isOnNarrow ? [{ width: 'wide', scheme: 'dark', isOfColors: true } as const] : []),
  ];
  const narrow: readonly Look[] = [
    { width: 'narrow', scheme: 'dark' },
    ...(hasPartsOfWidth ? [{ width: 'narrow', scheme: 'light', isOfColors: true } as const] : []),
  ];
  return isOnNarrow ? [...wide, ...narrow] : wide;
}

function sightOf({ isOver, exempt = [] }: Place, { isOfColors }: Look): Sight {
  return { ...(isOver && { part: '.cdk-overlay-container' }), ...(isOfColors ? { only: COLOR_RULES } : { exempt }) };
}

async function closeOverlay(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.locator('.cdk-overlay-backdrop')).toHaveCount(0);
}

/** One that something was typed into: it asks first. */
async function leaveForm(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await button(page, '放弃').click();
  await expect(page.locator('.cdk-overlay-backdrop')).toHaveCount(0);
}
