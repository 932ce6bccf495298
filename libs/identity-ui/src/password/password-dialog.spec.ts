import { beforeEach, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { MatDialog, MatDialogState, type MatDialogRef } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { called, expectNoCalls, expectSoon, loginOf, openPage, problem, signIn } from '../../testing/identity-page';
import { PasswordDialog } from './password-dialog';

const REFUSED = { status: 422, statusText: 'Unprocessable Content' };

let dialog: MatDialogRef<PasswordDialog>;
beforeEach(async () => {
  openPage();
  await signIn(loginOf('ann', 'token'));
  dialog = TestBed.inject(MatDialog).open(PasswordDialog);
  await firstValueFrom(dialog.afterOpened());
});

const page = (): HTMLElement => document.querySelector('mat-dialog-container')!;
const told = (): string[] => [...page().querySelectorAll('mat-error')].map(({ textContent }) => textContent.trim());

function submit(...texts: readonly [current: string, next: string, repeated: string]): void {
  ['currentPassword', 'newPassword', 'repeated'].forEach((name, i) => {
    const field = page().querySelector<HTMLInputElement>(`[formControlName=${name}]`)!;
    field.value = texts[i]!;
    field.dispatchEvent(new Event('input'));
  });
  page().querySelector<HTMLElement>('button[type=submit]')!.click();
}

it('what is missing, too short or mistyped is told beside its field, and nothing is sent', async () => {
  submit('', 'short', 'shirt');
  await expectSoon(told, ['必填', '8 到 128 个字符', '两次输入的新密码不一致']);
  expectNoCalls();
});

it('a current password that is wrong is told beside its field, in the server’s words', async () => {
  submit('wrong', 'a new password', 'a new password');
  const errors = [{ field: 'currentPassword', message: '当前密码不正确' }];
  (await called('POST', '/api/auth/password')).flush(problem('请求无效', errors), REFUSED);
  await expectSoon(told, ['当前密码不正确']);
  expect(page().querySelector('[role=alert]')!.textContent).toBe('');
});

it('a new password that is refused is told beside its field as well', async () => {
  submit('secret', 'password', 'password');
  const errors = [{ field: 'newPassword', message: '太容易被猜到' }];
  (await called('POST', '/api/auth/password')).flush(problem('请求无效', errors), REFUSED);
  await expectSoon(told, ['太容易被猜到']);
});

it('what has no field is told for all', async () => {
  submit('secret', 'a new password', 'a new password');
  (await called('POST', '/api/auth/password')).flush(problem('服务器内部错误'), { status: 500, statusText: 'Error' });
  await expectSoon(() => page().querySelector('[role=alert]')!.textContent, '服务器内部错误');
});

it('a password that was changed closes the dialog', async () => {
  submit('secret', 'a new password', 'a new password');
  const call = await called('POST', '/api/auth/password');
  expect(call.request.body).toEqual({ currentPassword: 'secret', newPassword: 'a new password' });
  expect(call.request.headers.get('Authorization')).toBe('Bearer token');
  const cancel = [...page().querySelectorAll('button')].find(({ textContent }) => textContent.trim() === '取消')!;
  await expectSoon(() => cancel.disabled, true);
  page().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', keyCode: 27, bubbles: true }));
  expect(dialog.getState()).toBe(MatDialogState.OPEN); // it is changed by now, and the person to be told so
  call.flush(null);
  await expectSoon(() => dialog.getState() !== MatDialogState.OPEN, true);
  expect(document.querySelector('mat-snack-bar-container')!.textContent.trim()).toBe('密码已修改');
});
