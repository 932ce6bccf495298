import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPage, OwnAccount, UserAccount } from '@task-queue/contracts';
import { AuditLines } from '../../testing/audit-lines.js';
import { eventually } from '../../testing/eventually.js';
import { settingsFor, type Forgery } from '../../testing/openid-provider/openid-provider.js';
import { LOGOUT_EVENT, PEOPLE, startSignOn, type SignOn } from '../../testing/openid-provider/sign-on.js';
import { PASSWORD, startApi } from '../../testing/start-api.js';

let on: SignOn;
const lines = new AuditLines();
beforeAll(async () => {
  on = await startSignOn(lines);
});
afterAll(() => on.stop());
afterEach(() => on.reset());

const failureOf = (url: URL): string | null => url.searchParams.get('sso');
const accounts = async (): Promise<UserAccount[]> =>
  (await on.api.request<UserAccount[]>('GET', '/api/users', { token: on.admin.accessToken })).body;

describe('signing in at the provider', () => {
  test('makes an account at the first time and finds it again, and leads back to where one was going', async () => {
    const at = on.browser();
    const url = await at.signIn('ann', '/system/tasks?status=failed#top');
    expect(`${url.origin}${url.pathname}`).toBe('http://tasks.example/login');
    expect(Object.fromEntries(url.searchParams)).toEqual({ sso: 'done', returnTo: '/system/tasks?status=failed#top' });
    expect(at.ownCookies).toEqual([expect.stringMatching(/^task-queue-refresh-/)]); // what was for the way is gone
    const { body } = await at.refresh();
    const host = new URL(on.provider.issuer).host;
    expect(body.user).toEqual({ id: expect.any(String), username: 'ann', role: 'user', provider: host });
    const me = await on.api.request<OwnAccount>('GET', '/api/auth/me', { token: body.accessToken });
    expect(me.body).toMatchObject({ username: 'ann', role: 'user', provider: host });
    expect((await on.signedIn('ann')).user).toEqual(body.user);
    expect((await accounts()).filter(({ username }) => username === 'ann')).toEqual([
      expect.objectContaining({ provider: host, isService: false }),
    ]);
  });

  test('gives the role that the provider says, anew each time, and none lets nobody in', async () => {
    const first = await on.signedIn('ben');
    expect(first.user.role).toBe('operator');
    await on.provider.set({ people: { ...PEOPLE, ben: { preferred_username: 'ben', roles: ['viewer'] } } });
    expect((await on.signedIn('ben')).user).toEqual({ ...first.user, role: 'viewer' });
    const me = await on.api.request<OwnAccount>('GET', '/api/auth/me', { token: first.accessToken });
    expect(me.body.role).toBe('viewer'); // the other session, at once
    expect(failureOf(await on.browser().signIn('nobody'))).toBe('no-role');
    expect((await accounts()).map(({ username }) => username)).not.toContain('nobody');
    await on.provider.set({ people: { ...PEOPLE, ben: { preferred_username: 'ben' } } });
    expect(failureOf(await on.browser().signIn('ben'))).toBe('no-role');
    expect(await on.statusWith(first.accessToken)).toBe(401);
  });

  test('takes over no account by its name: who has it keeps it', async () => {
    const local = await on.api.person('ben-2'); // as a second «ben» of the provider would be called
    const [, other] = [await on.signedIn('ben'), await on.signedIn('ben-2')];
    expect(other.user.username).toBe('ben-3');
    expect(other.user.id).not.toBe(local.user.id);
    const administrator = await on.signedIn('an-admin');
    expect(administrator.user).toMatchObject({ username: 'Admin-2', role: 'admin' });
    expect((await on.api.login('admin')).user.id).toBe(on.admin.user.id);
  });

  test('for the first time in two browsers at once makes one person', async () => {
    const browsers = Array.from({ length: 4 }, () => on.browser());
    const ways = await Promise.all(browsers.map((at) => at.signInThere('racer')));
    await Promise.all(browsers.map((at, i) => at.comeBack(ways[i]!)));
    const people = await Promise.all(browsers.map(async (at) => (await at.refresh()).body.user.id));
    expect(new Set(people).size).toBe(1);
    expect((await accounts()).filter(({ username }) => username.startsWith('racer'))).toHaveLength(1);
  });

  test('opens no session for who is disabled here, nor with a password that nobody has', async () => {
    const { user, accessToken } = await on.signedIn('ann');
    expect((await on.change(user.id, { disabled: true })).status).toBe(200);
    expect(await on.statusWith(accessToken)).toBe(401);
    expect(failureOf(await on.browser().signIn('ann'))).toBe('disabled');
    expect((await on.change(user.id, { disabled: false })).status).toBe(200);
    for (const body of [{ password: PASSWORD }, { role: 'admin' }]) {
      const refused = await on.change(user.id, body);
      expect([refused.status, refused.body.code]).toEqual([409, 'MANAGED_BY_PROVIDER']);
    }
    await expect(on.api.login('ann', '')).rejects.toThrow();
    await expect(on.api.login('ann')).rejects.toThrow('401');
  });

  test('is told in the log, with who and from where and no token', async () => {
    const audit = await lines.of(async () => {
      await on.browser().signIn('ann');
      await on.browser().signIn('nobody');
    });
    expect(audit).toMatchObject([
      { level: 30, event: 'login', method: 'single sign-on', userId: expect.any(String), address: '127.0.0.1' },
      { level: 40, event: 'login refused', method: 'single sign-on', failure: 'no-role', address: '127.0.0.1' },
    ]);
    expect(lines.all.join('')).not.toMatch(/eyJ|[?&](code|state)=|the secret of task-queue/);
  });
});

