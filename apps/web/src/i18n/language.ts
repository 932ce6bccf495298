import { DOCUMENT } from '@angular/common';
import { inject, Injectable } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { TranslocoService } from '@jsverse/transloco';
import { LOCALES, type Locale } from '@task-queue/contracts';
import { firstValueFrom } from 'rxjs';

const STORED_UNDER = 'task-queue.language';

/** The page's language: Chinese, unless the person chose otherwise. */
@Injectable({ providedIn: 'root' })
export class Language {
  readonly #transloco = inject(TranslocoService);
  readonly #document = inject(DOCUMENT);
  readonly #title = inject(Title);

  /** Loads the language of the last visit. */
  async restore(): Promise<void> {
    const stored = localStorage.getItem(STORED_UNDER);
    await this.use(LOCALES.find((locale) => locale === stored) ?? 'zh-CN');
  }

  /** Changes the language without reloading the page, and remembers it. */
  async use(locale: Locale): Promise<void> {
    await firstValueFrom(this.#transloco.load(locale));
    this.#transloco.setActiveLang(locale);
    this.#document.documentElement.lang = locale;
    this.#title.setTitle(this.#transloco.translate('nav.tasks'));
    localStorage.setItem(STORED_UNDER, locale);
  }
}
