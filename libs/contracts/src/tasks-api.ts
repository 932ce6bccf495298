import type { ErrorCode } from './error-codes.js';
import type { TaskFilter } from './task-filter.js';
import type { IsoInstant, TaskPriority, TaskStatus, TaskSummary } from './task.js';

/** The languages texts are kept in. */
export const LOCALES = ['zh-CN', 'en'] as const;

/** One of {@link LOCALES}. */
export type Locale = (typeof LOCALES)[number];

/**
 * Which of our languages a language tag (RFC 5646) asks for: any Chinese or English is ours, whatever its region.
 *
 * @example localeOfTag('zh-TW') // 'zh-CN'
 */
export function localeOfTag(tag: string): Locale | undefined {
  const primary = (text: string): string | undefined => text.toLowerCase().split('-')[0];
  return LOCALES.find((locale) => primary(locale) === primary(tag));
}

/** A text in both languages. */
export interface LocalizedText {
  readonly zh: string;
  readonly en: string;
}

/** What a person may do: a `user` sees their own tasks, an `admin` everybody's. */
export const USER_ROLES = ['admin', 'user'] as const;

/** One of {@link USER_ROLES}. */
export type UserRole = (typeof USER_ROLES)[number];

/** The person who is signed in. */
export interface SessionUser {
  readonly id: string;
  readonly username: string;
  readonly role: UserRole;
}

/** Body of `POST /api/auth/login`. */
export interface LoginRequest {
  readonly username: string;
  readonly password: string;
}

/** Answer of `POST /api/auth/login` and `/refresh`. */
export interface LoginResponse {
  readonly accessToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
  readonly user: SessionUser;
}

/** A person with an account, as administrators see it. */
export interface UserAccount extends SessionUser {
  /** Whether the person may no longer sign in. */
  readonly disabled: boolean;
  readonly createdAt: IsoInstant;
}

/** Body of `POST /api/users`. */
export interface CreateUserRequest {
  /** 2 to 64 letters, digits or `. _ @ -`; unique, whatever its case. */
  readonly username: string;
  /** 8 to 128 characters. */
  readonly password: string;
  /** @default 'user' */
  readonly role?: UserRole;
}

/** Body of `PATCH /api/users/:id`; what is left out stays. */
export interface ChangeUserRequest {
  readonly role?: UserRole;
  readonly disabled?: boolean;
  readonly password?: string;
}

/** Body of `POST /api/auth/password`. */
export interface ChangePasswordRequest {
  readonly currentPassword: string;
  /** 8 to 128 characters. */
  readonly newPassword: string;
}

/** Body of `POST /api/tasks`. */
export interface CreateTaskRequest {
  readonly type: string;
  /** At most 200 characters; the type's title when left out. */
  readonly title?: string;
  /** Checked against the type's params class; at most 256 KiB. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** @default 'normal' */
  readonly priority?: TaskPriority;
  /** 0 to 20; the type's own when left out. */
  readonly maxRetries?: number;
  /** 1,000 to 86,400,000; the type's own when left out. */
  readonly timeoutMs?: number;
  /** Not to be started before; a past instant means now. */
  readonly runAt?: IsoInstant;
}

/** What can be done with many tasks at once. */
export const BULK_ACTIONS = ['cancel', 'retry', 'delete'] as const;

/** One of {@link BULK_ACTIONS}. */
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Body of `POST /api/tasks/bulk`: `ids` (at most 100), or a `filter` for everything that matches; never both. */
export interface BulkRequest {
  readonly action: BulkAction;
  readonly ids?: readonly string[];
  readonly filter?: TaskFilter;
}

/** What became of one of the tasks. */
export interface BulkOutcome {
  readonly id: string;
  readonly ok: boolean;
  /** Why not. */
  readonly code?: ErrorCode;
}

/** Answer of `POST /api/tasks/:id/artifact/link`. */
export interface ArtifactLink {
  /** Where a browser by itself downloads the file: a path with a query, on the same server. */
  readonly url: string;
  /** Until when a download may begin. */
  readonly expiresAt: IsoInstant;
}

/** One page of tasks, newest first. */
export interface TaskPage {
  readonly items: readonly TaskSummary[];
  /** How many tasks match, exactly. */
  readonly total: number;
  /** Counted from 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly totalPages: number;
}

/** Defaults that a type's tasks get where the request is silent. */
export interface TaskTypeDefaults {
  readonly priority: TaskPriority;
  readonly maxRetries: number;
  readonly timeoutMs: number;
}

/** A registered type of task. */
export interface TaskType {
  readonly type: string;
  readonly title: LocalizedText;
  readonly description: LocalizedText;
  /** JSON Schema (2020-12) of the params. */
  readonly paramsSchema: Readonly<Record<string, unknown>>;
  readonly defaults: TaskTypeDefaults;
}

/** How full the storage of tasks is: `filling` from 85 % on, `full` from 95 % on, when no more tasks are created. */
export const STORAGE_LEVELS = ['ok', 'filling', 'full'] as const;

/** How full the storage of tasks is. */
export interface StorageRoom {
  readonly level: (typeof STORAGE_LEVELS)[number];
  readonly usedBytes: number;
  /** `null` where nothing bounds it. */
  readonly limitBytes: number | null;
}

/** Counts of what the caller may see. */
export interface TaskStats {
  readonly total: number;
  readonly byStatus: Readonly<Record<TaskStatus, number>>;
  readonly byType: Readonly<Record<string, number>>;
  /** For administrators. */
  readonly storage?: StorageRoom;
}

/** Answer of `GET /api/tasks/clock`. */
export interface ServerTime {
  /** When it was answered, by the one clock that all times of tasks are of. */
  readonly now: IsoInstant;
}

/** One field that was refused: `field` is a path such as `params.format`. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** An error as every call answers it: `application/problem+json` (RFC 9457). */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly errors?: readonly FieldError[];
  readonly requestId: string;
}
