import { inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { TRANSLOCO_TRANSPILER, TranslocoService, type Translation } from '@jsverse/transloco';
import { localeOfTag } from '@task-queue/contracts';
import { tasksUiTexts } from './tasks-ui-texts';

/**
 * Has Transloco know the texts of the pages in whatever language is active, so that an application need not load them.
 * A text that it has given itself is left as it is; a language that is neither of ours reads English.
 */
@Injectable({ providedIn: 'root' })
export class OwnTexts {
  readonly #transloco = injectTransloco();
  readonly #given = new Map<string, Promise<void>>();

  constructor() {
    this.#transloco.langChanges$.pipe(takeUntilDestroyed()).subscribe((language) => {
      void this.#give(language).catch(() => undefined); // told to whoever waits for `ready`
    });
  }

  /** Resolves when the texts of the active language are there. */
  ready(): Promise<void> {
    return this.#give(this.#transloco.getActiveLang());
  }

  async #give(language: string): Promise<void> {
    const given = this.#given.get(language) ?? this.#load(language);
    this.#given.set(language, given);
    try {
      await given;
    } catch (error) {
      this.#given.delete(language); // the next one to ask tries again
      throw error;
    }
  }

  async #load(language: string): Promise<void> {
    const texts = await tasksUiTexts(localeOfTag(language) ?? 'en');
    const lacking = lackingOf(texts, this.#transloco.getTranslation(language));
    if (Object.keys(lacking).length > 0) {
      this.#transloco.setTranslation(lacking, language);
    }
  }
}

/** @throws where the application has no Transloco, with the ways out */
function injectTransloco(): TranslocoService {
  if (inject(TRANSLOCO_TRANSPILER, { optional: true }) === null) {
    throw new Error(
      'The task pages need Transloco: give provideTasksUi(options, withLanguage()) where the application has none, or provideTransloco(…) of your own',
    );
  }
  return inject(TranslocoService);
}

/** The texts, by their keys in full, that a translation does not have. */
function lackingOf(texts: object, has: Translation, path = ''): Translation {
  return Object.entries(texts).reduce<Translation>((lacking, [name, text]: [string, unknown]) => {
    const key = `${path}${name}`;
    if (typeof text === 'object' && text !== null) {
      return { ...lacking, ...lackingOf(text, has, `${key}.`) };
    }
    return key in has ? lacking : { ...lacking, [key]: text };
  }, {});
}
