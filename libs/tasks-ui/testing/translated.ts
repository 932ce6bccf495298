import type { Locale } from '@task-queue/contracts';
import { translated as translatedWith } from '@task-queue/ui/testing';
import { en } from '../src/i18n/en';
import { zhCN } from '../src/i18n/zh-cn';

/** The page's own texts for a component test, both languages at hand. */
export function translated(language: Locale = 'zh-CN') {
  return translatedWith(language, { 'zh-CN': zhCN, en });
}
