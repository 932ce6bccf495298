import type { UserRole } from '@task-queue/contracts';

/** The OpenID provider that people sign in at, and what it is told of us. */
export interface SingleSignOnOptions {
  /** The provider, as its discovery document names it; `http:` is for tests alone. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What is asked for, with blanks between; `openid` is among it. */
  readonly scopes: string;
  /** Where the provider sends browsers back: the address of `GET auth/oidc/callback` as they have it. Never guessed from a request. */
  readonly callbackUrl: string;
  /** The login page, to which they go on from there, and come back after signing out at the provider. */
  readonly loginUrl: string;
  /** The claim that says what somebody may: by its name, or by the way to it with dots between (`realm_access.roles`). */
  readonly roleClaim: string;
  /** Which role a value of that claim gives; `*` is everybody at the provider. @default a value is the name of its role */
  readonly roles?: ReadonlyMap<string, UserRole>;
}
