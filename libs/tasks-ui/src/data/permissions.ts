import { inject } from '@angular/core';
import { permissionsOf, type OwnedPermission, type Permission } from '@task-queue/contracts';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';

/** Whether the person before the page may do something; with an owner, to what that person owns. */
export interface May {
  (permission: Permission): boolean;
  (permission: OwnedPermission, ownerId: string): boolean;
}

/** Asked each time: roles change while a page is open. What a page cannot know it offers, and the server decides. */
export function injectMay(): May {
  const { permissions = () => permissionsOf([]), userId } = inject(TASKS_UI_OPTIONS);
  return (permission: Permission, ownerId?: string) => {
    const ownId = userId?.();
    const isOthers = ownerId !== undefined && typeof ownId === 'string' && ownId !== ownerId;
    return permissions().includes(isOthers ? `${permission as OwnedPermission}:all` : permission);
  };
}
