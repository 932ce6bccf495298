import { expect } from '@jest/globals';
import type { LoginResponse } from '@task-queue/contracts';
import type { LogSink } from '../../src/settings/logging.js';
import type { Answer } from '../answer.js';
import { startApi, type RunningApi } from '../start-api.js';
import { Browser } from './browser.js';
import { PUBLIC_URL, settingsFor, startProvider, type RunningProvider } from './openid-provider.js';

/** Everybody whom the provider knows, to begin with. */
export const PEOPLE = {
  ann: { preferred_username: 'ann', roles: ['user', 'something else'] },
  ben: { preferred_username: 'ben', roles: ['operator', 'user'] },
  'ben-2': { preferred_username: 'ben', roles: ['viewer'] },
  'an-admin': { preferred_username: 'Admin', roles: ['admin'] },
  nobody: { preferred_username: 'nobody', roles: ['gardener'] },
  racer: { preferred_username: 'racer', roles: 'user' },
} as const;

/** What a logout token says that it is. */
export const LOGOUT_EVENT = { 'http://schemas.openid.net/event/backchannel-logout': {} };

/** An application whose people sign in at a provider. */
export interface SignOn {
  readonly provider: RunningProvider;
  readonly api: RunningApi;
  readonly admin: LoginResponse;
  browser(): Browser;
  /** Signs somebody in, and goes on as the page does. */
  signedIn(name: string, at?: Browser): Promise<LoginResponse>;
  /** What an access token is answered with. */
  statusWith(token: string): Promise<number>;
  /** Changes an account. */
  change(id: string, body: object): Promise<Answer>;
  /** Puts the provider back as it was. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts both. */
export async function startSignOn(logTo?: LogSink): Promise<SignOn> {
  const provider = await startProvider();
  const env = { ...settingsFor(provider), ...(logTo && { LOG_LEVEL: 'info' }) };
  const api = await startApi(env, undefined, [], logTo);
  await provider.set({ publicUrl: PUBLIC_URL, apiUrl: api.url, people: PEOPLE });
  const admin = await api.login('admin');
  const browser = (): Browser => new Browser(api.url);
  return {
    provider,
    api,
    admin,
    browser,
    async signedIn(name, at = browser()) {
      expect((await at.signIn(name)).searchParams.get('sso')).toBe('done');
      const { status, body } = await at.refresh();
      expect(status).toBe(200);
      return body;
    },
    statusWith: async (token) => (await api.request('GET', '/api/auth/me', { token })).status,
    change: (id, body) => api.request('PATCH', `/api/users/${id}`, { token: admin.accessToken, body }),
    reset: () =>
      provider.set({
        ...{ people: PEOPLE, isDown: false, forged: null, failing: null, held: null },
        ...{ givesRefreshTokens: true, givesIdTokens: true },
      }),
    async stop() {
      await api.stop();
      await provider.stop();
    },
  };
}
