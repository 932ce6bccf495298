import { InjectionToken, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import type { AuditTarget, LocalLogin } from '@task-queue/contracts';

/** How people sign in. */
export interface WaysToSignIn {
  /** Whether at an OpenID provider. */
  readonly singleSignOn: boolean;
  /** Who may by a password; where that is administrators alone, their form waits behind a button. */
  readonly localLogin: LocalLogin;
}

/** What signing in and the accounts' page need to know of their application. */
export interface IdentityUiOptions {
  /** Where the REST API is, e.g. `/api`. */
  readonly baseUrl: string;
  /** The address of the page that one signs in on. @default '/login' */
  readonly loginAt?: string;
  /** Where the application shows what the audit log tells of; `null` where it does not. @default nowhere */
  readonly addressOf?: (target: AuditTarget) => string | null;
  /** @default by a password, everybody */
  readonly signIn?: WaysToSignIn;
}

/** Injection token of the {@link IdentityUiOptions}. */
export const IDENTITY_UI_OPTIONS = new InjectionToken<IdentityUiOptions>('IdentityUiOptions');

/**
 * Makes `Session`, the login form and the accounts' page ready.
 *
 * @example
 * ```ts
 * providers: [provideIdentityUi({ baseUrl: '/api' }), provideHttpClient(withInterceptors([renewOnRefusal]))]
 * ```
 */
export function provideIdentityUi(options: IdentityUiOptions): EnvironmentProviders {
  return makeEnvironmentProviders([{ provide: IDENTITY_UI_OPTIONS, useValue: options }]);
}
