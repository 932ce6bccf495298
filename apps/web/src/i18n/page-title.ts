import { inject, Injectable } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { TitleStrategy, type RouterStateSnapshot } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';

/** The window's title in the page's language: a route's `title` is the key of a text. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  readonly #transloco = inject(TranslocoService);
  readonly #title = inject(Title);
  #key: string | undefined;

  override updateTitle(state: RouterStateSnapshot): void {
    this.#key = this.buildTitle(state);
    this.translate();
  }

  /** Says it again, in the language that is active now. */
  translate(): void {
    const product = this.#transloco.translate<string>('product');
    const page = this.#key === undefined ? '' : `${this.#transloco.translate<string>(this.#key)} · `;
    this.#title.setTitle(page + product);
  }
}
