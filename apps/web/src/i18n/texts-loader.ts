import { Injectable } from '@angular/core';
import type { Translation, TranslocoLoader } from '@jsverse/transloco';
import type { Locale } from '@task-queue/contracts';
import { tasksUiTexts } from '@task-queue/tasks-ui/texts';

/** The texts of the application and of the task pages, loaded with the program's own files. */
@Injectable({ providedIn: 'root' })
export class TextsLoader implements TranslocoLoader {
  async getTranslation(language: string): Promise<Translation> {
    const locale: Locale = language === 'en' ? 'en' : 'zh-CN';
    const [app, tasks] = await Promise.all([
      locale === 'en' ? import('./en').then(({ en }) => en) : import('./zh-cn').then(({ zhCN }) => zhCN),
      tasksUiTexts(locale),
    ]);
    return { ...tasks, ...app };
  }
}
