import type { IncomingMessage } from 'node:http';
import type { LocalLogin, Locale, SecondFactorDuty } from '@task-queue/contracts';
import type { RedisPlace } from '@task-queue/redis';
import type { KeptSecrets } from './second-factor/kept-secrets.js';
import type { SingleSignOnOptions } from './oidc/single-sign-on-options.js';

/** What the host knows of the pages that its sessions are used by. */
export interface OwnPages {
  /** Whether a request that works by cookie alone comes from a page that may make it: one of the host's own. */
  allows(request: IncomingMessage): boolean;
  /** Whether the browser came over TLS; its cookies are then for TLS alone. */
  isSecure(request: IncomingMessage): boolean;
  /** Below which all of them and their calls are, e.g. `/tools/tasks`: the cookies are not sent elsewhere. @default '/' */
  readonly path?: string;
}

/** Options of `IdentityModule.forRootAsync`, as its factory returns them. */
export interface IdentityModuleOptions {
  /** Where accounts and sessions are kept; every key begins with the prefix. */
  readonly redis: RedisPlace;
  /** Signs tokens and seals cookies. Whoever has another one ends all sessions. At least 32 characters. */
  readonly secret: string;
  /** Who is created where there is no administrator; a password that is left out is made up and shown once. */
  readonly firstAdministrator: { readonly username: string; readonly password?: string };
  readonly pages: OwnPages;
  /** An OpenID provider that people sign in at. @default none */
  readonly singleSignOn?: SingleSignOnOptions;
  /** Who may sign in by a password. @default 'everybody' */
  readonly localLogin?: LocalLogin;
  /** Who has to have a second factor, of those who sign in with a password. @default 'optional' */
  readonly secondFactor?: SecondFactorDuty;
  /** Seals what is kept and nobody is to read, as secrets of second factors. @default by `secret`: with another one they are lost */
  readonly keptSecrets?: KeptSecrets;
  /** Language of texts where a caller names none. @default 'zh-CN' */
  readonly defaultLocale?: Locale;
}

/** Injection token of the {@link IdentityModuleOptions}. */
export const IDENTITY_OPTIONS = Symbol('IdentityModuleOptions');