test('the audit log has who signed in by the provider, who was not let in, and who it signed out', async () => {
  const { user } = await on.signedIn('ann');
  await on.browser().signIn('nobody');
  const iat = Math.floor(Date.now() / 1000);
  const words = {
    iss: on.provider.issuer,
    aud: 'task-queue',
    iat,
    exp: iat + 120,
    jti: 'audited',
    events: LOGOUT_EVENT,
  };
  const logout_token = await on.provider.sign({ ...words, sub: 'ann' });
  await on.api.request('POST', '/api/auth/oidc/backchannel-logout', { body: { logout_token } });
  let items: AuditPage['items'] = [];
  await eventually(async () => {
    const path = '/api/audit?action=auth.login,auth.logout&limit=100';
    ({ items } = (await on.api.request<AuditPage>('GET', path, { token: on.admin.accessToken })).body);
    return items.some(({ outcome }) => outcome === 'refused'); // the first of a minute, after its answer
  });
  const who = { id: user.id, username: 'ann' };
  const method = 'single sign-on';
  expect(items.map(({ action, outcome, who, after }) => ({ action, outcome, who, after }))).toEqual(
    expect.arrayContaining([
      { action: 'auth.logout', outcome: 'done', who, after: null },
      { action: 'auth.login', outcome: 'refused', who: null, after: { failure: 'no-role', method } },
      { action: 'auth.login', outcome: 'done', who, after: { account: expect.any(String), role: 'user', method } },
    ]),
  );
});

