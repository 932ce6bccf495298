import { InjectionToken, isDevMode, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { provideTransloco } from '@jsverse/transloco';
import { LOCALES, type Locale, type Permission } from '@task-queue/contracts';

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
  /** What the person may do, e.g. `permissionsOf(roles)`. The server decides all the same. @default what a `user` may */
  readonly permissions?: () => readonly Permission[];
  /**
   * Whose tasks are the person's own, for notifications and `<tq-my-tasks />`. Not needed where everybody sees their own tasks alone; who
   * sees others' too is notified of nothing without it.
   */
  readonly userId?: () => string | null;
  /** The address that `tasksUiRoutes` is mounted at, so that a notification or `<tq-my-tasks />` can open a task. @default '/tasks' */
  readonly mountedAt?: string;
  /** A service worker that opens a task when its notification is clicked, e.g. a copy of ours. @default none */
  readonly notificationWorkerUrl?: string;
}

/** Injection token of the {@link TasksUiOptions}. */
export const TASKS_UI_OPTIONS = new InjectionToken<TasksUiOptions>('TasksUiOptions', {
  providedIn: 'root',
  factory: () => {
    throw new Error('The task pages know no server: give provideTasksUi({ baseUrl, token }) to the application');
  },
});

/** Something more that {@link provideTasksUi} brings. */
export interface TasksUiFeature {
  readonly providers: EnvironmentProviders;
}

/**
 * For an application that has no Transloco: brings one with the texts of the pages alone. An application that has one
 * gets these texts into its own without this, in whatever language is active there.
 *
 * @param language - what the pages speak until `TranslocoService.setActiveLang` says something else. @default 'zh-CN'
 */
export function withLanguage(language: Locale = 'zh-CN'): TasksUiFeature {
  const config = {
    availableLangs: [...LOCALES],
    defaultLang: language,
    reRenderOnLangChange: true,
    prodMode: !isDevMode(),
  };
  return { providers: makeEnvironmentProviders([provideTransloco({ config })]) };
}

/**
 * Makes the task pages ready to be mounted with `tasksUiRoutes`.
 *
 * @param options - or a function that makes them, where they need the application's own services (`inject` works in it)
 * @example
 * ```ts
 * providers: [provideTasksUi({ baseUrl: '/api', token: () => session.accessToken() })]
 * ```
 */
export function provideTasksUi(
  options: TasksUiOptions | (() => TasksUiOptions),
  ...features: readonly TasksUiFeature[]
): EnvironmentProviders {
  const useFactory = typeof options === 'function' ? options : () => options;
  return makeEnvironmentProviders([
    { provide: TASKS_UI_OPTIONS, useFactory },
    ...features.map(({ providers }) => providers),
  ]);
}
