import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { CreatedToken, OwnAccount } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { AuditLines } from '../../testing/audit-lines.js';
import { eventually } from '../../testing/eventually.js';
import { listen } from '../../testing/live-listener.js';
import { Browser } from '../../testing/openid-provider/browser.js';
import {
  PUBLIC_URL,
  settingsFor,
  startProvider,
  type Failing,
  type Forgery,
} from '../../testing/openid-provider/openid-provider.js';
import { LOGOUT_EVENT, PEOPLE, startSignOn, type SignOn } from '../../testing/openid-provider/sign-on.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

let on: SignOn;
const lines = new AuditLines();
beforeAll(async () => {
  on = await startSignOn(lines);
});
afterAll(() => on.stop());
afterEach(() => on.reset());

describe('a session that comes from the provider', () => {
  test('is over at the next refresh once the provider knows the person no longer', async () => {
    const at = on.browser();
    const { accessToken } = await on.signedIn('ann', at);
    const { ben, nobody } = PEOPLE;
    await on.provider.set({ people: { ben, nobody } });
    expect((await at.refresh()).status).toBe(401);
    expect(await on.statusWith(accessToken)).toBe(401);
  });

  test('has the role that the provider says at the next refresh, and ends with none', async () => {
    const at = on.browser();
    await on.signedIn('ann', at);
    await on.provider.set({ people: { ...PEOPLE, ann: { roles: ['operator'] } } });
    expect((await at.refresh()).body.user.role).toBe('operator');
    await on.provider.set({ people: { ...PEOPLE, ann: { roles: [] } } });
    expect((await at.refresh()).status).toBe(401);
  });

  test('keeps its role where a refresh cannot speak of roles, and ends where it can and does not', async () => {
    const [byIdToken, byUserInfo] = [on.browser(), on.browser()];
    await on.provider.set({ forged: { claims: { roles: ['user'] } } });
    await on.signedIn('ann', byIdToken);
    await on.provider.set({ forged: null });
    await on.signedIn('ben', byUserInfo);
    const people = { ann: { preferred_username: 'ann' }, ben: { preferred_username: 'ben' } };
    await on.provider.set({ givesIdTokens: false, people });
    expect(await byIdToken.refresh()).toMatchObject({ status: 200, body: { user: { role: 'user' } } });
    expect((await byUserInfo.refresh()).status).toBe(401);
  });

  test('is asked about once for several tabs, and each goes on', async () => {
    const at = on.browser();
    await on.signedIn('ann', at);
    const answers = await Promise.all(Array.from({ length: 5 }, () => at.refresh()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await at.refresh()).status).toBe(200);
  });

  test('goes on for an hour while the provider is away, then waits for it without ending', async () => {
    const at = on.browser();
    await on.signedIn('ann', at);
    await on.provider.set({ isDown: true });
    expect((await at.refresh()).status).toBe(200);
    await later(61, async () => {
      expect(await at.refresh()).toMatchObject({ status: 503, body: { code: 'PROVIDER_UNAVAILABLE' } });
    });
    await on.provider.set({ isDown: false });
    expect((await at.refresh()).status).toBe(200);
  });

  const unknownClient: Failing = {
    path: '/token',
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="provider"' },
    body: { error: 'invalid_client' },
  };

  test('goes on for an hour where it is us that the provider refuses, and ends where it is the person', async () => {
    const at = on.browser();
    await on.signedIn('ann', at);
    await on.provider.set({ failing: unknownClient });
    expect((await at.refresh()).status).toBe(200);
    await later(61, async () => expect((await at.refresh()).status).toBe(503));
    await on.provider.set({ failing: { path: '/token', status: 400, body: { error: 'interaction_required' } } });
    expect((await at.refresh()).status).toBe(401);
  });

  test('goes on where the provider fails between its new refresh token and what it says of the person', async () => {
    const at = on.browser();
    await on.signedIn('ann', at);
    await on.provider.set({ failing: { path: '/me', status: 500, isOnce: true } });
    expect([(await at.refresh()).status, (await at.refresh()).status]).toEqual([200, 200]);
  });

  test('waits too after that hour while another tab asks a provider that is stuck', async () => {
    const at = on.browser();
    await on.signedIn('ann', at);
    await on.provider.set({ failing: { ...unknownClient, isStuck: true } });
    await later(61, async () => {
      const answers = [at.refresh(), at.refresh()];
      await Promise.race(answers);
      await on.provider.set({ failing: null });
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([503, 503]);
    });
  });

  test('ends after an hour where the provider gives nothing to ask again with', async () => {
    await on.provider.set({ givesRefreshTokens: false });
    const at = on.browser();
    await on.signedIn('ann', at);
    expect((await at.refresh()).status).toBe(200);
    await later(61, async () => expect((await at.refresh()).status).toBe(401));
  });

  test('is ended there too by signing out here', async () => {
    const at = on.browser();
    await on.signedIn('ann', at);
    const { status, body } = await at.call<{ endSessionUrl: string }>('logout');
    expect(status).toBe(200);
    const url = new URL(body.endSessionUrl);
    expect(url.origin).toBe(on.provider.issuer);
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe('http://tasks.example/login');
    expect((await at.refresh()).status).toBe(401);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec((await at.go(url.href)).text)![1]!;
    expect(await at.submit(`${on.provider.issuer}/session/end/confirm`, { xsrf, logout: 'yes' })).toBe(
      'http://tasks.example/login',
    );
    expect((await at.go((await at.begin()).body.url)).text).toContain('Sign in there');
  });
});

