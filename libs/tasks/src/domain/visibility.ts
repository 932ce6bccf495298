import { may, type Task, type TaskFailure } from '@task-queue/contracts';
import type { TaskIdentity } from './identity.js';

/** Whose tasks this person sees: those of one owner, or everybody's (`null`). */
export function visibleTo(identity: TaskIdentity): string | null {
  return may(identity, 'tasks:read:all') ? null : identity.id;
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
  const { message, code, attempt } = shape.error;
  return { ...shape, error: { message, code, attempt } };
}
