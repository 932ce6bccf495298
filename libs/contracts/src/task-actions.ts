import type { OwnedPermission } from './permissions.js';
import type { ErrorCode } from './problems.js';
import type { TaskStatus } from './task.js';

/** What a person can do to a task, and everything that is to be known of it. */
interface TaskActionRule {
  /** The states it is done in. */
  readonly from: readonly TaskStatus[];
  /** Why it is refused in another. */
  readonly refusals: Readonly<Partial<Record<TaskStatus, ErrorCode>>> & { readonly others: ErrorCode };
  /** Other states it may be offered in all the same: people look for it there, and the server says why not. */
  readonly alsoOffered: readonly TaskStatus[];
  readonly permission: OwnedPermission;
  /** Whether it can be done to many at once. */
  readonly isBulk: boolean;
  /** Whether a person is asked before it is done to one. */
  readonly isConfirmed: boolean;
}

/** Every action, in the order they are offered. */
export const TASK_ACTIONS = {
  cancel: {
    from: ['pending'],
    refusals: { running: 'TASK_RUNNING', others: 'TASK_FINISHED' },
    alsoOffered: ['running'],
    permission: 'tasks:control',
    isBulk: true,
    isConfirmed: true,
  },
  stop: {
    from: ['running'],
    refusals: { pending: 'TASK_NOT_RUNNING', others: 'TASK_FINISHED' },
    alsoOffered: [],
    permission: 'tasks:control',
    isBulk: true,
    isConfirmed: true,
  },
  retry: {
    from: ['failed'],
    refusals: { others: 'TASK_NOT_FAILED' },
    alsoOffered: [],
    permission: 'tasks:control',
    isBulk: true,
    isConfirmed: false,
  },
  delete: {
    from: ['completed', 'failed', 'cancelled'],
    refusals: { others: 'TASK_NOT_FINISHED' },
    alsoOffered: [],
    permission: 'tasks:control',
    isBulk: true,
    isConfirmed: true,
  },
} as const satisfies Readonly<Record<string, TaskActionRule>>;

/** One of {@link TASK_ACTIONS}. */
export type TaskAction = keyof typeof TASK_ACTIONS;

/** What can be done with many tasks at once. */
export type BulkAction = {
  [Action in TaskAction]: (typeof TASK_ACTIONS)[Action]['isBulk'] extends true ? Action : never;
}[TaskAction];

/** Every {@link BulkAction}. */
export const BULK_ACTIONS = (Object.keys(TASK_ACTIONS) as TaskAction[]).filter(
  (action): action is BulkAction => TASK_ACTIONS[action].isBulk,
);

/**
 * Why a person can't do this to a task in this state, or `null` when they can.
 *
 * @example refusalOf('cancel', 'running') // 'TASK_RUNNING'
 */
export function refusalOf(action: TaskAction, status: TaskStatus): ErrorCode | null {
  const { from, refusals }: TaskActionRule = TASK_ACTIONS[action];
  return from.includes(status) ? null : (refusals[status] ?? refusals.others);
}

/** Whether an action is shown for a task in this state. */
export function isOffered(action: TaskAction, status: TaskStatus): boolean {
  const { from, alsoOffered }: TaskActionRule = TASK_ACTIONS[action];
  return from.includes(status) || alsoOffered.includes(status);
}
