import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('main.mjs', import.meta.url));

/** The address of the page, as the application and the provider know it: nobody's, the tests go to another. */
export const PUBLIC_URL = 'http://tasks.example';

/** How ID tokens go wrong. */
export interface Forgery {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly alg?: 'none';
  readonly isForeignKey?: boolean;
}

/** What an address of it answers instead: once alone, or not before something else is set. */
export interface Failing {
  readonly path: '/token' | '/me' | '/jwks';
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly isOnce?: boolean;
  readonly isStuck?: boolean;
}

/** What of the provider can be set: see `main.mjs`. */
export interface ProviderState {
  readonly publicUrl: string;
  readonly apiUrl: string;
  readonly people: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly isDown: boolean;
  readonly givesRefreshTokens: boolean;
  readonly givesIdTokens: boolean;
  readonly failing: Failing | null;
  readonly held: '/me' | null;
  readonly forged: Forgery | null;
}

/** An OpenID provider in a process of its own. */
export interface RunningProvider {
  readonly issuer: string;
  set(state: Partial<ProviderState>): Promise<void>;
  /** Resolves when an answer is held back. */
  holds(): Promise<void>;
  /** A token of the provider that says what is given. */
  sign(claims: Readonly<Record<string, unknown>>, how?: Omit<Forgery, 'claims'>): Promise<string>;
  stop(): Promise<void>;
}

/** The settings by which the application knows the provider. */
export function settingsFor({ issuer }: RunningProvider): Record<string, string> {
  return {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: 'task-queue',
    OIDC_CLIENT_SECRET: 'the secret of task-queue',
    PUBLIC_URL,
  };
}

/** Starts it; what it is like has to be {@link RunningProvider.set} before it answers. */
export async function startProvider(): Promise<RunningProvider> {
  const program = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'] },
  });
  const [issuer] = (await once(createInterface({ input: program.stdout }), 'line')) as [string];
  program.stdout.resume();
  const put = async (body: object): Promise<string> => {
    const response = await fetch(`${issuer}/test`, { method: 'PUT', body: JSON.stringify(body) });
    return response.text();
  };
  return {
    issuer,
    async set(state) {
      await put(state);
    },
    async holds() {
      await put({ awaitsHeld: true });
    },
    sign: (claims, how = {}) => put({ sign: { claims, ...how } }),
    async stop() {
      const exited = once(program, 'exit');
      program.kill();
      await exited;
    },
  };
}
