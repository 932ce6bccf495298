import { BrowserPlatformLocation, PlatformLocation } from '@angular/common';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiToken } from '@task-queue/contracts';
import { goBack } from '@task-queue/ui/testing';
import { called, expectNoCalls, expectSoon, openPage, problem, signIn } from '../../testing/identity-page';
import { TokensPage } from './tokens-page';

const DAY_MS = 86_400_000;
const from = (days: number): string => new Date(Date.now() + days * DAY_MS + 60_000).toISOString();
const token = (name: string, more: Partial<ApiToken> = {}): ApiToken => ({
  id: `id of ${name}`,
  name,
  scopes: ['tasks:read', 'tasks:create'],
  createdAt: from(-10),
  expiresAt: from(80),
  lastUsedAt: null,
  ...more,
});

let page: ComponentFixture<TokensPage>;

async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done, 20));
  await page.whenStable();
}

async function list(...items: readonly ApiToken[]): Promise<void> {
  (await called('GET', '/api/tokens')).flush({ items });
  await settled();
}

const read = (element: Element): string => element.textContent.replace(/[⁦-⁩]/g, '').replace(/\s+/g, ' ').trim();
const rows = (): string[] => [...(page.nativeElement as HTMLElement).querySelectorAll('tbody tr')].map(read);
const dialog = (): HTMLElement => document.querySelector<HTMLElement>('mat-dialog-container')!;

/** Presses the button of this name, of the dialog if there is one. */
async function press(name: string): Promise<void> {
  const within = document.querySelector('mat-dialog-container') ?? (page.nativeElement as HTMLElement);
  const button = [...within.querySelectorAll<HTMLElement>('button')].find(
    (one) => (one.getAttribute('aria-label') ?? read(one)).replace(/[⁦-⁩]/g, '') === name,
  );
  button!.focus();
  button!.click();
  await settled();
}

/** Opens the form for a new one; resolves when it has taken the focus, which it would take from what has it by then. */
async function openForm(): Promise<void> {
  await press('新建访问令牌');
  await expectSoon(() => dialog().contains(document.activeElement), true);
}

beforeEach(async () => {
  openPage();
  TestBed.configureTestingModule({ providers: [{ provide: PlatformLocation, useClass: BrowserPlatformLocation }] });
  history.pushState(null, '', '/here');
  await signIn();
  page = TestBed.createComponent(TokensPage);
  page.detectChanges();
});

describe('access tokens', () => {
  it('stand with how far they reach, when they were used and when they end', async () => {
    await list(token('import', { lastUsedAt: from(-2) }), token('old', { expiresAt: from(-3) }));
    expect(rows()).toEqual(['importtasks:readtasks:create昨天80天后', 'oldtasks:readtasks:create 从未使用 已过期']);
  });

  it('are good as long as they are by the server’s clock, in a browser whose own is a day ahead', async () => {
    const items = [token('good', { expiresAt: from(-0.5) }), token('old', { expiresAt: from(-1.5) })];
    (await called('GET', '/api/tokens')).flush({ items }, { headers: { Date: from(-1) } });
    await settled();
    expect(rows()).toEqual([
      'goodtasks:readtasks:create 从未使用 12小时后',
      'oldtasks:readtasks:create 从未使用 已过期',
    ]);
  });

  it('where there are none say what they are good for', async () => {
    await list();
    expect(rows()).toEqual(['还没有访问令牌。新建一个，在程序里用它代替登录。']);
  });

  it('are made with a name, a lifetime and scopes, and shown once', async () => {
    await list();
    await openForm();
    await press('创建');
    expectNoCalls();
    expect(read(dialog())).toContain('请至少选择一项');
    const loader = TestbedHarnessEnvironment.documentRootLoader(page);
    await (await loader.getHarness(MatInputHarness)).setValue('import');
    const lifetime = await loader.getHarness(MatSelectHarness);
    expect(await lifetime.getValueText()).toBe('90天');
    await lifetime.clickOptions({ text: '7天' });
    for (const label of [/tasks:read/, /tasks:control/]) {
      await (await loader.getHarness(MatCheckboxHarness.with({ label }))).check();
    }
    await (await loader.getHarness(MatCheckboxHarness.with({ label: /tasks:read/ }))).uncheck();
    await press('创建');
    const call = await called('POST', '/api/tokens');
    expect(call.request.body).toEqual({ name: 'import', expiresInDays: 7, scopes: ['tasks:control'] });
    call.flush({ ...token('import'), token: 'tq_secret' });
    await settled();
    expect(read(dialog())).toContain('关闭后无法再次查看');
    expect(dialog().querySelector('code')!.textContent).toBe('tq_secret');
    expect(read(document.activeElement!)).toBe('已保存，关闭');
    await goBack();
    await settled();
    expect(dialog().querySelector('code')!.textContent).toBe('tq_secret');
    await press('已保存，关闭');
    await list(token('import'));
    expect(document.body.textContent).not.toContain('tq_secret');
  });

  it('that are refused say why, and nothing that was typed is lost', async () => {
    await list();
    await openForm();
    const loader = TestbedHarnessEnvironment.documentRootLoader(page);
    await (await loader.getHarness(MatInputHarness)).setValue('one more');
    await (await loader.getHarness(MatCheckboxHarness.with({ label: /admin/ }))).check();
    await press('创建');
    const refusal = { status: 409, statusText: 'Conflict' };
    (await called('POST', '/api/tokens')).flush(problem('每人最多 100 个访问令牌'), refusal);
    await settled();
    expect(read(dialog().querySelector('[role=alert]')!)).toBe('每人最多 100 个访问令牌');
    expect(await (await loader.getHarness(MatInputHarness)).getValue()).toBe('one more');
  });

  it('are revoked once that is confirmed', async () => {
    await list(token('import'));
    await press('吊销“import”');
    expect(read(dialog())).toContain('吊销“import”？');
    await press('吊销');
    (await called('DELETE', `/api/tokens/${encodeURIComponent('id of import')}`)).flush(null);
    await list();
    expect(rows()[0]).toContain('还没有访问令牌');
    expect(document.activeElement!.tagName).toBe('TABLE'); // and not the page, from whose top one would begin again
  });
});
