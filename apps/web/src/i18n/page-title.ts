import { inject, Injectable } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { TitleStrategy, type RouterStateSnapshot } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { combineLatest, of, ReplaySubject, switchMap } from 'rxjs';

/** A route's `title` is a translation key; the window's title follows the language. */
@Injectable()
export class PageTitle extends TitleStrategy {
  readonly #key = new ReplaySubject<string | undefined>(1);

  constructor() {
    super();
    const title = inject(Title);
    const transloco = inject(TranslocoService);
    this.#key
      .pipe(
        switchMap((key) =>
          combineLatest([key ? transloco.selectTranslate<string>(key) : of(''), transloco.selectTranslate('app.name')]),
        ),
      )
      .subscribe((parts) => title.setTitle(parts.filter((part) => part !== '').join(' · ')));
  }

  override updateTitle(state: RouterStateSnapshot): void {
    this.#key.next(this.buildTitle(state));
  }
}
