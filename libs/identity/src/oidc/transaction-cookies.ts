import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import { cookiePrefix, installationOf, type CookieReply, type CookieRequest } from '../sessions/auth-cookies.js';
import { TRANSACTION_LIFETIME_S, type Transaction } from './transactions.js';

/** Ways to the provider that a browser may have open at once, one a tab; with one more the oldest goes. */
const MOST_AT_ONCE = 4;

/**
 * Cookies of the ways to the provider, one each, so that two tabs do not end each other's. SameSite=Lax, as the way back comes from
 * another site. `__Host-`, which no other host of the domain can set, demands the path `/`: they go along with each call for as
 * long as the way takes, and are below 5 KiB together. Below a path of the host, and over plain HTTP, they are for the calls of
 * single sign-on alone.
 */
@Injectable()
export class TransactionCookies {
  readonly #prefix: string;
  readonly #options: object;

  constructor(@Inject(IDENTITY_OPTIONS) options: IdentityModuleOptions) {
    const callback = new URL(options.singleSignOn?.callbackUrl ?? 'http://none/callback');
    const isSecure = callback.protocol === 'https:';
    const prefix = cookiePrefix(isSecure, options.pages.path ?? '/');
    this.#prefix = `${prefix}task-queue-sso-${installationOf(options)}-`;
    this.#options = {
      httpOnly: true,
      sameSite: 'lax',
      secure: isSecure,
      path: prefix === '__Host-' ? '/' : callback.pathname.replace(/\/[^/]*$/, ''),
    };
  }

  keptOf(state: string, { cookies }: CookieRequest): string | undefined {
    return cookies[this.#nameFor(state)];
  }

  keep({ state }: Transaction, kept: string, { cookies }: CookieRequest, reply: CookieReply): void {
    const open = Object.keys(cookies).filter((name) => name.startsWith(this.#prefix));
    const surplus = open.slice(0, Math.max(0, open.length + 1 - MOST_AT_ONCE)); // a browser sends the oldest first (RFC 6265, 5.4)
    surplus.forEach((name) => reply.clearCookie(name, this.#options));
    reply.setCookie(this.#nameFor(state), kept, { ...this.#options, maxAge: TRANSACTION_LIFETIME_S });
  }

  forget(state: string, reply: CookieReply): void {
    reply.clearCookie(this.#nameFor(state), this.#options);
  }

  /** A state comes from outside too: a name is made of its digest. */
  #nameFor(state: string): string {
    return this.#prefix + createHash('sha256').update(state).digest('hex').slice(0, 12);
  }
}
