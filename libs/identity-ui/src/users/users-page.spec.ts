import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatDialog, MatDialogState } from '@angular/material/dialog';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import type { UserAccount } from '@task-queue/contracts';
import { called, expectNoCalls, loginOf, openPage, problem, signIn } from '../../testing/identity-page';
import { UsersPage } from './users-page';

const account = (username: string, more: Partial<UserAccount> = {}): UserAccount => ({
  ...loginOf(username).user,
  disabled: false,
  isService: false,
  secondFactor: false,
  mustChangePassword: false,
  createdAt: '2026-01-02T03:04:05.000Z',
  ...more,
});
const ANN = account('ann', { role: 'admin' });
const BEN = account('ben');

let page: ComponentFixture<UsersPage>;

/** Answers the call for the list. */
async function list(accounts: readonly UserAccount[]): Promise<void> {
  (await called('GET', '/api/users')).flush(accounts);
  await settled();
}

async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done, 20));
  await page.whenStable();
}

/** What each row says, its actions left out. */
const rows = (): string[] =>
  [...(page.nativeElement as HTMLElement).querySelectorAll('tbody tr')].map(({ children }) =>
    [...children]
      .slice(0, -1)
      .map(({ textContent }) => textContent.trim())
      .join(' '),
  );
const said = (): string => document.querySelector('mat-snack-bar-container')?.textContent.trim() ?? '';

/** Presses the last button of the dialog. */
const submit = (): void => [...document.querySelectorAll<HTMLElement>('mat-dialog-container button')].at(-1)!.click();

/** What can be done with somebody. */
async function menuOf(username: string): Promise<MatMenuHarness> {
  const all = await TestbedHarnessEnvironment.loader(page).getAllHarnesses(MatMenuHarness);
  const [menu] = all.filter((_, i) => rows()[i]!.startsWith(username));
  await menu!.open();
  return menu!;
}

async function choose(username: string, action: string): Promise<void> {
  await (await menuOf(username)).clickItem({ text: action });
}

beforeEach(async () => {
  openPage();
  await signIn(loginOf('ann', 'token', 'admin'));
  page = TestBed.createComponent(UsersPage);
  page.detectChanges();
});

describe('accounts', () => {
  it('of a provider say which, and have role and password there', async () => {
    await list([ANN, account('cleo', { provider: 'login.example' })]);
    expect(rows()[1]).toContain('单点登录：login.example');
    const items = await (await menuOf('cleo')).getItems();
    expect(await Promise.all(items.map((item) => item.getText()))).toEqual([
      '访问令牌',
      '结束所有登录',
      '停用',
      '删除',
    ]);
  });

  it('stand with their roles and states, and one’s own is marked', async () => {
    await list([ANN, account('cleo', { disabled: true })]);
    expect(rows()).toEqual(['ann你 管理员 正常 2026年1月2日', 'cleo 普通用户 已停用 2026年1月2日']);
  });

  it('that cannot be read are told why, and are read again by a click', async () => {
    (await called('GET', '/api/users')).flush(problem('没有权限执行此操作'), { status: 403, statusText: 'Forbidden' });
    await settled();
    const alert = (page.nativeElement as HTMLElement).querySelector('[role=alert]')!;
    expect(alert.textContent).toContain('没有权限执行此操作');
    alert.querySelector('button')!.click();
    await list([ANN]);
    expect(rows()).toHaveLength(1);
  });

  it('cannot shut themselves out: one’s own offers a new password alone', async () => {
    await list([ANN, BEN]);
    const offered = async (name: string): Promise<string[]> =>
      Promise.all((await (await menuOf(name)).getItems()).map((item) => item.getText()));
    expect(await offered('ann')).toEqual(['重置密码']);
    expect(await offered('ben')).toEqual(['重置密码', '访问令牌', '结束所有登录', '修改角色', '停用', '删除']);
  });
});

describe('a service account', () => {
  it('is made without a password, and marked', async () => {
    await list([ANN]);
    [...(page.nativeElement as HTMLElement).querySelectorAll('button')][0]!.click();
    await settled();
    const loader = TestbedHarnessEnvironment.documentRootLoader(page);
    await (await loader.getHarness(MatInputHarness.with({ selector: '[formcontrolname=username]' }))).setValue('robot');
    await (await loader.getHarness(MatCheckboxHarness.with({ label: /服务账户/ }))).check();
    expect(document.querySelector('input[type=password]')).toBe(null);
    submit();
    const call = await called('POST', '/api/users');
    expect(call.request.body).toEqual({ username: 'robot', role: 'user' });
    await settled();
    document.querySelector<HTMLElement>('.cdk-overlay-backdrop')!.click(); // there is an account by now, of which to tell
    expect(TestBed.inject(MatDialog).openDialogs[0]!.getState()).toBe(MatDialogState.OPEN);
    call.flush(account('robot', { isService: true }));
    await settled();
    await list([ANN, account('robot', { isService: true })]);
    expect(rows()[1]).toContain('服务账户');
    expect(said()).toBe('用户已创建');
  });

  it('has its access tokens made by administrators', async () => {
    await list([ANN, account('robot', { isService: true })]);
    await menuOf('robot');
    // By hand: a harness would wait for the answer that is only given below.
    [...document.querySelectorAll<HTMLElement>('[mat-menu-item]')]
      .find(({ textContent }) => textContent.includes('访问令牌'))!
      .click();
    (await called('GET', `/api/tokens?userId=${encodeURIComponent('id of robot')}`)).flush({ items: [] });
    await settled();
    expect(document.querySelector('mat-dialog-container')!.textContent).toMatch(/robot.*的访问令牌/);
  });
});

