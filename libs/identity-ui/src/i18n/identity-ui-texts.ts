import type { Locale } from '@task-queue/contracts';
import { uiTexts, type SameTexts, type UiTexts } from '@task-queue/ui/i18n';
import type { zhCN } from './zh-cn';

/** Every text of signing in and of accounts: their own under the scope `identity`, and those of what they are made of. */
export type IdentityUiTexts = SameTexts<typeof zhCN> & UiTexts;

/** The texts in a language, to be spread into those that the application gives to Transloco. */
export async function identityUiTexts(locale: Locale): Promise<IdentityUiTexts> {
  const [own, below] = await Promise.all([
    locale === 'en' ? import('./en').then(({ en }) => en) : import('./zh-cn').then(({ zhCN }) => zhCN),
    uiTexts(locale),
  ]);
  return { ...below, ...own };
}
