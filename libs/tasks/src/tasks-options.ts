import type { Locale, TaskPriority } from '@task-queue/contracts';
import type { IdentityResolver } from './domain/identity.js';

/** What a process does: serve people (`api`), run tasks (`worker`), or both. */
export type ProcessRole = 'all' | 'api' | 'worker';

/** Is told of every attempt in this process, for metrics. It must not throw. */
export interface TaskObserver {
  /** @param waitedMs - from the task's creation to its first start; `null` for a later attempt */
  attemptStarted(attempt: { readonly type: string; readonly waitedMs: number | null }): void;
  attemptEnded(attempt: {
    readonly type: string;
    readonly outcome: 'completed' | 'failed' | 'retrying' | 'interrupted' | 'given up';
    readonly tookMs: number;
  }): void;
}

/** How long finished tasks are kept; whichever limit is reached first. */
export interface RetentionLimit {
  /** Since they finished, in milliseconds. @default for ever */
  readonly maxAgeMs?: number;
  /** @default any number */
  readonly maxCount?: number;
}

/** Which finished tasks are deleted by themselves, oldest first. @default none */
export interface RetentionOptions {
  /** Completed and cancelled tasks. */
  readonly completed?: RetentionLimit;
  readonly failed?: RetentionLimit;
}

/** Options of `TasksModule.forRootAsync`, as its factory returns them. */
export interface TasksModuleOptions {
  readonly redis: {
    /** `redis://[user:password@]host:port[/db]`, or `rediss://` for TLS. */
    readonly url: string;
    /** Begins every key. Keep the braces: they hold all keys in one Redis Cluster slot. @default '{tq}' */
    readonly prefix?: string;
  };
  readonly identity: IdentityResolver;
  /** Tasks run at once, per lane. @default { high: 8, normal: 8, low: 4 } */
  readonly concurrency?: Readonly<Record<TaskPriority, number>>;
  /** Where artifacts are kept on disk. @default '.data/artifacts' */
  readonly artifactsDir?: string;
  /** Language of texts where a caller names none. @default 'zh-CN' */
  readonly defaultLocale?: Locale;
  /** A worker that says nothing for this long has lost its tasks, in milliseconds. @default 15000 */
  readonly leaseMs?: number;
  /** How long a shutdown waits for running tasks before it interrupts them, in milliseconds. @default 10000 */
  readonly shutdownGraceMs?: number;
  readonly observer?: TaskObserver;
  readonly retention?: RetentionOptions;
}

/** Injection token of the {@link TasksModuleOptions}. */
export const TASKS_OPTIONS = Symbol('TasksModuleOptions');

/** The prefix where the options name none. */
export const DEFAULT_PREFIX = '{tq}';

/** The lease where the options name none, in milliseconds. */
export const DEFAULT_LEASE_MS = 15_000;
