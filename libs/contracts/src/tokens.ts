import type { Permission } from './permissions.js';
import type { IsoInstant } from './task.js';

/** Which whoever writes anything may. */
const VIEWS = ['views:control', 'views:share'] as const;

/**
 * What an access token is good for, and which permissions that reaches at most. A scope grants nothing: a token may what its
 * owner may, as far as its scopes reach.
 */
export const TOKEN_SCOPES = {
  /** See tasks, schedules, lanes and workers, and download files. */
  'tasks:read': [
    'tasks:read',
    'tasks:read:all',
    'tasks:debug',
    'schedules:read',
    'schedules:read:all',
    'lanes:read',
    'storage:read',
    'workers:read',
  ],
  'tasks:create': ['tasks:create', ...VIEWS],
  /** Cancel, stop, retry, delete; and see what that is done to. */
  'tasks:control': ['tasks:read', 'tasks:read:all', 'tasks:control', 'tasks:control:all', ...VIEWS],
  /** See schedules, create, change, pause, run and delete them. */
  'schedules:write': ['schedules:read', 'schedules:read:all', 'schedules:control', 'schedules:control:all', ...VIEWS],
  'metrics:read': ['metrics:read'],
  /** All that the owner may. */
  admin: null,
} as const satisfies Readonly<Record<string, readonly Permission[] | null>>;

/** One of {@link TOKEN_SCOPES}. */
export type TokenScope = keyof typeof TOKEN_SCOPES;

/** The names of {@link TOKEN_SCOPES}, in their order. */
export const TOKEN_SCOPE_NAMES = Object.keys(TOKEN_SCOPES) as readonly TokenScope[];

/** Whether a permission is within a token's scopes. */
export function reaches(scopes: readonly TokenScope[], permission: Permission): boolean {
  return scopes.some((scope) => {
    const within: readonly Permission[] | null = TOKEN_SCOPES[scope];
    return within === null || within.includes(permission);
  });
}

/** Longest name of an access token, in characters. */
export const MAX_TOKEN_NAME_LENGTH = 100;

/** Most access tokens of a person, those that have expired counted. */
export const MAX_TOKENS = 100;

/** How long an access token is good at most, and where nothing is said, in days. */
export const TOKEN_DAYS = { max: 365, default: 90 } as const;

/** An access token of a person or a service account. What it is itself is told once, when it is made. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly createdAt: IsoInstant;
  readonly expiresAt: IsoInstant;
  /** To the minute; `null` where it was never used. */
  readonly lastUsedAt: IsoInstant | null;
}

/** Answer of `GET /api/tokens`, the newest first. */
export interface ApiTokens {
  readonly items: readonly ApiToken[];
}

/** Body of `POST /api/tokens`. */
export interface CreateTokenRequest {
  /** What it is for: one line, 1 to 100 characters. */
  readonly name: string;
  /** At least one, each once. */
  readonly scopes: readonly TokenScope[];
  /** 1 to 365. @default 90 */
  readonly expiresInDays?: number;
  /** Whose it is to be, for who may `users:manage`: mostly a service account. @default the caller */
  readonly userId?: string;
}

/** Answer of `POST /api/tokens`. */
export interface CreatedToken extends ApiToken {
  /** For `Authorization: Bearer` and the Socket.IO handshake; shown this once. */
  readonly token: string;
}
