import { provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  ErrorHandler,
  inject,
  isDevMode,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
  type ApplicationConfig,
} from '@angular/core';
import { provideRouter, TitleStrategy, withComponentInputBinding, withNavigationErrorHandler } from '@angular/router';
import { provideTransloco } from '@jsverse/transloco';
import { LOCALES } from '@task-queue/contracts';
import { provideTasksUi } from '@task-queue/tasks-ui';
import { addressOfTarget } from './address-of-target';
import { routes } from './app.routes';
import { fromBase } from './base-path';
import { waysToSignIn } from './login/ways-to-sign-in';
import { Language } from './i18n/language';
import { PageTitle } from './i18n/page-title';
import { TextsLoader } from './i18n/texts-loader';
import { provideIdentityUi, renewOnRefusal, Session } from '@task-queue/identity-ui';
import { goAnew, MissingPart } from './shell/missing-part';
import { Theme } from './theme/theme';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideHttpClient(withInterceptors([renewOnRefusal])),
    provideRouter(routes, withComponentInputBinding(), withNavigationErrorHandler(goAnew)),
    { provide: ErrorHandler, useExisting: MissingPart },
    { provide: TitleStrategy, useExisting: PageTitle },
    provideTransloco({
      config: {
        availableLangs: [...LOCALES],
        defaultLang: 'zh-CN',
        reRenderOnLangChange: true,
        prodMode: !isDevMode(),
      },
      loader: TextsLoader,
    }),
    provideAppInitializer(() => inject(Language).restore()),
    provideAppInitializer(() => inject(Theme).restore()),
    provideIdentityUi({ baseUrl: fromBase('api'), addressOf: addressOfTarget, signIn: waysToSignIn() }),
    provideTasksUi(() => {
      const session = inject(Session);
      return {
        baseUrl: fromBase('api'),
        socketPath: fromBase('socket.io'),
        mountedAt: '/system/tasks',
        notificationWorkerUrl: fromBase('notification-worker.js'),
        token: () => session.accessToken(),
        onUnauthorized: () => void session.verify(),
        permissions: session.permissions,
        userId: () => session.user()?.id ?? null,
      };
    }),
  ],
};
