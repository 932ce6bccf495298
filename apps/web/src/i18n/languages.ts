import { DOCUMENT, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoService } from '@jsverse/transloco';
import { LOCALES, type Locale } from '@task-queue/contracts';
import { firstValueFrom } from 'rxjs';
import { readPreference, writePreference } from '../preferences';

/** The language a person chose in this browser, else Chinese. */
export function preferredLocale(): Locale {
  return readPreference('language', LOCALES) ?? 'zh-CN';
}

/** The page's language: switched without a reload, told to the browser, remembered. */
@Injectable({ providedIn: 'root' })
export class Languages {
  readonly #transloco = inject(TranslocoService);
  readonly #document = inject(DOCUMENT);
  readonly current = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  constructor() {
    this.#transloco.langChanges$.subscribe((language) => (this.#document.documentElement.lang = language));
  }

  /** Switches once the texts are there, so that no key is ever seen. */
  async use(locale: Locale): Promise<void> {
    await firstValueFrom(this.#transloco.load(locale));
    this.#transloco.setActiveLang(locale);
    writePreference('language', locale);
  }
}
