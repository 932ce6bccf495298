import type { Task, TaskFailure } from '@task-queue/contracts';
import { isAdmin, type TaskIdentity } from './identity.js';

/** Whose tasks this person sees: those of one owner, or everybody's (`null`). */
export function visibleTo(identity: TaskIdentity): string | null {
  return isAdmin(identity) ? null : identity.id;
}

/** A whole task as this person may see it. */
export function shownTo(identity: TaskIdentity, task: Task): Task {
  const attempts = task.attempts.map((attempt) => withoutStack(attempt, identity));
  return { ...withoutStack(task, identity), attempts };
}

/** Stack traces are for administrators. */
export function withoutStack<Shape extends { readonly error: TaskFailure | null }>(
  shape: Shape,
  identity: TaskIdentity,
): Shape {
  if (shape.error?.stack === undefined || isAdmin(identity)) {
    return shape;
  }
  const { message, code, attempt } = shape.error;
  return { ...shape, error: { message, code, attempt } };
}
