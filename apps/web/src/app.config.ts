import { provideHttpClient } from '@angular/common/http';
import {
  inject,
  isDevMode,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
  type ApplicationConfig,
} from '@angular/core';
import { MAT_FORM_FIELD_DEFAULT_OPTIONS } from '@angular/material/form-field';
import { MatPaginatorIntl } from '@angular/material/paginator';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { provideTransloco } from '@jsverse/transloco';
import { LOCALES } from '@task-queue/contracts';
import { TASKS_UI_OPTIONS, type TasksUiOptions } from '@task-queue/tasks-ui/options';
import { routes } from './app.routes';
import { Language } from './i18n/language';
import { PaginatorTexts } from './i18n/paginator-texts';
import { TextsLoader } from './i18n/texts-loader';
import { Session } from './session/session';
import { Theme } from './theme/theme';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideHttpClient(),
    provideRouter(routes, withComponentInputBinding()),
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
    { provide: MAT_FORM_FIELD_DEFAULT_OPTIONS, useValue: { appearance: 'outline' } },
    { provide: MatPaginatorIntl, useClass: PaginatorTexts },
    {
      provide: TASKS_UI_OPTIONS,
      useFactory: (): TasksUiOptions => {
        const session = inject(Session);
        return {
          baseUrl: '/api',
          token: () => session.accessToken(),
          onUnauthorized: () => session.expire(),
          isAdmin: () => session.user()?.role === 'admin',
        };
      },
    },
  ],
};
