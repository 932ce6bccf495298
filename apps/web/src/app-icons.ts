import { inject, Injectable } from '@angular/core';
import { MatIconRegistry } from '@angular/material/icon';
import { DomSanitizer } from '@angular/platform-browser';
import account from '@material-symbols/svg-400/rounded/account_circle.svg';
import contrast from '@material-symbols/svg-400/rounded/contrast.svg';
import dark from '@material-symbols/svg-400/rounded/dark_mode.svg';
import hide from '@material-symbols/svg-400/rounded/visibility_off.svg';
import light from '@material-symbols/svg-400/rounded/light_mode.svg';
import logOut from '@material-symbols/svg-400/rounded/logout.svg';
import menu from '@material-symbols/svg-400/rounded/menu.svg';
import problem from '@material-symbols/svg-400/rounded/error-fill.svg';
import queue from '@material-symbols/svg-400/rounded/format_list_bulleted.svg';
import show from '@material-symbols/svg-400/rounded/visibility.svg';
import translate from '@material-symbols/svg-400/rounded/translate.svg';

const ICONS = { account, dark, hide, light, logOut, menu, problem, queue, show, system: contrast, translate };

/** The icons of the shell and of the login page, under the namespace `app`. */
@Injectable({ providedIn: 'root' })
export class AppIcons {
  constructor() {
    const registry = inject(MatIconRegistry);
    const sanitizer = inject(DomSanitizer);
    for (const [name, svg] of Object.entries(ICONS)) {
      // Our own files, put into the program by the build.
      registry.addSvgIconLiteralInNamespace('app', name, sanitizer.bypassSecurityTrustHtml(svg));
    }
  }
}
