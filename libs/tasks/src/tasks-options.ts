import type { IncomingMessage } from 'node:http';
import type { Locale, TaskCreator, TaskPriority, UserRole } from '@task-queue/contracts';
import type { ArtifactStorage } from './artifacts/artifact-storage.js';
import type { AttemptEnding } from './domain/attempt-ending.js';
import type { DeedOptions } from './deeds/deeds.js';
import type { IdentityResolver, ResolvedIdentity } from './domain/identity.js';
import type { TaskTracing } from './domain/task-tracing.js';
import type { SecretsOptions } from './secrets/key-ring.js';
import type { RedisPlace } from '@task-queue/redis';

/** What a process does: serve people (`api`), run tasks (`worker`), or both. */
export type ProcessRole = 'all' | 'api' | 'worker';

/** Is told of every attempt in this process, for metrics. What it throws is logged and changes nothing. */
export interface TaskObserver {
  /** @param waitedMs - from when the task might have begun (its creation or run time) to its first start; `null` for a later attempt */
  attemptStarted(attempt: { readonly type: string; readonly waitedMs: number | null }): void;
  attemptEnded(attempt: { readonly type: string; readonly outcome: AttemptEnding; readonly tookMs: number }): void;
}

/** How long finished tasks are kept; whichever limit is reached first. */
export interface RetentionLimit {
  /** Since they finished, in milliseconds. @default for ever */
  readonly maxAgeMs?: number;
  /** @default any number */
  readonly maxCount?: number;
  /** Memory of their records and logs, as Redis counts it (`MEMORY USAGE`), in bytes. @default any */
  readonly maxBytes?: number;
}

/** Which finished tasks are deleted by themselves, oldest first. @default none */
export interface RetentionOptions {
  /** Completed and cancelled tasks. */
  readonly completed?: RetentionLimit;
  readonly failed?: RetentionLimit;
}

/** How much sockets may take. All limits are of one process. */
export interface SocketOptions {
  /** Sockets a person may have open; one more is refused with `connect_error TOO_MANY_REQUESTS`. @default 50 */
  readonly maxPerPerson?: number;
  /**
   * Messages a client may send, handshakes and pongs included; five seconds' worth may come at once. One that sends
   * more is told `tasks:closing` with `TOO_MANY_REQUESTS` and closed. @default 20
   */
  readonly maxMessagesPerSecond?: number;
  /**
   * What may wait to be sent to a client that does not read as fast, in characters. Beyond, its connection is dropped;
   * it comes back with its cursor and misses nothing. A replay waits at a quarter of it. @default 1048576
   */
  readonly maxBufferedLength?: number;
  /**
   * Asked every three seconds which of the people with sockets may stay, at most two hundred at a time, so that it can
   * be one query; and of a download by a signed address whether its person may, as they came through JSON. They are what
   * {@link TasksModuleOptions.identity} returned. Left out: every different handshake is resolved again, and an address
   * is good for its time.
   */
  readonly areStillValid?: (identities: readonly ResolvedIdentity[]) => Promise<readonly boolean[]>;
  /**
   * Where a handshake comes from, for {@link TasksModuleOptions.identity}: behind a proxy what it says.
   * @default the other end of the connection
   */
  readonly addressOf?: (request: IncomingMessage) => string | undefined;
}

/** Where tasks are kept. */
export interface RedisOptions {
  readonly redis: {
    /**
     * `redis://[user:password@]host:port[/db]`, or `rediss://` for TLS; `redis+sentinel://host:port,…/master-name`;
     * `redis+cluster://host:port,…`, or `rediss+cluster://`: any nodes of a cluster.
     */
    readonly url: string;
    /** Begins every key. Keep the braces: they hold all keys in one Redis Cluster slot. @default '{tq}' */
    readonly prefix?: string;
    /** Whether to start on a Redis that loses tasks: one that evicts, a replica, one older than 7. @default false */
    readonly unsafe?: boolean;
  };
}

/** Who people are. */
export interface IdentityOptions {
  readonly identity: IdentityResolver;
  /**
   * The roles that somebody has now, none where they are gone; asked when an attempt at an administrator's task begins, so
   * that one that waited does no more than its creator still may. Where it throws, the attempt has failed. @default those they had when they created it
   */
  readonly rolesOf?: (creator: TaskCreator) => Promise<readonly UserRole[]>;
  /** The user name of whom a schedule is handed over to; `null` for nobody. @default the one that the call gives */
  readonly usernameOf?: (id: string) => Promise<string | null>;
}

/** How tasks are run. */
export interface WorkerOptions {
  /** Which version of the application this is, for who looks at its workers. @default none */
  readonly version?: string;
  /** Tasks run at once, per lane. @default { high: 8, normal: 8, low: 4 } */
  readonly concurrency?: Readonly<Record<TaskPriority, number>>;
  /** A worker that says nothing for this long has lost its tasks, in milliseconds. @default 15000 */
  readonly leaseMs?: number;
  /** How many tasks of one person may wait; one more is refused with `QUEUE_FULL`. @default 100000 */
  readonly maxWaitingPerPerson?: number;
  /** How long a shutdown waits for running tasks before it interrupts them, in milliseconds. @default 10000 */
  readonly shutdownGraceMs?: number;
  readonly observer?: TaskObserver;
}

/** What tasks leave behind, and for how long. */
export interface ArtifactOptions {
  /** Where artifacts are kept. @default the disk, in {@link ArtifactOptions.artifactsDir} */
  readonly artifacts?: ArtifactStorage;
  /** Where artifacts are kept on disk. @default '.data/artifacts' */
  readonly artifactsDir?: string;
  readonly retention?: RetentionOptions;
}

/** How what happens is followed from process to process. */
export interface TracingOptions {
  /** @default none, and nothing is kept of the call that creates a task */
  readonly tracing?: TaskTracing;
}

/** What people read. */
export interface TextOptions {
  /** Language of texts where a caller names none. @default 'zh-CN' */
  readonly defaultLocale?: Locale;
}

/** Options of `TasksModule.forRootAsync`, as its factory returns them: those of each capability. */
export interface TasksModuleOptions
  extends
    RedisOptions,
    IdentityOptions,
    DeedOptions,
    WorkerOptions,
    ArtifactOptions,
    SecretsOptions,
    TracingOptions,
    TextOptions {
  readonly sockets?: SocketOptions;
}

/** Injection token of the {@link TasksModuleOptions}. */
export const TASKS_OPTIONS = Symbol('TasksModuleOptions');

/** The prefix where the options name none. */
export const DEFAULT_PREFIX = '{tq}';

/** Tasks of one person that may wait where the options name no number. */
export const DEFAULT_MAX_WAITING = 100_000;

/** The lease where the options name none, in milliseconds. */
export const DEFAULT_LEASE_MS = 15_000;

/** Where a deployment's keys are. */
export function redisPlaceOf({ redis: { url, prefix } }: TasksModuleOptions): RedisPlace {
  return { url, prefix: prefix ?? DEFAULT_PREFIX };
}
