import type { Locale, LocalizedText } from '@task-queue/contracts';

/** A text in one of its languages. */
export function inLocale({ zh, en }: LocalizedText, locale: Locale): string {
  return locale === 'en' ? en : zh;
}
