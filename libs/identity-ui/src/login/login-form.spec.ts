import { beforeEach, expect, it } from '@jest/globals';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { RouterTestingHarness } from '@angular/router/testing';
import { address, called, expectNoCalls, loginOf, openPage, problem } from '../../testing/identity-page';
import { LoginForm } from './login-form';

const REFUSED = { status: 401, statusText: 'Unauthorized' };

let form: ComponentFixture<LoginForm>;
beforeEach(openPage);

async function open(at = '/login'): Promise<void> {
  await RouterTestingHarness.create(at);
  form = TestBed.createComponent(LoginForm);
  await form.whenStable();
}

const page = (): HTMLElement => form.nativeElement as HTMLElement;
const button = (): HTMLButtonElement => page().querySelector('button')!;

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
  expect(button().disabled).toBe(true); // a second click sends nothing
  (await called('POST', '/api/auth/login')).flush(problem('用户名或密码不正确'), REFUSED);
  await new Promise((done) => setTimeout(done));
  await form.whenStable();
  expect(page().querySelector('[role=alert]')!.textContent).toBe('用户名或密码不正确');
  expect(button().disabled).toBe(false);
});

it('who signed in is where they were going', async () => {
  await open(`/login?returnTo=${encodeURIComponent('/system/tasks?status=failed')}`);
  await submit('ann', 'secret');
  const call = await called('POST', '/api/auth/login');
  expect(call.request.body).toEqual({ username: 'ann', password: 'secret' });
  call.flush(loginOf('ann'));
  await new Promise((done) => setTimeout(done, 20));
  expect(address()).toBe('/system/tasks?status=failed');
});
