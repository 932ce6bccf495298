import { USER_ROLES, type UserRole } from '@task-queue/contracts';
import type { SingleSignOnOptions } from '@task-queue/identity';
import { isLoopback } from './loopback.js';
import { Unfit } from './setting-values.js';
import type { Settings } from './settings.js';

/** What is asked for where the setting says nothing. */
export const DEFAULT_SCOPES = 'openid profile email';

/** An address over HTTP without what could be left behind it; not even a slash at the end of a path of its own. */
export function plainUrl(text: string): string | Unfit {
  if (!/^https?:\/\//i.test(text)) {
    return new Unfit('must begin with https:// or http://, e.g. https://login.example.com/realms/main');
  }
  const url = URL.parse(text);
  if (url === null) {
    return new Unfit('must name a host, with a port of at most 65535 or none');
  }
  if (url.username !== '' || /[?#]/.test(text)) {
    return new Unfit('must be an address alone, without a user, ? or #');
  }
  return text;
}

/** The address that people have, without a slash at its end. */
export function publicUrl(text: string): string | Unfit {
  const read = plainUrl(text);
  return typeof read === 'string' ? read.replace(/\/+$/, '') : read;
}

/** Scopes with blanks between. */
export function scopes(text: string): string | Unfit {
  const list = text.trim().split(/\s+/);
  if (!list.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))) {
    return new Unfit('must be scopes with blanks between, e.g. openid profile email');
  }
  return list.includes('openid') ? list.join(' ') : new Unfit('must have the scope openid');
}

/** What the provider calls it and our role, with a comma between pairs: `ops-team=operator,*=viewer`. */
export function roles(text: string): ReadonlyMap<string, UserRole> | Unfit {
  const read = new Map<string, UserRole>();
  for (const pair of text.split(',')) {
    const [, value, name] = /^\s*(.+?)\s*=\s*([^=]*?)\s*$/.exec(pair) ?? [];
    if (value === undefined) {
      return new Unfit('must look like ops-team=operator,*=viewer');
    }
    const role = USER_ROLES.find((one) => one === name);
    if (role === undefined) {
      return new Unfit(`must give no role but ${USER_ROLES.join(', ')}`);
    }
    if (read.has(value)) {
      return new Unfit('must name each value once');
    }
    read.set(value, role);
  }
  return read;
}

/** What settings of single sign-on lack of each other. One that does not fit is told for itself. */
export function singleSignOnProblems(settings: Settings, isProduction: boolean): string[] {
  const { OIDC_ISSUER, PUBLIC_URL, BASE_PATH, LOCAL_LOGIN } = settings;
  const problems: string[] = [];
  if (typeof PUBLIC_URL === 'string' && !['', BASE_PATH].includes(pathIn(PUBLIC_URL))) {
    problems.push('PUBLIC_URL: must have the path that BASE_PATH says, or none');
  }
  if (OIDC_ISSUER === undefined) {
    const others = ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_ROLES'] as const;
    const needs = others.find((name) => settings[name] !== undefined);
    return [
      ...problems,
      ...(needs === undefined ? [] : [`OIDC_ISSUER: is required with ${needs}`]),
      ...(LOCAL_LOGIN === 'administrator' ? ['LOCAL_LOGIN: must be everybody without OIDC_ISSUER'] : []),
    ];
  }
  const required = ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'PUBLIC_URL'] as const;
  problems.push(
    ...required.filter((name) => settings[name] === undefined).map((name) => `${name}: is required with OIDC_ISSUER`),
  );
  const url = typeof OIDC_ISSUER === 'string' ? URL.parse(OIDC_ISSUER) : null;
  if (isProduction && url?.protocol === 'http:' && !isLoopback(url.hostname)) {
    problems.push('OIDC_ISSUER: must begin with https:// in production');
  }
  return problems;
}

/** What single sign-on is told of the settings; nothing where it is off. */
export function singleSignOn(settings: Settings): SingleSignOnOptions | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, PUBLIC_URL } = settings;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined || PUBLIC_URL === undefined) {
    return undefined;
  }
  const root = pathIn(PUBLIC_URL) === '' ? PUBLIC_URL + settings.BASE_PATH : PUBLIC_URL;
  return {
    issuer,
    clientId,
    clientSecret,
    scopes: settings.OIDC_SCOPES,
    callbackUrl: `${root}/api/auth/oidc/callback`,
    loginUrl: `${root}/login`,
    roleClaim: settings.OIDC_ROLE_CLAIM,
    ...(settings.OIDC_ROLES === undefined ? {} : { roles: settings.OIDC_ROLES }),
  };
}

function pathIn(url: string): string {
  return new URL(url).pathname.replace(/\/$/, '');
}
