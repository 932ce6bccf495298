import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatSelect } from '@angular/material/select';
import { By } from '@angular/platform-browser';
import { Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEntry, AuditPage as Part } from '@task-queue/contracts';
import { called, loginOf, openPage, problem, signIn } from '../../testing/identity-page';
import { IDENTITY_UI_OPTIONS } from '../provide-identity-ui';
import { AuditPage } from './audit-page';

const entry = (id: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  at: '2026-11-30T09:34:02.007Z',
  action: 'user.change',
  outcome: 'done',
  code: null,
  who: { id: 'id of ann', username: 'ann' },
  token: null,
  address: '203.0.113.5',
  target: { type: 'user', id: 'id of ben', name: 'ben' },
  taskId: null,
  before: { role: 'user' },
  after: { role: 'operator' },
  reason: null,
  requestId: 'the-request',
  count: 1,
  ...more,
});

let page: ComponentFixture<unknown>;
const element = (): HTMLElement => page.nativeElement as HTMLElement;
/** All that stands there, with a space between two elements. */
const read = (of: Element): string => {
  const texts = document.createTreeWalker(of, NodeFilter.SHOW_TEXT);
  const all: string[] = [];
  while (texts.nextNode() !== null) {
    all.push(texts.currentNode.textContent ?? '');
  }
  return all.join(' ').replace(/[⁦-⁩]/g, '').replace(/\s+/g, ' ').trim();
};
const rows = (): string[] => [...element().querySelectorAll('tbody tr')].map(read);

async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done, 20));
  await page.whenStable();
}

/** What the page opens with. */
const WITHOUT = '?without=renewals';

/** Answers the call for a page. @param query - as it is asked for */
async function answer(part: Part, query = WITHOUT): Promise<void> {
  (await called('GET', `/api/audit${query}`)).flush(part);
  await settled();
}

function press(name: string | RegExp): void {
  const all = [...document.querySelectorAll<HTMLElement>('button')];
  const found = all.find((button) => {
    const label = button.getAttribute('aria-label') ?? read(button);
    return typeof name === 'string' ? label.includes(name) : name.test(label);
  });
  found!.click();
}

async function open(address = '/audit'): Promise<void> {
  const harness = await RouterTestingHarness.create();
  await harness.navigateByUrl(address);
  page = harness.fixture;
}

beforeEach(async () => {
  openPage();
  TestBed.overrideProvider(IDENTITY_UI_OPTIONS, {
    useValue: { baseUrl: '/api', addressOf: ({ type }: { type: string }) => (type === 'user' ? '/users' : null) },
  });
  TestBed.inject(Router).resetConfig([{ path: '**', component: AuditPage }]);
  await signIn(loginOf('ann', 'token', 'admin'));
});

describe('the audit log', () => {
  it('says who did what to whom, and opens to what was before and after', async () => {
    await open();
    const token = { id: 't1', name: 'nightly' };
    const refused = entry('1-0b', {
      action: 'access',
      outcome: 'refused',
      code: 'FORBIDDEN',
      count: 7,
      who: null,
      token,
    });
    await answer({ items: [entry('2-0a'), refused], next: null });
    expect(rows()[0]).toContain('ann 203.0.113.5 修改用户 用户 ben 成功');
    expect(rows()[1]).toContain('未登录 令牌 nightly');
    expect(rows()[1]).toContain('被拒绝 × 7 FORBIDDEN');
    expect(element().querySelector('tbody a')?.getAttribute('href')).toBe('/users');
    press(/^修改用户/);
    await settled();
    expect(rows()[1]).toBe(
      'role user → operator 对象编号 id of ben 用户编号 id of ann 请求编号 the-request 记录编号 2-0a',
    );
  });

  it('reads on where the page before ends, and says where nothing matched yet', async () => {
    await open('/audit?who=ann&outcome=refused,nonsense');
    await answer({ items: [], next: '5-0a' }, '?who=ann&outcome=refused&without=renewals');
    expect(read(element())).toContain('可以继续查找更早的');
    press('加载更早的记录');
    await answer({ items: [entry('4-0a')], next: null }, '?who=ann&outcome=refused&without=renewals&before=5-0a');
    expect(rows()).toHaveLength(1);
    expect(read(element())).not.toContain('加载更早的记录');
  });

  it('narrows by the address of the page, and exports what it shows', async () => {
    await open();
    await answer({ items: [entry('2-0a')], next: null });
    const who = [...element().querySelectorAll('input')].find(({ type }) => type === 'text')!;
    who.value = ' ann ';
    who.dispatchEvent(new Event('change'));
    await answer({ items: [], next: null }, '?who=ann&without=renewals');
    expect(TestBed.inject(Router).url).toBe('/audit?who=ann');
    expect(read(element())).toContain('没有符合条件的记录');
    press('导出 CSV');
    const call = await called('POST', '/api/audit/export');
    expect(call.request.body).toEqual({ filter: { who: 'ann', without: 'renewals' } });
    call.flush({ id: 'task-1' });
    await settled();
    expect(document.querySelector('mat-snack-bar-container')?.textContent).toContain('正在导出');
  });

  const chip = (): Element | null => element().querySelector('button[aria-pressed]');

  it('leaves out renewals of sessions and says so, until they are asked for, which its address tells', async () => {
    await open();
    await answer({ items: [entry('2-0a')], next: null });
    expect([read(chip()!), chip()!.getAttribute('aria-pressed')]).toEqual(['不含续期登录', 'true']);
    press('不含续期登录');
    await answer({ items: [entry('3-0b', { action: 'auth.refresh' }), entry('2-0a')], next: null }, '');
    expect([TestBed.inject(Router).url, rows().length]).toEqual(['/audit?renewals=shown', 2]);
    expect(chip()!.getAttribute('aria-pressed')).toBe('false');
    press('不含续期登录');
    await answer({ items: [entry('2-0a')], next: null });
    expect(TestBed.inject(Router).url).toBe('/audit');
  });

  it('shows renewals where what is done is named, and clearing the filters leaves them out again', async () => {
    await open('/audit?action=auth.refresh');
    expect(chip()).toBeNull();
    await answer({ items: [], next: null }, '?action=auth.refresh');
    press('清除筛选');
    await answer({ items: [entry('2-0a')], next: null });
    expect(TestBed.inject(Router).url).toBe('/audit');
  });

  it('leaves renewals out as before where what was done is named no more', async () => {
    await open('/audit?action=auth.refresh');
    await answer({ items: [], next: null }, '?action=auth.refresh');
    page.debugElement.query(By.directive(MatSelect)).triggerEventHandler('selectionChange', { value: [] });
    await answer({ items: [entry('2-0a')], next: null });
    expect([TestBed.inject(Router).url, chip()!.getAttribute('aria-pressed')]).toEqual(['/audit', 'true']);
  });

  it('says what the server refuses, and asks again', async () => {
    await open();
    (await called('GET', `/api/audit${WITHOUT}`)).flush(problem('没有权限'), { status: 403, statusText: '' });
    await settled();
    expect(element().querySelector('[role=alert]')?.textContent).toContain('没有权限');
    press('重试');
    await answer({ items: [entry('2-0a')], next: null });
    expect(rows()).toHaveLength(1);
  });
});
