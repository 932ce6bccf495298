import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatDialogRef } from '@angular/material/dialog';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { OwnSession } from '@task-queue/contracts';
import { address, called, expectNoCalls, openPage, signIn } from '../../testing/identity-page';
import { SessionsDialog } from './sessions-dialog';

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000 - 5_000).toISOString();
const session = (id: string, more: Partial<OwnSession> = {}): OwnSession => ({
  id,
  beganAt: ago(3 * 1440),
  lastUsedAt: ago(0),
  address: '192.0.2.7',
  client: 'Firefox',
  system: 'Windows',
  isCurrent: false,
  ...more,
});
const PRESENT = session('present', { isCurrent: true });

let page: ComponentFixture<SessionsDialog>;
let isClosed: boolean;

async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done, 20));
  await page.whenStable();
}

async function list(...items: readonly OwnSession[]): Promise<void> {
  (await called('GET', '/api/auth/sessions')).flush({ items });
  await settled();
}

const read = (element: Element): string => element.textContent.replace(/\s+/g, ' ').trim();
const rows = (): string[] => [...(page.nativeElement as HTMLElement).querySelectorAll('li')].map(read);
const question = (): HTMLElement | null => document.querySelector('tq-confirm-dialog');

/** Presses the button of this name, of the question if there is one. */
async function press(name: string): Promise<void> {
  const within = question() ?? (page.nativeElement as HTMLElement);
  const buttons = [...within.querySelectorAll<HTMLElement>('button')];
  const button = buttons.find((one) => (one.getAttribute('aria-label') ?? read(one)) === name)!;
  button.focus();
  button.click();
  await settled();
}

beforeEach(async () => {
  openPage();
  isClosed = false;
  TestBed.overrideProvider(MatDialogRef, { useValue: { close: () => (isClosed = true) } });
  await signIn();
  page = TestBed.createComponent(SessionsDialog);
  page.detectChanges();
});

describe('sessions', () => {
  it('stand with their device, address and times, the present one marked', async () => {
    const curl = session('curl', { client: 'curl', system: null, lastUsedAt: ago(120), beganAt: ago(1_500) });
    await list(PRESENT, curl, session('new', { lastUsedAt: ago(60), beganAt: ago(58) })); // used to the minute
    expect(rows()).toEqual([
      'Windows 上的 Firefox 当前登录192.0.2.7登录时间：3天前',
      'curl 192.0.2.7最近使用：2小时前登录时间：昨天',
      'Windows 上的 Firefox 192.0.2.7最近使用：58分钟前登录时间：58分钟前',
    ]);
  });

  it.each([-120, 120])(
    'have their times by the server’s clock, in a browser whose own is %d minutes ahead',
    async (minutes) => {
      const used = session('used', { lastUsedAt: ago(minutes + 30), beganAt: ago(minutes + 3 * 60) });
      const Date = ago(minutes);
      (await called('GET', '/api/auth/sessions')).flush({ items: [used] }, { headers: { Date } });
      await settled();
      expect(rows()).toEqual(['Windows 上的 Firefox 192.0.2.7最近使用：30分钟前登录时间：3小时前']);
    },
  );

  it('of which nothing is known say so, and a single one offers to end no others', async () => {
    const nothing = { client: null, system: null, address: null, lastUsedAt: null, beganAt: null };
    await list(session('old', { ...nothing, isCurrent: true }));
    expect(rows()).toEqual(['未知设备 当前登录']);
    expect(read(page.nativeElement as HTMLElement)).not.toContain('结束其他登录');
  });

  it('are ended once that is confirmed, one or all others', async () => {
    await list(PRESENT, session('other'));
    await press('结束“Windows 上的 Firefox”的登录');
    expect(read(question()!)).toContain('该设备会立即退出');
    await press('结束登录');
    (await called('DELETE', '/api/auth/sessions/other')).flush(null);
    await list(PRESENT, session('another'));
    expect(document.activeElement!.getAttribute('aria-label')).toBe('结束“Windows 上的 Firefox”的登录'); // of the next
    await press('结束其他登录');
    await press('保留');
    expectNoCalls();
    await press('结束其他登录');
    await press('结束其他登录');
    (await called('DELETE', '/api/auth/sessions')).flush(null);
    await list(PRESENT);
    expect(rows()).toHaveLength(1);
  });

  it('of which one ends the present one say that this signs out', async () => {
    await list(PRESENT);
    await press('退出当前登录');
    expect(read(question()!)).toContain('确认后会回到登录页面');
    await press('退出登录');
    (await called('POST', '/api/auth/logout')).flush(null);
    await settled();
    expect([isClosed, address()]).toEqual([true, '/login']);
  });
});
