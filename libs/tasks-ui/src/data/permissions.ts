import { inject } from '@angular/core';
import type { Permission } from '@task-queue/contracts';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';

/** Whether the person before the page may do something, asked each time: roles change while a page is open. */
export function injectMay(): (permission: Permission) => boolean {
  const { permissions } = inject(TASKS_UI_OPTIONS);
  return (permission) => permissions?.().includes(permission) ?? false;
}
