import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { AppIcons } from './app-icons';
import { Languages } from './i18n/languages';
import { Theme } from './theme/theme';

/** The root: which page is shown is the router's business, in which language and theme that of the page's reader. */
@Component({ selector: 'app-root', imports: [RouterOutlet], template: '<router-outlet />' })
export class App {
  constructor() {
    inject(Languages);
    inject(Theme);
    inject(AppIcons);
  }
}
