import { DOCUMENT } from '@angular/common';
import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { LOCALES, type Locale } from '@task-queue/contracts';
import { readStored, writeStored } from '@task-queue/tasks-ui/stored';
import { firstValueFrom } from 'rxjs';
import { PageTitle } from './page-title';

const STORED_UNDER = 'task-queue.language';

/** The page's language: Chinese, unless the person chose otherwise. */
@Injectable({ providedIn: 'root' })
export class Language {
  readonly #transloco = inject(TranslocoService);
  readonly #root = inject(DOCUMENT).documentElement;
  readonly #title = inject(PageTitle);

  /** Loads the language of the last visit. */
  async restore(): Promise<void> {
    const stored = readStored(STORED_UNDER);
    await this.#apply(LOCALES.find((locale) => locale === stored) ?? 'zh-CN');
  }

  /** Changes the language without reloading the page, and remembers it. */
  async use(locale: Locale): Promise<void> {
    await this.#apply(locale);
    writeStored(STORED_UNDER, locale);
  }

  async #apply(locale: Locale): Promise<void> {
    await firstValueFrom(this.#transloco.load(locale));
    this.#transloco.setActiveLang(locale);
    this.#root.lang = locale;
    this.#title.translate();
  }
}