/** The application's clock, some minutes on. */
async function later(minutes: number, act: () => Promise<void>): Promise<void> {
  const { now } = Date;
  Date.now = () => now() + minutes * 60_000;
  try {
    await act();
  } finally {
    Date.now = now;
  }
}

function tell(token: string, api: RunningApi = on.api): Promise<Answer> {
  return api.request('POST', '/api/auth/oidc/backchannel-logout', {
    body: new URLSearchParams({ logout_token: token, more: 'is left alone' }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
}

let made = 0;

/** What a logout token says. */
function claims(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const iat = Math.floor(Date.now() / 1000);
  return {
    iss: on.provider.issuer,
    aud: 'task-queue',
    iat,
    exp: iat + 120,
    jti: `word ${(made += 1)}`,
    events: LOGOUT_EVENT,
    sub: 'ann',
    ...changes,
  };
}

describe('signing out at the provider', () => {
  test('ends the session that comes from there at once, its socket too, and no other one', async () => {
    const [at, elsewhere] = [on.browser(), on.browser()];
    const { accessToken: token } = await on.signedIn('ann', at);
    const other = await on.signedIn('ann', elsewhere);
    const socket = await listen(on.api.url, token);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec((await at.go(`${on.provider.issuer}/session/end`)).text)![1]!;
    const closed = socket.closed();
    await at.submit(`${on.provider.issuer}/session/end/confirm`, { xsrf, logout: 'yes' });
    expect(await closed).toBe('io server disconnect');
    expect([await on.statusWith(token), (await at.refresh()).status]).toEqual([401, 401]);
    expect([await on.statusWith(other.accessToken), (await elsewhere.refresh()).status]).toEqual([200, 200]);
  });

  test('of the person ends all of their sessions, by a word that is good once', async () => {
    const [ann, ben] = [await on.signedIn('ann'), await on.signedIn('ben')];
    const word = await on.provider.sign(claims());
    const audit = await lines.of(async () => expect((await tell(word)).status).toBe(200));
    expect(audit).toMatchObject([{ event: 'logout by provider', userId: ann.user.id }]);
    expect([await on.statusWith(ann.accessToken), await on.statusWith(ben.accessToken)]).toEqual([401, 200]);
    const again = await on.signedIn('ann');
    expect((await tell(word)).status).toBe(400);
    expect(await on.statusWith(again.accessToken)).toBe(200);
    expect((await tell(await on.provider.sign(claims({ sub: 'nobody we know' })))).status).toBe(200);
  });

  test('of a session there that we never saw ends those of the person that may come from it', async () => {
    await on.provider.set({ forged: { claims: { sid: null } } });
    const fromSomewhere = await on.signedIn('ann');
    await on.provider.set({ forged: null });
    const fromElsewhere = await on.signedIn('ann');
    expect((await tell(await on.provider.sign(claims({ sid: 'never seen' })))).status).toBe(200);
    const tokens = [fromSomewhere.accessToken, fromElsewhere.accessToken];
    expect(await Promise.all(tokens.map((token) => on.statusWith(token)))).toEqual([401, 200]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, Omit<Forgery, 'claims'>]>([
    ['of another issuer', { iss: 'https://evil.example' }, {}],
    ['for somebody else', { aud: 'another client' }, {}],
    ['that is an ID token', { events: undefined, nonce: 'a nonce' }, {}],
    ['with a nonce', { nonce: 'a nonce' }, {}],
    ['of another event', { events: { 'http://schemas.openid.net/event/else': {} } }, {}],
    ['without an id', { jti: undefined }, {}],
    ['of nobody', { sub: undefined }, {}],
    ['that has expired', { exp: 1_000_000_000 }, {}],
    ['that is old', { iat: 1_000_000_000 }, {}],
    ['without a signature', {}, { alg: 'none' }],
    ['signed by somebody else', {}, { isForeignKey: true }],
  ])('is not believed by a token %s', async (_what, changes, how) => {
    const { accessToken } = await on.signedIn('ann');
    const answer = await tell(await on.provider.sign(claims(changes), how));
    expect([answer.status, answer.body.code]).toEqual([400, 'BAD_REQUEST']);
    expect(await on.statusWith(accessToken)).toBe(200);
  });
});

describe('access tokens of a person from the provider', () => {
  test('end when the person is disabled here, and when the provider has not spoken of them for a month', async () => {
    const { accessToken: token, user } = await on.signedIn('ann');
    const body = { name: 'import', scopes: ['tasks:read'] };
    const made = await on.api.request<CreatedToken>('POST', '/api/tokens', { token, body });
    const read = async (): Promise<number> =>
      (await on.api.request('GET', '/api/tasks', { token: made.body.token })).status;
    expect(await read()).toBe(200);
    await on.change(user.id, { disabled: true });
    expect(await read()).toBe(401);
    await on.change(user.id, { disabled: false });
    expect(await read()).toBe(200);
    const monthAgo = Math.floor(Date.now() / 1000) - 31 * 86_400;
    await on.api.fixture.redis.hset(`${on.api.fixture.prefix}:vouched`, user.id, monthAgo);
    expect(await read()).toBe(401);
    await on.signedIn('ann');
    expect(await read()).toBe(200);
    await on.provider.set({ people: { ...PEOPLE, ann: { roles: [] } } });
    await on.browser().signIn('ann');
    expect(await read()).toBe(401);
  });
});

describe('a word of the provider that comes late', () => {
  const ben = (...roles: string[]): object => ({ people: { ...PEOPLE, ben: { preferred_username: 'ben', roles } } });
  const token = async (session: string): Promise<string> => {
    const body = { name: 'import', scopes: ['tasks:read'] };
    return (await on.api.request<CreatedToken>('POST', '/api/tokens', { token: session, body })).body.token;
  };

  /** Two sessions of one person: the first one's renewal is told what was, and hears it when the second one's has ended. */
  const race = async (
    first: Browser,
    second: Browser,
    ...roles: string[]
  ): Promise<[first: number, second: number]> => {
    await on.provider.set({ held: '/me' });
    const late = first.refresh();
    await on.provider.holds();
    await on.provider.set(ben(...roles));
    const soon = await second.refresh();
    await on.provider.set({ held: null });
    return [(await late).status, soon.status];
  };

  test.each([
    ['withdrawn', 'operator', 'user'],
    ['given', 'user', 'operator'],
  ])('puts no role back that was %s meanwhile', async (_what, before, after) => {
    await on.provider.set(ben(before));
    const [first, second] = [on.browser(), on.browser()];
    await on.signedIn('ben', first);
    const { accessToken } = await on.signedIn('ben', second);
    expect(await race(first, second, after)).toEqual([200, 200]);
    const me = await on.api.request<OwnAccount>('GET', '/api/auth/me', { token: accessToken });
    expect(me.body.role).toBe(after);
  });

  test('lets nobody in again who has no role any more, with an access token neither', async () => {
    const [first, second] = [on.browser(), on.browser()];
    await on.signedIn('ben', first);
    const program = await token((await on.signedIn('ben', second)).accessToken);
    expect(await on.statusWith(program)).toBe(200);
    expect(await race(first, second)).toEqual([401, 401]);
    expect(await on.statusWith(program)).toBe(401);
  });

  test('puts nobody out who has a role again', async () => {
    const [first, second] = [on.browser(), on.browser()];
    await on.signedIn('ben', first);
    const program = await token((await on.signedIn('ben', second)).accessToken);
    await on.provider.set(ben());
    expect(await race(first, second, 'operator')).toEqual([200, 200]);
    expect(await on.statusWith(program)).toBe(200);
  });

  test('at signing in opens no session by a role that was withdrawn', async () => {
    const [first, second] = [on.browser(), on.browser()];
    const { accessToken } = await on.signedIn('ben', second);
    const back = await first.signInThere('ben');
    await on.provider.set({ held: '/me' });
    const late = first.comeBack(back);
    await on.provider.holds();
    await on.provider.set(ben('user'));
    expect((await second.refresh()).body.user.role).toBe('user');
    await on.provider.set({ held: null });
    expect((await late).searchParams.get('sso')).toBe('expired');
    const me = await on.api.request<OwnAccount>('GET', '/api/auth/me', { token: accessToken });
    expect(me.body.role).toBe('user');
  });
});

describe('another provider that is set', () => {
  // As processes of one installation are restarted one by one.
  const shared = { JWT_SECRET: 'the secret of an installation: 0123456789abcdef', ROLE: 'api' };
  let before: RunningApi;
  beforeAll(async () => {
    before = await startApi({ ...settingsFor(on.provider), ...shared });
  });
  afterAll(() => before.stop());

  test.each([
    [
      'is another one',
      { ...shared, OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'a', PUBLIC_URL },
    ],
    ['is none', shared],
  ])('%s: sessions that the former one began end, and access tokens of its people are refused', async (_what, env) => {
    const [at, body] = [new Browser(before.url), { name: 'import', scopes: ['tasks:read'] }];
    await at.signIn('ann');
    const { accessToken } = (await at.refresh()).body;
    const made = await before.request<CreatedToken>('POST', '/api/tokens', { token: accessToken, body });
    const local = await before.login('admin');
    const statusAt = async (api: RunningApi): Promise<number[]> =>
      Promise.all(
        [accessToken, made.body.token, local.accessToken].map(
          async (token) => (await api.request('GET', '/api/tasks', { token })).status,
        ),
      );
    expect(await statusAt(before)).toEqual([200, 200, 200]);
    const after = await startApi({ ...env, REDIS_PREFIX: before.fixture.prefix });
    await eventually(async () => (await statusAt(after))[2] === 200); // where all is busy, its first calls give up Redis
    expect(await statusAt(after)).toEqual([401, 401, 200]);
    at.moveTo(after.url);
    expect((await at.refresh()).status).toBe(401);
    expect(await statusAt(before)).toEqual([401, 200, 200]); // the session has ended
    await after.stop();
  });

  test('is not where somebody goes on to who signs out of a session that the former one began', async () => {
    const other = await startProvider();
    const at = new Browser(before.url);
    await at.signIn('ann');
    const { accessToken: token } = await before.login('admin');
    const after = await startApi({ ...settingsFor(other), ...shared, REDIS_PREFIX: before.fixture.prefix });
    await eventually(async () => (await after.request('GET', '/api/tasks', { token })).status === 200); // as above
    await other.set({ publicUrl: PUBLIC_URL, apiUrl: after.url, people: PEOPLE });
    at.moveTo(after.url);
    const { status, body } = await at.call<unknown>('logout');
    expect([status, body]).toEqual([204, '']);
    await Promise.all([after.stop(), other.stop()]);
  });
});

describe('a provider that is away', () => {
  let lone: RunningApi;
  beforeAll(async () => {
    await on.provider.set({ isDown: true });
    lone = await startApi(settingsFor(on.provider));
  });
  afterAll(() => lone.stop());

  test('keeps no server from starting, and the login page is told', async () => {
    const at = new Browser(lone.url);
    expect(await at.begin()).toMatchObject({ status: 503, body: { code: 'PROVIDER_UNAVAILABLE' } });
    expect(at.ownCookies).toEqual([]);
    expect((await lone.request('GET', '/health/ready')).status).toBe(200);
    await lone.login('admin');
    await on.provider.set({ isDown: false });
    expect((await at.go((await at.begin()).body.url)).text).toContain('Sign in there');
  });

  test('with its keys alone may tell us again who has signed out', async () => {
    const word = await on.provider.sign(claims());
    await on.provider.set({ isDown: false, failing: { path: '/jwks', status: 500 } });
    expect((await tell(word, lone)).status).toBe(503);
    await on.provider.set({ failing: null });
    expect((await tell(word, lone)).status).toBe(200);
  });
});
