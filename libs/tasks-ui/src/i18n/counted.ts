import { inject, Pipe, type PipeTransform } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';

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
    const rules = new Intl.PluralRules(this.#transloco.getActiveLang());
    return `${key}.${rules.select(count) === 'one' ? 'one' : 'other'}`;
  }
}
