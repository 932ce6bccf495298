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

/** What a start page is made for. */
export interface PageHead {
  readonly locale: Locale;
  /** Told to the page, which may know better than the request what its person wants. */
  readonly defaultLocale: Locale;
  /** Below which it is served: every address in the page goes on from its `<base>`, and the program reads it there. */
  readonly basePath: string;
  /** The ways to sign in, told to the login page: `sso`, `password`, or both. */
  readonly signIn: string;
}

/**
 * A start page in a language, for a place.
 *
 * @param index - the start page as it was built: for the root, with names between double underscores where texts come
 */
export function pageIn(index: string, { locale, defaultLocale, basePath, signIn }: PageHead): string {
  const values: Readonly<Record<string, string>> = {
    ...TEXTS[locale],
    LANG: locale,
    DEFAULT_LOCALE: defaultLocale,
    SIGN_IN: signIn,
  };
  const placed = index.replace('<base href="/"', `<base href="${basePath}/"`);
  return placed.replaceAll(/__([A-Z]+(?:_[A-Z]+)*)__/g, (placeholder, name: string) => values[name] ?? placeholder);
}
