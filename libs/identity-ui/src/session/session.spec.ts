import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { address, called, expectNoCalls, loginOf, openPage, problem, signIn } from '../../testing/identity-page';
import { TestChannel } from '../../testing/test-channel';
import { Session } from './session';

const REFUSED = { status: 401, statusText: 'Unauthorized' };
const UNWELL = { status: 503, statusText: 'Service Unavailable' };

let session: Session;
beforeEach(() => {
  openPage();
  session = TestBed.inject(Session);
});

/** What another tab of the browser hears. */
function otherTab(): { readonly heard: unknown[]; readonly say: (message: unknown) => void } {
  const [heard, tab] = [[] as unknown[], new TestChannel('task-queue.session')];
  tab.onmessage = ({ data }) => heard.push(data);
  return { heard, say: (message) => tab.postMessage(message) };
}

/** Lets what was said arrive, and what follows from it happen. */
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 20));

describe('a first visit', () => {
  it('asks the server for nothing', async () => {
    expect(await session.restore()).toBe(false);
    expectNoCalls();
  });
});

describe('signing in', () => {
  it('keeps the token in memory alone, and says who it is and what they may', async () => {
    await signIn();
    expect(session.user()?.username).toBe('ann');
    expect(session.permissions()).not.toContain('users:manage');
    expect(await session.accessToken()).toBe('token of ann');
    expect(JSON.stringify(localStorage)).not.toContain('token of ann');
  });

  it('is told to the other tabs, and one that signs in signs this one in', async () => {
    const { heard, say } = otherTab();
    await signIn();
    await settle();
    expect(heard).toEqual([{ kind: 'renewed', response: loginOf('ann') }]);
    say({ kind: 'renewed', response: loginOf('ann', 'a newer token') });
    await settle();
    expect(await session.accessToken()).toBe('a newer token');
  });
});

describe('a later visit', () => {
  beforeEach(() => localStorage.setItem('task-queue.signed-in', 'yes'));

  it('goes on by the cookie, in one call however many ask', async () => {
    const restored = Promise.all([session.restore(), session.restore()]);
    (await called('POST', '/api/auth/refresh')).flush(loginOf('ann'));
    expect(await restored).toEqual([true, true]);
    expectNoCalls();
  });

  it('is over where the server says so', async () => {
    const restored = session.restore();
    (await called('POST', '/api/auth/refresh')).flush(problem('no session'), REFUSED);
    expect(await restored).toBe(false);
  });

  it('is not over where the server is unwell', async () => {
    const restored = session.restore();
    (await called('POST', '/api/auth/refresh')).flush({}, UNWELL);
    await expect(restored).rejects.toMatchObject({ status: 503 });
    expect(localStorage.getItem('task-queue.signed-in')).toBe('yes');
  });
});

describe('a session', () => {
  beforeEach(signIn);

  it('whose token is about to expire gets a new one before it is used', async () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 14.5 * 60_000);
    const token = session.accessToken();
    (await called('POST', '/api/auth/refresh')).flush(loginOf('ann', 'a newer token'));
    expect(await token).toBe('a newer token');
    now.mockRestore();
  });

  it('that a call was refused in is asked for, and is over where the server says so: back to the login, and to here later', async () => {
    await TestBed.inject(Router).navigateByUrl('/somewhere?page=2');
    const verified = session.verify();
    (await called('POST', '/api/auth/refresh')).flush(problem('no session'), REFUSED);
    await verified;
    await settle();
    expect(session.user()).toBeNull();
    expect(address()).toBe(`/login?returnTo=${encodeURIComponent('/somewhere?page=2')}`);
  });

  it('goes on where the server cannot say whether it is over', async () => {
    const verified = session.verify();
    (await called('POST', '/api/auth/refresh')).flush({}, UNWELL);
    await verified;
    expect(session.user()?.username).toBe('ann');
  });

  it('is ended here and in the other tabs by signing out', async () => {
    const { heard } = otherTab();
    const done = session.logout();
    (await called('POST', '/api/auth/logout')).flush(null);
    await done;
    await settle();
    expect([session.user(), address(), heard]).toEqual([null, '/login', [{ kind: 'ended' }]]);
    expect(await session.restore()).toBe(false);
    expectNoCalls();
  });

  it('is ended here where the server cannot be told, which the login page learns', async () => {
    const { heard } = otherTab();
    const done = session.logout();
    (await called('POST', '/api/auth/logout')).flush({}, UNWELL);
    await done;
    await settle();
    expect([session.user(), address(), heard]).toEqual([null, '/login?signOut=untold', [{ kind: 'ended' }]]);
  });

  it('is left by the browser where the login page cannot be loaded', async () => {
    const leave = jest.spyOn(console, 'error').mockReturnValue(); // jsdom has no other page to go to, and says so
    const missing = (): Promise<never> => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
    TestBed.inject(Router).resetConfig([{ path: 'login', loadComponent: missing }]);
    const done = session.logout();
    (await called('POST', '/api/auth/logout')).error(new ProgressEvent('error'));
    await done;
    expect(leave).toHaveBeenCalledWith(expect.objectContaining({ message: expect.stringContaining('navigation') }));
    leave.mockRestore();
  });

  it('that comes from a provider is ended there too: the browser goes on to it', async () => {
    const leave = jest.spyOn(console, 'error').mockReturnValue(); // jsdom has no other page to go to, and says so
    const done = session.logout();
    (await called('POST', '/api/auth/logout')).flush({ endSessionUrl: 'https://login.example/end' });
    await done;
    expect([session.user(), address()]).toEqual([null, '/']);
    expect(leave).toHaveBeenCalledWith(expect.objectContaining({ message: expect.stringContaining('navigation') }));
    leave.mockRestore();
  });

  it('is ended here by another tab that signs out', async () => {
    otherTab().say({ kind: 'ended' });
    await settle();
    expect(session.user()).toBeNull();
    expect(address()).toMatch(/^\/login\?returnTo=/);
  });

  it('of which another tab says that it is somebody else’s now leaves nothing of the first person on the screen', async () => {
    const reload = jest.spyOn(console, 'error').mockReturnValue(); // jsdom has no other page to go to, and says so
    const { say } = otherTab();
    say({ kind: 'renewed', response: loginOf('ann', 'a newer token') });
    await settle();
    expect(reload).not.toHaveBeenCalled();
    say({ kind: 'renewed', response: loginOf('ben') });
    await settle();
    expect(reload).toHaveBeenCalledWith(expect.objectContaining({ message: expect.stringContaining('navigation') }));
    reload.mockRestore();
  });
});
