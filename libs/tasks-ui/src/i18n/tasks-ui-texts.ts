import type { Locale } from '@task-queue/contracts';
import { uiTexts, type SameTexts, type UiTexts } from '@task-queue/ui/i18n';
import type { zhCN } from './zh-cn';

/** Every text that the task pages show: their own under the scope `tasks`, and those of what they are made of. */
export type TasksUiTexts = SameTexts<typeof zhCN> & UiTexts;

/** The texts in a language, to be spread into those that the application gives to Transloco. */
export async function tasksUiTexts(locale: Locale): Promise<TasksUiTexts> {
  const [own, below] = await Promise.all([
    locale === 'en' ? import('./en').then(({ en }) => en) : import('./zh-cn').then(({ zhCN }) => zhCN),
    uiTexts(locale),
  ]);
  return { ...below, ...own };
}
