import { InjectionToken, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';

/** What the feature needs to know of its application. */
export interface TasksUiOptions {
  /** Where the REST API is, e.g. `/api`. Socket.IO is expected on the same server. */
  readonly baseUrl: string;
  /** A token that is good now; `null` when nobody is signed in. Asked before every call and every reconnect. */
  readonly token: () => string | null | Promise<string | null>;
  /** Called when the server no longer accepts the token. */
  readonly onUnauthorized?: () => void;
  /** Whether the person sees everybody's tasks. @default () => false */
  readonly isAdmin?: () => boolean;
}

/** Injection token of the {@link TasksUiOptions}. */
export const TASKS_UI_OPTIONS = new InjectionToken<TasksUiOptions>('TasksUiOptions');

/**
 * Makes the task pages ready to be mounted with `tasksUiRoutes`.
 *
 * @example
 * ```ts
 * providers: [provideTasksUi({ baseUrl: '/api', token: () => session.accessToken() })]
 * ```
 */
export function provideTasksUi(options: TasksUiOptions): EnvironmentProviders {
  return makeEnvironmentProviders([{ provide: TASKS_UI_OPTIONS, useValue: options }]);
}