describe('an account', () => {
  beforeEach(() => list([ANN, BEN]));

  it('gets another role out of those that are explained, and the list is read again', async () => {
    await choose('ben', '修改角色');
    await settled();
    const roles = [...document.querySelectorAll<HTMLElement>('mat-dialog-container mat-radio-button')];
    expect(roles.map(({ textContent }) => textContent.trim().split(/\s+/)[0])).toEqual([
      '只读用户',
      '普通用户',
      '运维人员',
      '管理员',
    ]);
    expect(roles.findIndex((role) => role.querySelector('input')!.checked)).toBe(1); // as it is now
    roles[2]!.querySelector('input')!.click();
    submit();
    const call = await called('PATCH', `/api/users/${encodeURIComponent(BEN.id)}`);
    expect([call.request.body, call.request.headers.get('Authorization')]).toEqual([
      { role: 'operator' },
      'Bearer token',
    ]);
    call.flush({ ...BEN, role: 'operator' });
    await settled();
    await list([ANN, { ...BEN, role: 'operator' }]);
    expect(rows()[1]).toContain('运维人员');
    expect(said()).toBe('用户已修改');
  });

  it('whose role is refused says why where it was asked', async () => {
    await choose('ben', '修改角色');
    await settled();
    submit();
    const refusal = { status: 409, statusText: 'Conflict' };
    (await called('PATCH', `/api/users/${encodeURIComponent(BEN.id)}`)).flush(problem('不是最后一个管理员'), refusal);
    await settled();
    expect(document.querySelector('mat-dialog-container [role=alert]')!.textContent).toBe('不是最后一个管理员');
  });

  it.each([
    ['停用', 'PATCH', ''],
    ['结束所有登录', 'DELETE', '/sessions'],
    ['删除', 'DELETE', ''],
  ])('is asked for before %s', async (action, method, path) => {
    await choose('ben', action);
    await settled();
    const question = document.querySelector('mat-dialog-container')!;
    expect(question.textContent).toContain('ben');
    question.querySelector('button')!.click();
    await settled();
    expectNoCalls(); // it was not meant
    await choose('ben', action);
    await settled();
    submit();
    const call = await called(method, `/api/users/${encodeURIComponent(BEN.id)}${path}`);
    expect(call.request.body).toEqual(method === 'PATCH' ? { disabled: true } : null);
  });

  it('whose new password is refused says why beside it', async () => {
    await choose('ben', '重置密码');
    await settled();
    const field = document.querySelector<HTMLInputElement>('mat-dialog-container input[type=password]')!;
    field.value = 'password';
    field.dispatchEvent(new Event('input'));
    submit();
    const refused = problem('请求无效', [{ field: 'password', message: '太容易被猜到' }]);
    const refusal = { status: 422, statusText: 'Unprocessable Content' };
    (await called('PATCH', `/api/users/${encodeURIComponent(BEN.id)}`)).flush(refused, refusal);
    await settled();
    expect(document.querySelector('mat-dialog-container mat-error')!.textContent).toBe('太容易被猜到');
  });

  it('is deleted once that is confirmed, and whoever did it goes on from the account that is next', async () => {
    await choose('ben', '删除');
    await settled();
    submit();
    (await called('DELETE', `/api/users/${encodeURIComponent(BEN.id)}`)).flush(null);
    await list([ANN]);
    expect(rows()).toHaveLength(1);
    expect(document.activeElement!.getAttribute('aria-label')).toContain('ann');
  });

  it('of which something is refused says why, and the list is read again', async () => {
    await choose('ben', '停用');
    await settled();
    submit();
    const refusal = { status: 409, statusText: 'Conflict' };
    (await called('PATCH', `/api/users/${encodeURIComponent(BEN.id)}`)).flush(problem('不是最后一个管理员'), refusal);
    await list([ANN, BEN]);
    expect(said()).toBe('不是最后一个管理员');
  });
});
