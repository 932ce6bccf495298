import { beforeEach, expect, it } from '@jest/globals';
import { BrowserPlatformLocation, PlatformLocation } from '@angular/common';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { goBack } from '@task-queue/ui/testing';
import { firstValueFrom } from 'rxjs';
import { called, expectSoon, openPage, problem, signIn } from '../../testing/identity-page';
import { SecondFactorDialog } from './second-factor-dialog';

const REFUSED = { status: 422, statusText: 'Unprocessable Content' };
const CODES = Array.from({ length: 10 }, (_, i) => `7k2m9q-x4w8tn-p3v6rd-h5b0c${i}`);
const SECRET = 'JBSWY3DPEHPK3PXP';
const OWN = '/api/auth/second-factor';

beforeEach(async () => {
  openPage();
  TestBed.configureTestingModule({ providers: [{ provide: PlatformLocation, useClass: BrowserPlatformLocation }] });
  history.pushState(null, '', '/before');
  history.pushState(null, '', '/here');
  await signIn();
});

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 20));
const page = (): HTMLElement => document.querySelector('mat-dialog-container')!;
const text = (): string => page().textContent;
const told = (): string[] => [...page().querySelectorAll('mat-error')].map(({ textContent }) => textContent.trim());

const shows = (words: string): Promise<void> => expectSoon(() => text().includes(words), true);

async function open(isOn: boolean, recoveryCodesLeft = 0): Promise<void> {
  const opened = firstValueFrom(
    TestBed.inject(MatDialog).open(SecondFactorDialog, { closeOnNavigation: false }).afterOpened(),
  );
  (await called('GET', OWN)).flush({ isOn, recoveryCodesLeft });
  await opened; // it takes the focus, which it would otherwise take from what has it by then
  await expectSoon(() => page().querySelector('.state') !== null, true);
}

async function press(name: string): Promise<void> {
  const buttons = [...page().querySelectorAll('button')];
  buttons.find(({ textContent }) => textContent.trim() === name)!.click();
  await settled();
}

async function type(...texts: readonly string[]): Promise<void> {
  page()
    .querySelectorAll('input')
    .forEach((field, i) => {
      field.value = texts[i]!;
      field.dispatchEvent(new Event('input'));
    });
  page().querySelector<HTMLElement>('button[type=submit]')!.click();
  await settled();
}

/** Presses Escape, clicks beside the dialog, and goes back in the browser. */
async function tryToLeave(): Promise<void> {
  const options = { key: 'Escape', keyCode: 27, bubbles: true };
  page().dispatchEvent(new KeyboardEvent('keydown', options));
  document.querySelector<HTMLElement>('.cdk-overlay-backdrop')!.click();
  await goBack();
  await settled();
}

it('is set up by password, app and recovery codes, each step with the focus', async () => {
  await open(false);
  expect(text()).toContain('未开启');
  await press('设置两步验证');
  await type('secret');
  const begun = await called('POST', OWN);
  expect(begun.request.body).toEqual({ password: 'secret' });
  begun.flush({ secret: SECRET, uri: `otpauth://totp/ann?secret=${SECRET}`, expiresIn: 600 });
  await expectSoon(() => document.activeElement!.textContent, '第 2 步，共 3 步：添加到身份验证器');
  expect(page().querySelector('svg[role=img] path')!.getAttribute('d')).toMatch(/^M\d+ \d+h1v1h-1z/);
  expect(page().querySelector('code')!.textContent).toBe('JBSW Y3DP EHPK 3PXP');
  await type('12345');
  await expectSoon(told, ['请输入 6 位数字']);
  await type('123 456');
  (await called('POST', `${OWN}/confirm`)).flush({ recoveryCodes: CODES });
  await expectSoon(() => [...page().querySelectorAll('li code')].map(({ textContent }) => textContent), CODES);
  expect(page().querySelector('a')!.getAttribute('href')).toContain(encodeURIComponent(CODES.join('\n')));
  await tryToLeave(); // they are shown once
  expect(page().querySelectorAll('li code')).toHaveLength(CODES.length);
  await press('已保存');
  // It was off, and how it is by now is asked for.
  await expectSoon(() => [text().includes('未开启'), page().querySelector('mat-progress-bar') !== null], [false, true]);
  (await called('GET', OWN)).flush({ isOn: true, recoveryCodesLeft: 10 });
  await shows('剩余恢复码：10 个');
});

it('that is refused a code says so beside its field, and goes on with the same secret', async () => {
  await open(false);
  await press('设置两步验证');
  await type('secret');
  (await called('POST', OWN)).flush({ secret: SECRET, uri: `otpauth://totp/ann?secret=${SECRET}`, expiresIn: 600 });
  await shows('JBSW Y3DP EHPK 3PXP');
  await type('123456');
  const errors = [{ field: 'code', message: '验证码不正确或已使用过' }];
  (await called('POST', `${OWN}/confirm`)).flush(problem('请求无效', errors), REFUSED);
  await expectSoon(told, ['验证码不正确或已使用过']);
  expect(text()).toContain('JBSW Y3DP EHPK 3PXP');
});

it('is turned off by password and code, or a recovery code', async () => {
  await open(true, 2);
  await press('关闭两步验证');
  await press('使用恢复码');
  await type('secret', CODES[0]!);
  const call = await called('POST', `${OWN}/off`);
  expect(call.request.body).toEqual({ password: 'secret', code: CODES[0] });
  call.flush(null);
  (await called('GET', OWN)).flush({ isOn: false, recoveryCodesLeft: 0 });
  await shows('未开启');
});

it('gives other recovery codes, and shows them', async () => {
  await open(true, 2);
  await press('更换恢复码');
  await type('wrong', '123456');
  const errors = [{ field: 'password', message: '密码不正确' }];
  (await called('POST', `${OWN}/recovery-codes`)).flush(problem('请求无效', errors), REFUSED);
  await expectSoon(told, ['密码不正确']);
  await type('secret', '123456');
  await tryToLeave(); // on the server the old ones may be replaced by now
  (await called('POST', `${OWN}/recovery-codes`)).flush({ recoveryCodes: CODES });
  await expectSoon(() => page().querySelectorAll('li').length, 10);
  await press('已保存');
  (await called('GET', OWN)).flush({ isOn: true, recoveryCodesLeft: 10 });
  await shows('剩余恢复码：10 个');
  await tryToLeave();
  await expectSoon(() => document.querySelector('mat-dialog-container'), null);
});
