import type { TaskDebounce, TaskUnique } from './once.js';
import type { ErrorCode, ProblemDetails } from './problems.js';
import type { BulkAction } from './task-actions.js';
import type { TaskFilter } from './task-filter.js';
import type { IsoInstant, Task, TaskPriority, TaskStatus, TaskSummary } from './task.js';
import type { LocalizedText } from './texts.js';

/** Body of `POST /api/tasks`. */
export interface CreateTaskRequest {
  readonly type: string;
  /** At most 200 characters; the type's title when left out. */
  readonly title?: string;
  /** Checked against the type's params class; at most 256 KiB. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** A task of the same type whose secrets of yours the masks in `params` stand for: to run it again. */
  readonly secretsFrom?: string;
  /** @default 'normal' */
  readonly priority?: TaskPriority;
  /** 0 to 20; the type's own when left out. */
  readonly maxRetries?: number;
  /** 1 to 86,400,000; the type's own when left out. */
  readonly timeoutMs?: number;
  /** Not to be started before; a past instant means now. */
  readonly runAt?: IsoInstant;
  /** Not created where there is one like it; the type's own when left out. */
  readonly unique?: TaskUnique;
  /** Begun once nobody has asked for it for a while; without `unique` and `runAt`. */
  readonly debounce?: TaskDebounce;
  /** Cancelled where it has not begun so long after its creation, in milliseconds. */
  readonly startWithinMs?: number;
  /** When it is to be over: nothing ends at it, and people are told in time that it is likely to be missed. */
  readonly deadlineAt?: IsoInstant;
}

/** One task of `POST /api/tasks/batch-create`. */
export interface BatchedTaskRequest extends CreateTaskRequest {
  /** As the header `Idempotency-Key` of `POST /api/tasks`, with which it shares its keys: 1 to 200 visible ASCII characters. */
  readonly idempotencyKey?: string;
}

/** Body of `POST /api/tasks/batch-create`. */
export interface BatchCreateRequest {
  /** At most 100; each is looked at, created and refused by itself. */
  readonly tasks: readonly BatchedTaskRequest[];
}

/** What became of one of the tasks: what `POST /api/tasks` would have answered. */
export interface BatchCreateOutcome {
  /** Whether there is a `task`; else there is a `problem`. */
  readonly ok: boolean;
  /** 201 where it is new, 200 where it was there before; that of the problem. */
  readonly status: number;
  readonly task?: Task;
  /** `true` where it was there before because of `unique` or `debounce`. */
  readonly deduplicated?: boolean;
  readonly problem?: ProblemDetails;
}

/** Body of `POST /api/tasks/:id/stop`. */
export interface StopTaskRequest {
  /** For whoever reads of it, the handler too; at most 500 characters. */
  readonly reason?: string;
  /** Without grace: the task is cancelled at once, and its handler may run on for a while. @default false */
  readonly force?: boolean;
}

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
  /** Whether the server starts its tasks by itself, as those of bulk actions: nobody is to be offered to. */
  readonly isInternal: boolean;
  /** Whether its tasks can be stopped while they run. */
  readonly stoppable: boolean;
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
