import { inject, Injectable } from '@angular/core';
import { MatIconRegistry } from '@angular/material/icon';
import { DomSanitizer } from '@angular/platform-browser';
import account from '@material-symbols/svg-400/rounded/account_circle.svg';
import contrast from '@material-symbols/svg-400/rounded/contrast.svg';
import language from '@material-symbols/svg-400/rounded/translate.svg';
import list from '@material-symbols/svg-400/rounded/list_alt.svg';
import logout from '@material-symbols/svg-400/rounded/logout.svg';
import menu from '@material-symbols/svg-400/rounded/menu.svg';
import checked from '@material-symbols/svg-400/rounded/radio_button_checked.svg';
import unchecked from '@material-symbols/svg-400/rounded/radio_button_unchecked.svg';

const ICONS = { account, theme: contrast, language, tasks: list, logout, menu, checked, unchecked };

/** The icons of the frame, under the namespace `shell`. */
@Injectable({ providedIn: 'root' })
export class ShellIcons {
  constructor() {
    const registry = inject(MatIconRegistry);
    const sanitizer = inject(DomSanitizer);
    for (const [name, svg] of Object.entries(ICONS)) {
      // Our own files, put into the program by the build.
      registry.addSvgIconLiteralInNamespace('shell', name, sanitizer.bypassSecurityTrustHtml(svg));
    }
  }
}
