/** The languages texts are kept in. */
export const LOCALES = ['zh-CN', 'en'] as const;

/** One of {@link LOCALES}. */
export type Locale = (typeof LOCALES)[number];

/**
 * Which of our languages a language tag (RFC 5646) asks for: any Chinese or English is ours, whatever its region.
 *
 * @example localeOfTag('zh-TW') // 'zh-CN'
 */
export function localeOfTag(tag: string): Locale | undefined {
  const primary = (text: string): string | undefined => text.toLowerCase().split('-')[0];
  return LOCALES.find((locale) => primary(locale) === primary(tag));
}

/** A text in both languages. */
export interface LocalizedText {
  readonly zh: string;
  readonly en: string;
}

const PLURALS = new Intl.PluralRules('en');

/** The English word for so many: `plural(1, 'row', 'rows')` is `row`. */
export function plural(count: number, one: string, other: string): string {
  return PLURALS.select(count) === 'one' ? one : other;
}