describe('the way to the provider', () => {
  test.each([
    ['/system/tasks', '/system/tasks'],
    ['https://evil.example', '/'],
  ])('is not begun by a link, to %s, wherever that stands: it leads to the login page', async (to, returnTo) => {
    for (const site of ['cross-site', 'same-site', 'same-origin', 'none']) {
      const at = on.browser();
      const query = new URLSearchParams({ returnTo: to }).toString();
      const headers = { 'sec-fetch-site': site };
      const { url } = await at.go(`http://tasks.example/api/auth/oidc/login?${query}`, { headers });
      const login = new URLSearchParams({ returnTo }).toString();
      expect([site, url, at.ownCookies]).toEqual([site, `http://tasks.example/login?${login}`, []]);
    }
  });

  test.each([
    ['cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['a sister host', { 'sec-fetch-site': 'same-site' }],
    ['a stranger’s Origin, in an older browser', { origin: 'https://evil.example' }],
    ['a form', { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' }],
  ])('is not begun by a call of another site’s page: %s', async (_what, headers) => {
    const answer = await on.api.request('POST', '/api/auth/oidc/login', { headers, body: {} });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual(['content-type' in headers ? 415 : 403, []]);
  });

  test.each([[{ returnTo: 1 }], [{ returnTo: `/${'x'.repeat(500)}` }], [{ to: '/' }]])(
    'is refused with %j, naming the field',
    async (body) => {
      const answer = await on.api.request('POST', '/api/auth/oidc/login', { body });
      expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([422, Object.keys(body)[0]]);
    },
  );
});

describe('the cookie of the way there', () => {
  const cookiesOf = async (env: Readonly<Record<string, string>>, path: string, returnTo = '/'): Promise<string[]> => {
    const lone = await startApi({ ...settingsFor(on.provider), ...env });
    const answer = await lone.request('POST', path, { body: { returnTo } });
    await lone.stop();
    return answer.headers.getSetCookie();
  };

  test('is this host’s alone over TLS, where no other host of its domain can plant one, for a quarter of an hour', async () => {
    const returnTo = `/${'"'.repeat(240)}`; // as long as it is kept
    const [cookie, ...more] = await cookiesOf(
      { PUBLIC_URL: 'https://tasks.example' },
      '/api/auth/oidc/login',
      returnTo,
    );
    expect(more).toEqual([]);
    expect(cookie).toMatch(
      /^__Host-task-queue-sso-\w{8}-\w{12}=\S+; Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(cookie!.length).toBeLessThan(1_280); // of which there are four at most
  });

  test('is for single sign-on alone below a path of the host', async () => {
    const env = { PUBLIC_URL: 'https://example.com/tools/tasks', BASE_PATH: '/tools/tasks' };
    expect(await cookiesOf(env, '/tools/tasks/api/auth/oidc/login')).toEqual([
      expect.stringMatching(
        /^__Secure-task-queue-sso-.*; Path=\/tools\/tasks\/api\/auth\/oidc; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
  });
});

describe('the way back', () => {
  test.each(['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)'])(
    'leads to no other place than one of ours: not to %s',
    async (returnTo) => {
      const url = await on.browser().signIn('ann', returnTo);
      expect([url.origin, url.pathname, url.searchParams.get('returnTo')]).toEqual([
        'http://tasks.example',
        '/login',
        '/',
      ]);
    },
  );

  test('leads to none of ours either that would not fit into a cookie beside others', async () => {
    const pathOf = async (length: number): Promise<string | null> =>
      (await on.browser().signIn('ann', `/${'"'.repeat(length)}`)).searchParams.get('returnTo');
    expect([await pathOf(200), await pathOf(300)]).toEqual([`/${'"'.repeat(200)}`, '/']);
  });

  test('is kept for four tabs, and a fifth one ends that of the oldest alone', async () => {
    const at = on.browser();
    const begin = async (): Promise<readonly string[]> => {
      expect((await at.begin()).body.url).toMatch(on.provider.issuer);
      return at.ownCookies;
    };
    const names = [await begin(), await begin(), await begin(), await begin()].at(-1)!;
    expect(names).toHaveLength(4);
    expect(await begin()).toEqual([...names.slice(1), expect.any(String)]);
  });

  test('is good once, in the browser that began it, with what the provider answered to it', async () => {
    const at = on.browser();
    const back = await at.signInThere('ann');
    expect(failureOf(await on.browser().comeBack(back))).toBe('expired'); // somebody else's browser
    const changed = (name: string, value: string): string => {
      const url = new URL(back);
      url.searchParams.set(name, value);
      return url.href;
    };
    expect(failureOf(await at.comeBack(changed('state', 'made up')))).toBe('expired');
    expect(failureOf(await at.comeBack(back))).toBe('done');
    expect(failureOf(await at.comeBack(back))).toBe('expired'); // the cookie is gone
  });

  test('is refused a second time though the browser has kept its cookie', async () => {
    const at = on.browser();
    const back = await at.signInThere('ann');
    const [first, second] = await Promise.all([at.comeBack(back), at.comeBack(back)]);
    expect([failureOf(first), failureOf(second)].sort()).toEqual(['done', 'expired']);
  });

  test.each([
    ['of another issuer, who was mixed up with ours', { iss: 'https://evil.example' }, 'refused'],
    ['with a code that is none', { code: 'made-up' }, 'refused'],
    ['with a no of the person', { error: 'access_denied' }, 'cancelled'],
    ['with an error of the provider', { error: 'temporarily_unavailable' }, 'unreachable'],
  ])('%s signs nobody in', async (_what, params, failure) => {
    const at = on.browser();
    const url = new URL(await at.signInThere('ann'));
    Object.entries(params).forEach(([name, value]) => url.searchParams.set(name, value));
    expect(failureOf(await at.comeBack(url.href))).toBe(failure);
    expect((await at.refresh()).status).toBe(401);
  });

  test('without the issuer, which this provider always names, signs nobody in', async () => {
    const at = on.browser();
    const url = new URL(await at.signInThere('ann'));
    url.searchParams.delete('iss');
    expect(failureOf(await at.comeBack(url.href))).toBe('refused');
  });

  const minutes = (count: number): number => Math.floor(Date.now() / 1000) + count * 60;
  test.each<[string, () => Forgery, string]>([
    ['of another nonce', () => ({ claims: { nonce: 'another' } }), 'refused'],
    ['for somebody else', () => ({ claims: { aud: 'another client' } }), 'refused'],
    ['of another issuer', () => ({ claims: { iss: 'https://evil.example' } }), 'refused'],
    ['that has expired', () => ({ claims: { exp: minutes(-5) } }), 'refused'],
    ['that is good later', () => ({ claims: { nbf: minutes(5) } }), 'refused'],
    ['without a signature', () => ({ alg: 'none' }), 'refused'],
    ['signed by somebody else', () => ({ isForeignKey: true }), 'refused'],
    ['by a clock that is a little behind', () => ({ claims: { exp: minutes(-0.3), iat: minutes(-5) } }), 'done'],
    ['by a clock that is a little ahead', () => ({ claims: { nbf: minutes(0.3), iat: minutes(0.3) } }), 'done'],
  ])('with an ID token %s: %#', async (_what, forged, outcome) => {
    const at = on.browser();
    const back = await at.signInThere('ann');
    await on.provider.set({ forged: forged() });
    expect(failureOf(await at.comeBack(back))).toBe(outcome);
    await on.provider.set({ forged: null });
  });
});
