import { inject } from '@angular/core';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';

/** The address that the list of tasks is at, with a task's details below it. */
export function injectMountedAt(): string {
  return inject(TASKS_UI_OPTIONS).mountedAt ?? '/tasks';
}
