import { Injectable } from '@angular/core';
import exportIcon from '@material-symbols/svg-400/rounded/download.svg';
import check from '@material-symbols/svg-400/rounded/check.svg';
import close from '@material-symbols/svg-400/rounded/keyboard_arrow_up.svg';
import open from '@material-symbols/svg-400/rounded/keyboard_arrow_down.svg';
import filter from '@material-symbols/svg-400/rounded/filter_list.svg';
import { registerIcons } from '@task-queue/ui/icons';

/** The icons of the audit log's page, under the namespace `audit`. */
@Injectable({ providedIn: 'root' })
export class AuditIcons {
  constructor() {
    registerIcons('audit', { check, close, export: exportIcon, filter, open });
  }
}
