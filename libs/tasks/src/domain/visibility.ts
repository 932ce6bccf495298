import { noteForAudit } from '@task-queue/audit-trail';
import {
  may,
  TASK_ACTIONS,
  type OwnedPermission,
  type Permission,
  type Task,
  type TaskAction,
  type TaskFailure,
} from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import type { TaskIdentity } from './identity.js';

/** @param permission - `null` where everybody may @throws ProblemError FORBIDDEN for somebody without the permission */
export function requirePermission(identity: TaskIdentity, permission: Permission | null): void {
  if (permission !== null && !may(identity, permission)) {
    throw new ProblemError('FORBIDDEN');
  }
}

/** The audit log tells apart what is done to others' tasks. @throws ProblemError FORBIDDEN for who may see a task and not act on it */
export function requireControl(identity: TaskIdentity, action: TaskAction, ownerId: string): void {
  if (!may(identity, TASK_ACTIONS[action].permission, ownerId)) {
    throw new ProblemError('FORBIDDEN');
  }
  noteForAudit({ ofOthers: ownerId !== identity.id });
}

/** Whose tasks a permission of this person reaches: those of one owner, or everybody's (`null`). @throws ProblemError FORBIDDEN */
export function reachOf(identity: TaskIdentity, permission: OwnedPermission): string | null {
  requirePermission(identity, permission);
  return may(identity, `${permission}:all`) ? null : identity.id;
}

/** A whole task as this person may see it. */
export function shownTo(identity: TaskIdentity, task: Task): Task {
  const attempts = task.attempts.map((attempt) => withoutStack(attempt, identity));
  return { ...withoutStack(task, identity), attempts };
}

/** Stack traces are for who may read them. */
export function withoutStack<Shape extends { readonly error: TaskFailure | null }>(
  shape: Shape,
  identity: TaskIdentity,
): Shape {
  if (shape.error?.stack === undefined || may(identity, 'tasks:debug')) {
    return shape;
  }
  const { message, code, attempt, fingerprint } = shape.error;
  return { ...shape, error: { message, code, attempt, ...(fingerprint === undefined ? {} : { fingerprint }) } };
}
