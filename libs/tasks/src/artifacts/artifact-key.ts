const TASK_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ATTEMPT = /^[1-9]\d{0,15}$/;

/** @throws Error where a text is no id of a task: nothing else may become a part of a path */
export function requireTaskId(taskId: string): void {
  if (!isTaskFolder(taskId)) {
    throw new Error('An artifact belongs to a task id');
  }
}

/** @throws Error where a number counts no attempt */
export function requireAttempt(attempt: number): void {
  if (!Number.isSafeInteger(attempt) || attempt < 1) {
    throw new Error(`${attempt} is no attempt`);
  }
}

/** Whether a name is the one of a task's folder. */
export function isTaskFolder(name: string): boolean {
  return TASK_ID.test(name);
}

/** The attempt that a file's name is the number of; `null` where it is none. */
export function attemptNamed(name: string): number | null {
  return ATTEMPT.test(name) ? Number(name) : null;
}
