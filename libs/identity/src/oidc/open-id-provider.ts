import { Inject, Injectable } from '@nestjs/common';
import { ProblemError } from '@task-queue/problems';
import { createRemoteJWKSet, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  refreshTokenGrant,
} from 'openid-client';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import { failureOf, failureOfRenewal, failureOfToken } from './failures.js';
import { hasRoleClaim, type Claims } from './role-of-claims.js';
import type { SingleSignOnOptions } from './single-sign-on-options.js';
import { SsoError } from './sso-error.js';
import type { Transaction } from './transactions.js';

/** How long the provider may take for an answer, in seconds. */
const TIMEOUT_S = 5;

/** How long what it says of itself is gone by, in milliseconds. */
const METADATA_KEPT_MS = 60 * 60_000;

/** How far its clock may be from ours, in seconds. */
const CLOCK_TOLERANCE_S = 30;

/** How old a word of the provider that somebody has signed out may be, in seconds. */
export const LOGOUT_TOKEN_AGE_S = 5 * 60;

/** Signatures that anybody can check and the provider alone can make. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** What the provider says of somebody who has signed in, and what it gave us to ask again. */
export interface Voucher {
  readonly issuer: string;
  readonly subject: string;
  /** The session that the person has there. */
  readonly sid: string | null;
  /** Asks again; `null` where the provider gives none. */
  readonly refreshToken: string | null;
  /** Whether what it says of roles is in the user info, and not in ID tokens. */
  readonly isRoleInUserInfo: boolean;
  /** Says whose session is to end there. */
  readonly idToken: string | null;
}

/** A voucher, and what it came with; no claims where the provider had nothing to say of the person this time. */
export interface Vouched {
  readonly voucher: Voucher;
  readonly claims: Claims | null;
}

/** What a refresh token brought: a newer voucher, to be kept before anything else is asked, as the old token is spent. */
export interface Renewal {
  readonly voucher: Voucher;
  /** What the provider says of the person now; `null` where that is nothing. @throws SsoError refused, unreachable */
  claims(): Promise<Claims | null>;
}

/** That somebody has signed out at the provider: there from a session, or from all. */
export type SignedOut = { readonly issuer: string; readonly tokenId: string } & (
  { readonly subject: string; readonly sid: string | null } | { readonly subject: null; readonly sid: string }
);

interface Known {
  readonly config: Configuration;
  readonly keys: JWTVerifyGetKey;
  readonly readMs: number;
}

/** An ID token is a hint at signing out: one longer than an address should be goes without. */
const LONGEST_HINT = 4_096;

/** The OpenID provider. What it is like is read when it is first needed, and again if that fails: it may start after us. */
@Injectable()
export class OpenIdProvider {
  readonly #options: SingleSignOnOptions | undefined;
  #known: Known | undefined;
  #reading: Promise<Known> | undefined;

  constructor(@Inject(IDENTITY_OPTIONS) { singleSignOn }: IdentityModuleOptions) {
    this.#options = singleSignOn;
  }

  /** What it is, and what it is told of us. @throws ProblemError NOT_FOUND where there is none */
  requireOptions(): SingleSignOnOptions {
    if (this.#options === undefined) {
      throw new ProblemError('NOT_FOUND');
    }
    return this.#options;
  }

  /** Where a browser goes to sign in. @throws SsoError unreachable */
  async authorizationUrl({ state, nonce, codeVerifier }: Transaction): Promise<string> {
    const { config } = await this.#provider();
    const { callbackUrl, scopes } = this.requireOptions();
    return buildAuthorizationUrl(config, {
      redirect_uri: callbackUrl,
      response_type: 'code',
      scope: scopes,
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    }).href;
  }

