import { TranslocoTestingModule, type Translation } from '@jsverse/transloco';
import type { Locale } from '@task-queue/contracts';
import { en } from '../src/i18n/en';
import { zhCN } from '../src/i18n/zh-cn';

/**
 * The texts of this library for a component test, both languages at hand.
 *
 * @param more - those of the library that is tested, by language
 */
export function translated(
  language: Locale = 'zh-CN',
  more: Readonly<Record<Locale, Translation>> = { 'zh-CN': {}, en: {} },
) {
  return TranslocoTestingModule.forRoot({
    langs: { 'zh-CN': { ...zhCN, ...more['zh-CN'] }, en: { ...en, ...more.en } },
    translocoConfig: { availableLangs: ['zh-CN', 'en'], defaultLang: language, reRenderOnLangChange: true },
    preloadLangs: true,
  });
}
