import type { Locale } from '@task-queue/contracts';

/** What the page says before its program runs, or where it can't: it has its own texts from then on. */
const TEXTS: Readonly<Record<Locale, Readonly<Record<string, string>>>> = {
  'zh-CN': {
    TITLE: '任务队列',
    DESCRIPTION: '任务队列：发起、跟踪和查找后台任务',
    NOSCRIPT: '此页面需要 JavaScript。请在浏览器中启用后重新加载。',
  },
  en: {
    TITLE: 'Task queue',
    DESCRIPTION: 'Task queue: start long work, watch it, find it again',
    NOSCRIPT: 'This page needs JavaScript. Allow it in your browser and reload.',
  },
};

/**
 * A start page in a language.
 *
 * @param index - the start page as it was built, with names between double underscores where texts come
 * @param defaultLocale - told to the page, which may know better than the request what its person wants
 */
export function pageIn(index: string, locale: Locale, defaultLocale: Locale): string {
  const values: Readonly<Record<string, string>> = { ...TEXTS[locale], LANG: locale, DEFAULT_LOCALE: defaultLocale };
  return index.replaceAll(/__([A-Z]+(?:_[A-Z]+)*)__/g, (placeholder, name: string) => values[name] ?? placeholder);
}
