import { inject, Pipe, type PipeTransform } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { kept } from './kept';

const rules = new Map<string, Intl.PluralRules>();

/**
 * The key of a text that counts something: under it stands a text for `one` and one for any `other` number, chosen by
 * the plural rules of the page's language (Unicode CLDR). A key without a number is left as it is.
 */
@Pipe({ name: 'tqCounted', pure: false })
export class Counted implements PipeTransform {
  readonly #transloco = inject(TranslocoService);

  transform(key: string, count: number | undefined): string {
    if (count === undefined) {
      return key;
    }
    const language = this.#transloco.getActiveLang();
    const plurals = kept(rules, language, () => new Intl.PluralRules(language));
    return `${key}.${plurals.select(count) === 'one' ? 'one' : 'other'}`;
  }
}
