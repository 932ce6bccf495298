import type { ErrorCode } from './problems.js';
import type { IsoInstant, TaskCreator } from './task.js';

/**
 * What the audit log tells of: what it is done to, and what is done. `access` is a call that changes nothing and was refused; without a
 * target, calls of one caller that were refused in too many ways to tell them apart.
 * `refresh` goes on with a session.
 */
export const AUDIT_ACTIONS = [
  'auth.login',
  'auth.refresh',
  'auth.logout',
  'auth.password',
  'second-factor.begin',
  'second-factor.on',
  'second-factor.off',
  'second-factor.codes',
  'second-factor.remove',
  'session.end',
  'session.end-others',
  'session.end-all',
  'user.create',
  'user.change',
  'user.delete',
  'token.create',
  'token.revoke',
  'task.create',
  'task.cancel',
  'task.stop',
  'task.retry',
  'task.delete',
  'tasks.batch-create',
  'tasks.bulk',
  'lane.pause',
  'lane.resume',
  'lane.slots',
  'type.pause',
  'type.resume',
  'type.limits',
  'type.limits-reset',
  'schedule.create',
  'schedule.change',
  'schedule.pause',
  'schedule.resume',
  'schedule.run',
  'schedule.delete',
  'view.create',
  'view.change',
  'view.delete',
  'error.change',
  'error.retry',
  'audit.export',
  'access',
] as const;

/** One of {@link AUDIT_ACTIONS}. */
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/**
 * What came of it. `refused`: not allowed; `failed`: allowed, and did not come about; `begun`: one call for many tasks whose
 * process died before it could say what came of them.
 */
export const AUDIT_OUTCOMES = ['done', 'refused', 'failed', 'begun'] as const;

/** One of {@link AUDIT_OUTCOMES}. */
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** What something is done to. `call`: what was asked for where nothing was done, e.g. `GET /api/users`. */
export const AUDIT_TARGETS = [
  'task',
  'user',
  'session',
  'token',
  'lane',
  'type',
  'schedule',
  'view',
  'error',
  'call',
] as const;

/** One of {@link AUDIT_TARGETS}. */
export type AuditTargetType = (typeof AUDIT_TARGETS)[number];

/** What something was done to. */
export interface AuditTarget {
  readonly type: AuditTargetType;
  readonly id: string;
  /** What it was called then, where it has a name. */
  readonly name: string | null;
}

/** The access token that somebody came with. */
export interface AuditToken {
  readonly id: string;
  readonly name: string;
}

/** Named fields, as they were or are: never a body, a secret or params. */
export type AuditFields = Readonly<Record<string, unknown>>;

/** One entry of the audit log. It never changes. */
export interface AuditEntry {
  /** Its place in the log. */
  readonly id: string;
  readonly at: IsoInstant;
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  /** Why it was refused or failed; `null` where it was not. */
  readonly code: ErrorCode | null;
  /** `null` where nobody said who they are. */
  readonly who: TaskCreator | null;
  readonly token: AuditToken | null;
  /** Where it came from; `null` for many alike of strangers. */
  readonly address: string | null;
  readonly target: AuditTarget | null;
  /** The task that it made, where it is done to something else. */
  readonly taskId: string | null;
  /** What changed, as it was; `null` where nothing was there, or nothing is to be told. */
  readonly before: AuditFields | null;
  /** The same, as it is since. */
  readonly after: AuditFields | null;
  /** What somebody gave for a reason. */
  readonly reason: string | null;
  readonly requestId: string | null;
  /** How many calls it stands for: refusals of one kind in a minute stand together. */
  readonly count: number;
}

/** What may be left out: `renewals`, sessions that went on, which a page does for each person four times an hour; not one that ended by it. */
export const AUDIT_ROUTINES = ['renewals'] as const;

/** One of {@link AUDIT_ROUTINES}. */
export type AuditRoutine = (typeof AUDIT_ROUTINES)[number];

/** Which entries of the audit log. What is left out does not narrow. */
export interface AuditFilter {
  /** The id or the user name of a person. */
  readonly who?: string;
  readonly action?: readonly AuditAction[];
  readonly targetType?: AuditTargetType;
  /** What it was done to, or a task that it made or was done to with others. */
  readonly targetId?: string;
  readonly outcome?: readonly AuditOutcome[];
  readonly address?: string;
  /** Inclusive. */
  readonly from?: IsoInstant;
  /** Exclusive. */
  readonly to?: IsoInstant;
  readonly without?: AuditRoutine;
}

/** Query of `GET /api/audit`. */
export interface AuditQuery extends AuditFilter {
  /** Entries before this one: `next` of the page before. */
  readonly before?: string;
  /** 1 to 100. @default 50 */
  readonly limit?: number;
}

/** Answer of `GET /api/audit`, the newest first. */
export interface AuditPage {
  /** May be fewer than asked for, or none, where the filter matches little: `next` goes on. */
  readonly items: readonly AuditEntry[];
  /** What the next page is asked for by; `null` where nothing is older. */
  readonly next: string | null;
}

/** Body of `POST /api/audit/export`. */
export interface AuditExportRequest {
  readonly filter?: AuditFilter;
}

/** Entries on a page. */
export const AUDIT_PAGE_SIZE = { max: 100, default: 50 } as const;
