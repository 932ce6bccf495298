import { Injectable } from '@angular/core';
import add from '@material-symbols/svg-400/rounded/add.svg';
import arrowDownward from '@material-symbols/svg-400/rounded/keyboard_double_arrow_down.svg';
import arrowUpward from '@material-symbols/svg-400/rounded/keyboard_double_arrow_up.svg';
import bin from '@material-symbols/svg-400/rounded/delete.svg';
import drag from '@material-symbols/svg-400/rounded/drag_handle.svg';
import error from '@material-symbols/svg-400/rounded/error-fill.svg';
import offline from '@material-symbols/svg-400/rounded/cloud_off.svg';
import pause from '@material-symbols/svg-400/rounded/pause.svg';
import resume from '@material-symbols/svg-400/rounded/play_arrow.svg';
import speed from '@material-symbols/svg-400/rounded/speed.svg';
import tune from '@material-symbols/svg-400/rounded/tune.svg';
import { registerIcons } from '@task-queue/ui/icons';

const ICONS = {
  add,
  delete: bin,
  error,
  high: arrowUpward,
  limits: speed,
  low: arrowDownward,
  normal: drag,
  offline,
  pause,
  resume,
  slots: tune,
};

/** The icons of the page of lanes, under the namespace `lanes`. */
@Injectable({ providedIn: 'root' })
export class LaneIcons {
  constructor() {
    registerIcons('lanes', ICONS);
  }
}
