import { Injectable } from '@angular/core';
import copy from '@material-symbols/svg-400/rounded/content_copy.svg';
import tick from '@material-symbols/svg-400/rounded/check.svg';
import unfold from '@material-symbols/svg-400/rounded/chevron_right.svg';
import { registerIcons } from './register-icons';

/** The icons of this library's own components, under the namespace `ui`. */
@Injectable({ providedIn: 'root' })
export class UiIcons {
  constructor() {
    registerIcons('ui', { copy, tick, unfold });
  }
}
