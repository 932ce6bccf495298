import { describe, expect, it } from '@jest/globals';
import type { TestRequest } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { address, called, expectNoCalls, expectSoon, loginOf, openPage, problem } from '../../testing/identity-page';
import type { WaysToSignIn } from '../provide-identity-ui';
import { LoginForm } from './login-form';

const REFUSED = { status: 401, statusText: 'Unauthorized' };

let form: ComponentFixture<LoginForm>;

async function open(at = '/login', signIn?: WaysToSignIn): Promise<void> {
  openPage(signIn);
  await RouterTestingHarness.create(at);
  form = TestBed.createComponent(LoginForm);
  await form.whenStable();
}

const page = (): HTMLElement => form.nativeElement as HTMLElement;
const told = (): string | undefined => page().querySelector('[role=alert]')?.textContent.trim();
const button = (): HTMLButtonElement => page().querySelector('button')!;
/** Whether what it does is under way; it keeps the focus. */
const isBusy = (): boolean => button().getAttribute('aria-disabled') === 'true';

async function submit(username: string, password: string): Promise<void> {
  const fields = page().querySelectorAll('input');
  [username, password].forEach((text, i) => {
    fields[i]!.value = text;
    fields[i]!.dispatchEvent(new Event('input'));
  });
  button().click();
  await form.whenStable();
}

it('nothing is sent before both fields are filled in, and each says so', async () => {
  await open();
  await submit('', '');
  expect([...page().querySelectorAll('mat-error')].map(({ textContent }) => textContent)).toEqual(['必填', '必填']);
  expectNoCalls();
});

it('what the server refuses is told in its words, once, and can be tried again', async () => {
  await open();
  await submit('ann', 'wrong');
  expect(isBusy()).toBe(true);
  button().click(); // a second click sends nothing
  await form.whenStable();
  (await called('POST', '/api/auth/login')).flush(problem('用户名或密码不正确'), REFUSED);
  await expectSoon(told, '用户名或密码不正确');
  expect(isBusy()).toBe(false);
});

describe('who signed out past the server', () => {
  const again = async (): Promise<TestRequest> => {
    button().click();
    const call = await called('POST', '/api/auth/logout');
    await form.whenStable();
    return call;
  };

  it('is told that they are still signed in there, and signs out again', async () => {
    await open('/login?signOut=untold');
    expect(told()).toContain('登录在服务器上仍然有效');
    const first = await again();
    expect([button().textContent.trim(), isBusy()]).toEqual(['正在退出', true]);
    first.flush({}, { status: 503, statusText: 'Service Unavailable' });
    await expectSoon(isBusy, false);
    expect(told()).toContain('登录在服务器上仍然有效');
    (await again()).flush(null);
    await expectSoon(address, '/login');
    await form.whenStable();
    expect(page().textContent).not.toContain('仍然有效');
  });
});

it('who signed in is where they were going', async () => {
  await open(`/login?returnTo=${encodeURIComponent('/system/tasks?status=failed')}`);
  await submit('ann', 'secret');
  const call = await called('POST', '/api/auth/login');
  expect(call.request.body).toEqual({ username: 'ann', password: 'secret' });
  call.flush(loginOf('ann'));
  await expectSoon(address, '/system/tasks?status=failed');
});

it('who goes elsewhere while the form is open is then where they were going last', async () => {
  await open(`/login?returnTo=${encodeURIComponent('/system/tasks')}`);
  await TestBed.inject(Router).navigateByUrl(`/login?returnTo=${encodeURIComponent('/system/users')}`);
  await submit('ann', 'secret');
  (await called('POST', '/api/auth/login')).flush(loginOf('ann'));
  await expectSoon(address, '/system/users');
});

describe('a second factor', () => {
  const asked = { ...problem('请输入验证码'), code: 'SECOND_FACTOR_REQUIRED' };
  const give = async (text: string): Promise<void> => {
    const field = page().querySelector('input')!;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    button().click();
    await form.whenStable();
  };

  async function comeToIt(): Promise<void> {
    await open(`/login?returnTo=${encodeURIComponent('/system/tasks')}`);
    await submit('ann', 'secret');
    (await called('POST', '/api/auth/login')).flush(asked, REFUSED);
    await expectSoon(() => page().querySelector('tq-code-step') !== null, true);
  }

  it('is asked for in a second step, whose field telephones fill in, and sent with the password', async () => {
    await comeToIt();
    const field = page().querySelector('input')!;
    expect([field.autocomplete, field.inputMode, page().querySelectorAll('input').length]).toEqual([
      'one-time-code',
      'numeric',
      1,
    ]);
    await give('12');
    expect(page().querySelector('mat-error')!.textContent).toBe('请输入 6 位数字');
    await give('123 456');
    const call = await called('POST', '/api/auth/login');
    expect(call.request.body).toEqual({ username: 'ann', password: 'secret', code: '123 456' });
    call.flush(loginOf('ann'));
    await expectSoon(address, '/system/tasks');
  });

  it('that is wrong is told, and a recovery code is taken in its place', async () => {
    await comeToIt();
    await give('123456');
    const wrong = { ...problem('验证码不正确或已使用过'), code: 'INVALID_SECOND_FACTOR' };
    (await called('POST', '/api/auth/login')).flush(wrong, REFUSED);
    await expectSoon(told, '验证码不正确或已使用过');
    [...page().querySelectorAll('button')].find(({ textContent }) => textContent.includes('使用恢复码'))!.click();
    await form.whenStable();
    expect(document.activeElement).toBe(page().querySelector('input[autocomplete=off]'));
    await give('7k2m9q-x4w8tn-p3v6rd-h5b0ce');
    expect((await called('POST', '/api/auth/login')).request.body).toMatchObject({
      code: '7k2m9q-x4w8tn-p3v6rd-h5b0ce',
    });
  });
});

