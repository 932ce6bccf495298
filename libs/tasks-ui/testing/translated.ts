import { TranslocoTestingModule } from '@jsverse/transloco';
import type { Locale } from '@task-queue/contracts';
import { en } from '../src/i18n/en';
import { zhCN } from '../src/i18n/zh-cn';

/** The page's own texts for a component test, both languages at hand. */
export function translated(language: Locale = 'zh-CN') {
  return TranslocoTestingModule.forRoot({
    langs: { 'zh-CN': { tasks: zhCN }, en: { tasks: en } },
    translocoConfig: { availableLangs: ['zh-CN', 'en'], defaultLang: language, reRenderOnLangChange: true },
    preloadLangs: true,
  });
}
