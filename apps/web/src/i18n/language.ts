import { DOCUMENT } from '@angular/common';
import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { LOCALES, localeOfTag, type Locale } from '@task-queue/contracts';
import { readStored, writeStored } from '@task-queue/ui/storage';
import { firstValueFrom } from 'rxjs';
import { PageTitle } from './page-title';

const STORED_UNDER = 'task-queue.language';

/**
 * The page's language: the one the person chose, else the first of ours that their browser asks for, else the one the
 * server is set to.
 */
@Injectable({ providedIn: 'root' })
export class Language {
  readonly #transloco = inject(TranslocoService);
  readonly #document = inject(DOCUMENT);
  readonly #title = inject(PageTitle);

  /** Loads the language of the last visit, or of a first one. */
  async restore(): Promise<void> {
    const stored = readStored(STORED_UNDER);
    const chosen = LOCALES.find((locale) => locale === stored);
    const asked = navigator.languages.map(localeOfTag).find((locale) => locale !== undefined);
    await this.#apply(chosen ?? asked ?? this.#serversOwn());
  }

  /** Changes the language without reloading the page, and remembers it. */
  async use(locale: Locale): Promise<void> {
    await this.#apply(locale);
    writeStored(STORED_UNDER, locale);
  }

  /** What the server tells in the start page. */
  #serversOwn(): Locale {
    const told = this.#document.querySelector<HTMLMetaElement>('meta[name=default-locale]')?.content ?? '';
    return localeOfTag(told) ?? 'zh-CN';
  }

  async #apply(locale: Locale): Promise<void> {
    await firstValueFrom(this.#transloco.load(locale));
    this.#transloco.setActiveLang(locale);
    this.#document.documentElement.lang = locale;
    this.#title.translate();
  }
}
