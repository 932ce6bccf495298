import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { inject, isDevMode, provideBrowserGlobalErrorListeners, type ApplicationConfig } from '@angular/core';
import { MAT_ICON_DEFAULT_OPTIONS } from '@angular/material/icon';
import { provideRouter, TitleStrategy, withInMemoryScrolling } from '@angular/router';
import { provideTransloco } from '@jsverse/transloco';
import { LOCALES } from '@task-queue/contracts';
import { TASKS_UI_OPTIONS, type TasksUiOptions } from '@task-queue/tasks-ui';
import { routes } from './app.routes';
import { authInterceptor } from './auth/auth-interceptor';
import { Session } from './auth/session';
import { preferredLocale } from './i18n/languages';
import { PageTitle } from './i18n/page-title';
import { TextLoader } from './i18n/text-loader';

/** What the whole page is made of. */
export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes, withInMemoryScrolling({ scrollPositionRestoration: 'enabled' })),
    provideHttpClient(withInterceptors([authInterceptor])),
    provideTransloco({
      config: {
        availableLangs: [...LOCALES],
        defaultLang: preferredLocale(),
        reRenderOnLangChange: true,
        prodMode: !isDevMode(),
      },
      loader: TextLoader,
    }),
    { provide: TitleStrategy, useClass: PageTitle },
    { provide: MAT_ICON_DEFAULT_OPTIONS, useValue: { fontSet: 'none' } },
  ],
};
