import type { Locale } from '@task-queue/contracts';
import type { zhCN } from './zh-cn';

/** Every text of the task pages; both languages have the same ones, or they do not compile. */
export type TasksTexts = DeepText<typeof zhCN>;

type DeepText<Texts> = { readonly [Key in keyof Texts]: Texts[Key] extends string ? string : DeepText<Texts[Key]> };

/** The texts in a language, to be given to Transloco under the key `tasks`. */
export async function tasksTexts(locale: Locale): Promise<TasksTexts> {
  return locale === 'en' ? (await import('./en')).en : (await import('./zh-cn')).zhCN;
}