  /**
   * Who came back: exchanges the code, and checks issuer, state, nonce, audience, time and signature.
   *
   * @param query - of the address that the browser came back to
   * @throws SsoError cancelled, expired, refused, unreachable
   */
  async exchange(query: URLSearchParams, { state, nonce, codeVerifier }: Transaction): Promise<Vouched> {
    const { config } = await this.#provider();
    const url = new URL(this.requireOptions().callbackUrl);
    url.search = query.toString();
    return this.#ask(async () => {
      const tokens = await authorizationCodeGrant(config, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!; // expected above
      const all = await this.#claimsWith(config, tokens.access_token, claims.sub, claims);
      return {
        voucher: {
          issuer: claims.iss,
          subject: claims.sub,
          sid: typeof claims['sid'] === 'string' ? claims['sid'] : null,
          refreshToken: tokens.refresh_token ?? null,
          isRoleInUserInfo: !this.#tellsRoles(claims) && this.#tellsRoles(all),
          idToken: hintOf(tokens.id_token),
        },
        claims: all,
      };
    });
  }

  /** Asks whether somebody still is who they were. @throws SsoError refused where not, unreachable */
  async renew(voucher: Voucher & { readonly refreshToken: string }): Promise<Renewal> {
    const { config } = await this.#provider();
    const tokens = await this.#ask(() => refreshTokenGrant(config, voucher.refreshToken), failureOfRenewal);
    const claims = tokens.claims();
    if (claims !== undefined && claims.sub !== voucher.subject) {
      throw new SsoError('refused', 'the provider speaks of somebody else');
    }
    return {
      voucher: {
        ...voucher,
        refreshToken: tokens.refresh_token ?? voucher.refreshToken,
        idToken: hintOf(tokens.id_token) ?? voucher.idToken,
      },
      claims: async () => {
        const all = await this.#ask(
          () => this.#claimsWith(config, tokens.access_token, voucher.subject, claims),
          failureOfRenewal,
        );
        const isAboutRoles = claims !== undefined || voucher.isRoleInUserInfo || this.#tellsRoles(all);
        return isAboutRoles ? all : null; // where they were in the ID token, nothing is said without one
      },
    };
  }

  /** Where a browser goes to sign out; `null` where the provider has no such address or is out of reach. */
  async endSessionUrl({ idToken }: Voucher): Promise<string | null> {
    const known = await this.#provider().catch(() => null);
    if (known?.config.serverMetadata().end_session_endpoint === undefined) {
      return null;
    }
    return buildEndSessionUrl(known.config, {
      post_logout_redirect_uri: this.requireOptions().loginUrl,
      ...(idToken === null ? {} : { id_token_hint: idToken }),
    }).href;
  }

  /**
   * What a logout token says (OpenID Connect Back-Channel Logout 1.0, 2.6).
   *
   * @throws SsoError refused, unreachable
   */
  async signedOut(logoutToken: string): Promise<SignedOut> {
    const { config, keys } = await this.#provider();
    const { issuer } = config.serverMetadata();
    const claims = await this.#verify(logoutToken, keys, issuer);
    const { sub, jti, nonce, events, sid } = claims as JWTPayload &
      Readonly<Record<'nonce' | 'events' | 'sid', unknown>>;
    const isLogout = typeof events === 'object' && events !== null && LOGOUT_EVENT in events;
    const session = typeof sid === 'string' && sid !== '' ? sid : null;
    if (!isLogout || nonce !== undefined || jti === undefined) {
      throw new SsoError('refused', 'it is no logout token');
    }
    if (typeof sub === 'string' && sub !== '') {
      return { issuer, tokenId: jti, subject: sub, sid: session };
    }
    if (session === null) {
      throw new SsoError('refused', 'the logout token says neither whose sessions end nor which');
    }
    return { issuer, tokenId: jti, subject: null, sid: session };
  }

  async #verify(token: string, keys: JWTVerifyGetKey, issuer: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: this.requireOptions().clientId,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_S,
        maxTokenAge: LOGOUT_TOKEN_AGE_S,
        requiredClaims: ['jti', 'events'],
      });
      return payload;
    } catch (error) {
      throw new SsoError(failureOfToken(error), 'the logout token is not good', { cause: error });
    }
  }

  /** Claims of an ID token, with those of the user info where roles are there. */
  async #claimsWith(
    config: Configuration,
    accessToken: string,
    subject: string,
    claims?: Claims,
  ): Promise<Claims | null> {
    const hasUserInfo = config.serverMetadata().userinfo_endpoint !== undefined;
    if (!hasUserInfo || this.#tellsRoles(claims)) {
      return claims ?? null;
    }
    return { ...(await fetchUserInfo(config, accessToken, subject)), ...claims };
  }

  #tellsRoles(claims: Claims | null | undefined): boolean {
    return hasRoleClaim(claims ?? {}, this.requireOptions().roleClaim);
  }

  /** @throws SsoError unreachable */
  async #provider(): Promise<Known> {
    const isFresh = this.#known !== undefined && performance.now() - this.#known.readMs < METADATA_KEPT_MS;
    if (this.#known !== undefined && isFresh) {
      return this.#known;
    }
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    try {
      this.#known = await this.#reading;
    } catch (error) {
      if (this.#known === undefined) {
        throw new SsoError('unreachable', 'the provider cannot be discovered', { cause: error });
      }
    }
    return this.#known;
  }

  async #read(): Promise<Known> {
    const { issuer, clientId, clientSecret } = this.requireOptions();
    const isInsecure = issuer.startsWith('http:'); // the settings allow it where nobody is harmed
    const config = await discovery(new URL(issuer), clientId, clientSecret, authenticationBy(clientSecret), {
      timeout: TIMEOUT_S,
      execute: [enableNonRepudiationChecks, ...(isInsecure ? [allowInsecureRequests] : [])],
    });
    const { jwks_uri: jwksUri } = config.serverMetadata();
    if (jwksUri === undefined || !(isInsecure || jwksUri.startsWith('https:'))) {
      throw new Error('the provider names no keys that could be trusted');
    }
    return {
      config,
      keys: createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: TIMEOUT_S * 1000 }),
      readMs: performance.now(),
    };
  }

  /** Asks the provider, and says what a refusal of it or of its library means. */
  async #ask<Answer>(question: () => Promise<Answer>, meaningOf = failureOf): Promise<Answer> {
    try {
      return await question();
    } catch (error) {
      throw error instanceof SsoError
        ? error
        : new SsoError(meaningOf(error), 'the provider’s answer', { cause: error });
    }
  }
}

/** In the header, as is the default of OpenID, but for a provider that names other ways alone. */
function authenticationBy(clientSecret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(clientSecret), ClientSecretPost(clientSecret)];
  return (server, ...request) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (ways.includes('client_secret_basic') ? basic : post)(server, ...request);
  };
}

function hintOf(idToken: string | undefined): string | null {
  return idToken === undefined || idToken.length > LONGEST_HINT ? null : idToken;
}