describe('somebody with something to do first', () => {
  const login = loginOf('ann');
  const first = { ...login, user: { ...login.user, restrictedBy: 'PASSWORD_CHANGE_REQUIRED' } };

  it('does that on this page, and is then where they were going', async () => {
    await open(`/login?returnTo=${encodeURIComponent('/system/tasks?status=failed')}`);
    await submit('ann', 'first');
    (await called('POST', '/api/auth/login')).flush(first);
    await expectSoon(() => page().querySelector('h2')?.textContent, '先修改密码');
    expect(address()).toMatch(/^\/login/);
    ['currentPassword', 'newPassword', 'repeated'].forEach((name, i) => {
      const field = page().querySelector<HTMLInputElement>(`[formControlName=${name}]`)!;
      field.value = i === 0 ? 'first' : 'a new password';
      field.dispatchEvent(new Event('input'));
    });
    page().querySelector<HTMLElement>('button[type=submit]')!.click();
    (await called('POST', '/api/auth/password')).flush(null);
    (await called('POST', '/api/auth/refresh')).flush(login);
    await expectSoon(address, '/system/tasks?status=failed');
  });

  it('sets up the second factor that they have to have', async () => {
    await open();
    await submit('ann', 'secret');
    const restrictedBy = 'SECOND_FACTOR_SETUP_REQUIRED';
    (await called('POST', '/api/auth/login')).flush({ ...login, user: { ...login.user, restrictedBy } });
    await expectSoon(() => page().querySelector('tq-second-factor-setup') !== null, true);
    expect(page().textContent).toContain('管理员要求使用两步验证');
  });
});

describe('single sign-on', () => {
  const BOTH: WaysToSignIn = { singleSignOn: true, localLogin: 'everybody' };
  const link = (): HTMLAnchorElement => page().querySelector('a')!;
  const leave = async (): Promise<TestRequest> => {
    link().click();
    return called('POST', '/api/auth/oidc/login');
  };

  it('is offered beside the form, and leads on to where one was going', async () => {
    await open(`/login?returnTo=${encodeURIComponent('/system/tasks?status=failed')}`, BOTH);
    const query = new URLSearchParams({ returnTo: '/system/tasks?status=failed' }).toString();
    expect([link().textContent, link().getAttribute('href')]).toEqual(['单点登录', `/api/auth/oidc/login?${query}`]);
    expect(page().querySelector('form')).not.toBeNull();
    const call = await leave();
    await form.whenStable();
    expect(call.request.body).toEqual({ returnTo: '/system/tasks?status=failed' });
    expect(link().getAttribute('aria-disabled')).toBe('true');
    call.flush({ url: '#at-the-provider' });
    await expectSoon(() => [location.hash, link().getAttribute('aria-disabled')], ['#at-the-provider', null]);
  });

  it('begins without an address that is too long to be kept', async () => {
    await open(`/login?returnTo=${encodeURIComponent(`/system/tasks?q=${'x'.repeat(500)}`)}`, BOTH);
    expect((await leave()).request.body).toEqual({});
  });

  it('says where the provider is out of reach, and can be tried again', async () => {
    await open('/login', BOTH);
    (await leave()).flush(problem('单点登录服务暂时无法访问'), { status: 503, statusText: '' });
    await expectSoon(told, '单点登录服务暂时无法访问');
    const again = await leave();
    await form.whenStable();
    expect(page().querySelector('tq-single-sign-on [role=alert]')).toBeNull(); // what is tried again may do
    again.flush({ url: '#at-the-provider' });
  });

  it('is all there is until an administrator asks for the form, where passwords are for them alone', async () => {
    await open('/login', { singleSignOn: true, localLogin: 'administrator' });
    expect(page().querySelector('form')).toBeNull();
    expect(button().textContent.trim()).toBe('管理员登录');
    button().click();
    await form.whenStable();
    expect(page().querySelector('form')).not.toBeNull();
  });

  it('goes on by the cookie that the way back brought, to where one was going', async () => {
    await open('/login?sso=done&returnTo=%2Fsystem%2Ftasks', BOTH);
    expect([page().querySelector('form'), page().querySelector('[role=status]')!.textContent]).toEqual([
      null,
      '正在登录',
    ]);
    (await called('POST', '/api/auth/refresh')).flush(loginOf('ann'));
    await expectSoon(address, '/system/tasks');
  });

  it('says why nobody was signed in, and lets them try again', async () => {
    await open('/login?sso=no-role', BOTH);
    expect(page().querySelector('[role=alert]')!.textContent.trim()).toBe('你的账户在这里没有角色，请联系管理员开通。');
    expect(link()).not.toBeNull();
    expectNoCalls();
  });

  it('that brought no session says that it is no longer good', async () => {
    await open('/login?sso=done', BOTH);
    (await called('POST', '/api/auth/refresh')).flush(problem('请先登录'), REFUSED);
    await expectSoon(told, '登录已超时或已失效，请重新登录。');
    expect(page().querySelector('form')).not.toBeNull();
  });

  it('is told nothing by a word that is none of its own', async () => {
    await open('/login?sso=%3Cb%3Eboo', BOTH);
    expect(page().querySelector('.failure')!.textContent).toBe('');
  });
});
