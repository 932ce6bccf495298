import { Injectable } from '@angular/core';
import arrowDownward from '@material-symbols/svg-400/rounded/keyboard_double_arrow_down.svg';
import arrowUpward from '@material-symbols/svg-400/rounded/keyboard_double_arrow_up.svg';
import chart from '@material-symbols/svg-400/rounded/show_chart.svg';
import drag from '@material-symbols/svg-400/rounded/drag_handle.svg';
import error from '@material-symbols/svg-400/rounded/error-fill.svg';
import growing from '@material-symbols/svg-400/rounded/trending_up.svg';
import offline from '@material-symbols/svg-400/rounded/cloud_off.svg';
import table from '@material-symbols/svg-400/rounded/table.svg';
import well from '@material-symbols/svg-400/rounded/check_circle-fill.svg';
import warning from '@material-symbols/svg-400/rounded/warning-fill.svg';
import { registerIcons } from '@task-queue/ui/icons';

const ICONS = {
  chart,
  error,
  growing,
  high: arrowUpward,
  low: arrowDownward,
  normal: drag,
  offline,
  table,
  warning,
  well,
};

/** The icons of the overview, under the namespace `overview`. */
@Injectable({ providedIn: 'root' })
export class OverviewIcons {
  constructor() {
    registerIcons('overview', ICONS);
  }
}
