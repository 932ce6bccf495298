import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { expect } from '@jest/globals';
import type { LoginResponse, UserRole } from '@task-queue/contracts';
import { translated } from '@task-queue/ui/testing';
import { en } from '../src/i18n/en';
import { zhCN } from '../src/i18n/zh-cn';
import { provideIdentityUi, type WaysToSignIn } from '../src/provide-identity-ui';
import { renewOnRefusal } from '../src/session/renew-on-refusal';
import { Session } from '../src/session/session';
import { TestChannel } from './test-channel';

/** A quarter of an hour, as the server gives tokens. */
const EXPIRES_IN_S = 900;

/** Who signed in, as the server says it. */
export function loginOf(username: string, token = `token of ${username}`, role: UserRole = 'user'): LoginResponse {
  return { accessToken: token, expiresIn: EXPIRES_IN_S, user: { id: `id of ${username}`, username, role } };
}

/** Makes a page ready whose server is the test, in a browser that keeps nothing yet and has no other tab. */
export function openPage(signIn: WaysToSignIn = { singleSignOn: false, localLogin: 'everybody' }): void {
  localStorage.clear();
  TestChannel.install();
  TestBed.configureTestingModule({
    imports: [translated('zh-CN', { 'zh-CN': zhCN, en })],
    providers: [
      provideIdentityUi({ baseUrl: '/api', signIn }),
      provideHttpClient(withInterceptors([renewOnRefusal])),
      provideHttpClientTesting(),
      provideRouter([{ path: '**', children: [] }]),
    ],
  });
}

/** The call that the page makes next; it is made by now or soon. */
export async function called(method: string, url: string): Promise<TestRequest> {
  const server = TestBed.inject(HttpTestingController);
  for (let turns = 0; turns < 100; turns += 1) {
    const [call, another] = server.match((request) => request.method === method && request.url === url);
    if (another !== undefined) {
      throw new Error(`${method} ${url} was called more than once`);
    }
    if (call !== undefined) {
      return call;
    }
    await new Promise((done) => setTimeout(done));
  }
  throw new Error(`${method} ${url} was not called`);
}

/** What is read is this, by now or soon: the page draws at a pace of its own. */
export async function expectSoon<Value>(read: () => Value, wanted: Value): Promise<void> {
  for (let turns = 0; turns < 100 && JSON.stringify(read()) !== JSON.stringify(wanted); turns += 1) {
    await new Promise((done) => setTimeout(done, 20));
  }
  expect(read()).toEqual(wanted);
}

/** Signs somebody in, as the page that one signs in on does. @param login - what the server answers */
export async function signIn(login = loginOf('ann')): Promise<void> {
  const done = TestBed.inject(Session).login({ username: login.user.username, password: 'secret' });
  (await called('POST', '/api/auth/login')).flush(login);
  await done;
}

/** Nothing is asked of the server that was not answered. */
export const expectNoCalls = (): void => TestBed.inject(HttpTestingController).verify();

/** Where the page is, once it is led there. */
export const address = (): string => TestBed.inject(Router).url;

/** A refusal as the server words it. */
export function problem(detail: string, fields: readonly { field: string; message: string }[] = []): object {
  return { type: 'about:blank', title: detail, detail, status: 401, code: 'UNAUTHORIZED', errors: fields };
}
