import { Injectable } from '@angular/core';
import close from '@material-symbols/svg-400/rounded/keyboard_arrow_up.svg';
import error from '@material-symbols/svg-400/rounded/error-fill.svg';
import list from '@material-symbols/svg-400/rounded/list_alt.svg';
import muted from '@material-symbols/svg-400/rounded/volume_off.svg';
import offline from '@material-symbols/svg-400/rounded/cloud_off.svg';
import open from '@material-symbols/svg-400/rounded/keyboard_arrow_down.svg';
import reopen from '@material-symbols/svg-400/rounded/undo.svg';
import resolved from '@material-symbols/svg-400/rounded/check_circle.svg';
import retry from '@material-symbols/svg-400/rounded/replay.svg';
import { registerIcons } from '@task-queue/ui/icons';

const ICONS = { close, error, list, muted, offline, open, reopen, resolved, retry };

/** The icons of the page of errors, under the namespace `errors`. */
@Injectable({ providedIn: 'root' })
export class ErrorIcons {
  constructor() {
    registerIcons('errors', ICONS);
  }
}
