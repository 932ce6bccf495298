import type { AuditTarget } from '@task-queue/contracts';
import { InjectionToken, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';

/** What signing in and the accounts' page need to know of their application. */
export interface IdentityUiOptions {
  /** Where the REST API is, e.g. `/api`. */
  readonly baseUrl: string;
  /** The address of the page that one signs in on. @default '/login' */
  readonly loginAt?: string;
  /** Where the application shows what the audit log tells of; `null` where it does not. @default nowhere */
  readonly addressOf?: (target: AuditTarget) => string | null;
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
