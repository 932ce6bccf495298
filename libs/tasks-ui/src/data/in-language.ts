import type { LocalizedText } from '@task-queue/contracts';

/** A text in the language that the page is in. */
export function inLanguage({ zh, en }: LocalizedText, language: string): string {
  return language === 'en' ? en : zh;
}
