/** Who may sign in by a password where people sign in at an OpenID provider: everybody who has one, or administrators alone. */
export const LOCAL_LOGINS = ['everybody', 'administrator'] as const;

/** One of {@link LOCAL_LOGINS}. */
export type LocalLogin = (typeof LOCAL_LOGINS)[number];

/**
 * Why single sign-on signed nobody in: `sso` in the address of the login page that a browser is led to.
 *
 * - `cancelled`: the person said no at the provider
 * - `expired`: the way there took too long, was begun in another browser, or is gone a second time
 * - `refused`: what the provider sent is not to be trusted
 * - `unreachable`: the provider, or what we keep sessions in, does not answer
 * - `no-role`: the provider knows the person and gives them no role here
 * - `disabled`: an administrator has disabled the account here
 */
export const SSO_FAILURES = ['cancelled', 'expired', 'refused', 'unreachable', 'no-role', 'disabled'] as const;

/** One of {@link SSO_FAILURES}. */
export type SsoFailure = (typeof SSO_FAILURES)[number];

/** `sso` in the address of the login page where a session was opened: the page goes on with its cookie. */
export const SSO_DONE = 'done';

/** Longest address that one is led back to from the provider, in characters: it is kept in a cookie. */
export const MAX_RETURN_TO = 500;

/** Body of `POST /api/auth/oidc/login`. */
export interface BeginSingleSignOnRequest {
  /** Where the person is going: an address of our own page, from its root on. @default the start page, also for any other address */
  readonly returnTo?: string;
}

/** Answer of `POST /api/auth/oidc/login`: the browser, which keeps a cookie with it, goes on to the provider. */
export interface ProviderAddress {
  readonly url: string;
}

/** Answer of `POST /api/auth/logout` where a browser goes on to the provider, to sign out there too. */
export interface EndSessionAddress {
  readonly endSessionUrl: string;
}
