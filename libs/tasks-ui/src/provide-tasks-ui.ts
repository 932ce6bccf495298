import { InjectionToken, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import type { Permission } from '@task-queue/contracts';

/** What the feature needs to know of its application. */
export interface TasksUiOptions {
  /** Where the REST API is, e.g. `/api`. Socket.IO is expected on the same server. */
  readonly baseUrl: string;
  /** Socket.IO's path on that server, where it is not at the root. @default '/socket.io' */
  readonly socketPath?: string;
  /** A token that is good now; `null` when nobody is signed in. Asked before every call and every reconnect. */
  readonly token: () => string | null | Promise<string | null>;
  /** Called when the server no longer accepts the token. */
  readonly onUnauthorized?: () => void;
  /** What the person may do beyond their own tasks, e.g. `permissionsOf(roles)`. The server decides all the same. @default nothing */
  readonly permissions?: () => readonly Permission[];
  /**
   * Whose tasks are the person's own, for notifications. Not needed where everybody sees their own tasks alone; who
   * sees others' too is notified of nothing without it.
   */
  readonly userId?: () => string | null;
  /** The address that `tasksUiRoutes` is mounted at, so that a notification can open a task. @default '/tasks' */
  readonly mountedAt?: string;
  /** A service worker that opens a task when its notification is clicked, e.g. a copy of ours. @default none */
  readonly notificationWorkerUrl?: string;
}

/** Injection token of the {@link TasksUiOptions}. */
export const TASKS_UI_OPTIONS = new InjectionToken<TasksUiOptions>('TasksUiOptions');

/**
 * Makes the task pages ready to be mounted with `tasksUiRoutes`.
 *
 * @param options - or a function that makes them, where they need the application's own services (`inject` works in it)
 * @example
 * ```ts
 * providers: [provideTasksUi({ baseUrl: '/api', token: () => session.accessToken() })]
 * ```
 */
export function provideTasksUi(options: TasksUiOptions | (() => TasksUiOptions)): EnvironmentProviders {
  const useFactory = typeof options === 'function' ? options : () => options;
  return makeEnvironmentProviders([{ provide: TASKS_UI_OPTIONS, useFactory }]);
}
