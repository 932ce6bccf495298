import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { IDENTITY_OPTIONS, type IdentityModuleOptions, type OwnPages } from '../identity-options.js';
import type { Login } from './auth.service.js';
import { SESSION_LIFETIME_S } from './session-store.js';

const DEVICE_LIFETIME_S = 180 * 24 * 60 * 60;

/** What the cookies need of a request. */
export interface CookieRequest {
  readonly raw: IncomingMessage;
  readonly cookies: Readonly<Record<string, string | undefined>>;
}

/** What they need of a reply. */
export interface CookieReply {
  setCookie(name: string, value: string, options: object): this;
  clearCookie(name: string, options: object): this;
}

/** Eight digits that tell this installation from another one on its host, in the names of cookies. */
export function installationOf({ redis, secret }: Pick<IdentityModuleOptions, 'redis' | 'secret'>): string {
  return createHash('sha256').update(`cookie names\0${redis.prefix}\0${secret}`).digest('hex').slice(0, 8);
}

/**
 * What the name of a cookie begins with. `__Host-`: the browser takes it over TLS alone, for this host alone; below a path of the host
 * it is `__Secure-`, as the former is for the root.
 */
export function cookiePrefix(isSecure: boolean, path: string): '__Host-' | '__Secure-' | '' {
  return isSecure ? (path === '/' ? '__Host-' : '__Secure-') : '';
}

/**
 * The cookies of a session. A browser sends them to every port of a host, so their names tell the installation: the same at
 * all of its nodes and after a restart, another at another one.
 */
@Injectable()
export class AuthCookies {
  readonly #refresh: string;
  readonly #device: string;
  readonly #pages: OwnPages;
  readonly #path: string;

  constructor(@Inject(IDENTITY_OPTIONS) { redis, secret, pages }: IdentityModuleOptions) {
    this.#pages = pages;
    this.#path = pages.path ?? '/';
    const installation = installationOf({ redis, secret });
    this.#refresh = `task-queue-refresh-${installation}`;
    this.#device = `task-queue-device-${installation}`;
  }

  refreshTokenOf(request: CookieRequest): string | undefined {
    return request.cookies[this.#nameFor(this.#refresh, request)];
  }

  deviceOf(request: CookieRequest): string | undefined {
    return request.cookies[this.#nameFor(this.#device, request)];
  }

  keep({ refreshToken, deviceToken }: Login, request: CookieRequest, reply: CookieReply): void {
    const keep = (name: string, value: string, maxAge: number): void => {
      reply.setCookie(this.#nameFor(name, request), value, { ...this.#optionsFor(request), maxAge });
    };
    keep(this.#refresh, refreshToken, SESSION_LIFETIME_S);
    if (deviceToken !== undefined) {
      keep(this.#device, deviceToken, DEVICE_LIFETIME_S);
    }
  }

  /** Of the session alone: the browser stays known. */
  forget(request: CookieRequest, reply: CookieReply): void {
    reply.clearCookie(this.#nameFor(this.#refresh, request), this.#optionsFor(request));
  }

  #nameFor(name: string, { raw }: CookieRequest): string {
    return cookiePrefix(this.#pages.isSecure(raw), this.#path) + name;
  }

  #optionsFor({ raw }: CookieRequest): object {
    return { httpOnly: true, sameSite: 'strict', path: this.#path, secure: this.#pages.isSecure(raw) };
  }
}
