import type { Locale } from '@task-queue/contracts';
import type { SameTexts } from './same-texts';
import type { zhCN } from './zh-cn';

/** Every text of this library, under its scope `ui`. */
export type UiTexts = SameTexts<typeof zhCN>;

/** The texts in a language, for Transloco. */
export async function uiTexts(locale: Locale): Promise<UiTexts> {
  return locale === 'en' ? (await import('./en')).en : (await import('./zh-cn')).zhCN;
}
