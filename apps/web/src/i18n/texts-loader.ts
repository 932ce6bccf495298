import { Injectable } from '@angular/core';
import type { Translation, TranslocoLoader } from '@jsverse/transloco';
import type { Locale } from '@task-queue/contracts';
import { identityUiTexts } from '@task-queue/identity-ui';
import { tasksUiTexts } from '@task-queue/tasks-ui';

/** The texts of the application and of its pages, loaded with the program's own files. */
@Injectable({ providedIn: 'root' })
export class TextsLoader implements TranslocoLoader {
  async getTranslation(language: string): Promise<Translation> {
    const locale: Locale = language === 'en' ? 'en' : 'zh-CN';
    const [app, tasks, identity] = await Promise.all([
      locale === 'en' ? import('./en').then(({ en }) => en) : import('./zh-cn').then(({ zhCN }) => zhCN),
      tasksUiTexts(locale),
      identityUiTexts(locale),
    ]);
    return { ...identity, ...tasks, ...app };
  }
}
