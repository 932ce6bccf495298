import { Injectable } from '@angular/core';
import add from '@material-symbols/svg-400/rounded/add.svg';
import bin from '@material-symbols/svg-400/rounded/delete.svg';
import calendar from '@material-symbols/svg-400/rounded/event_repeat.svg';
import close from '@material-symbols/svg-400/rounded/close.svg';
import code from '@material-symbols/svg-400/rounded/code.svg';
import copy from '@material-symbols/svg-400/rounded/content_copy.svg';
import edit from '@material-symbols/svg-400/rounded/edit.svg';
import error from '@material-symbols/svg-400/rounded/error-fill.svg';
import exported from '@material-symbols/svg-400/rounded/file_export.svg';
import handOver from '@material-symbols/svg-400/rounded/move_up.svg';
import history from '@material-symbols/svg-400/rounded/history.svg';
import more from '@material-symbols/svg-400/rounded/more_vert.svg';
import offline from '@material-symbols/svg-400/rounded/cloud_off.svg';
import paused from '@material-symbols/svg-400/rounded/pause_circle-fill.svg';
import run from '@material-symbols/svg-400/rounded/play_arrow.svg';
import skipped from '@material-symbols/svg-400/rounded/skip_next.svg';
import started from '@material-symbols/svg-400/rounded/check_circle-fill.svg';
import warning from '@material-symbols/svg-400/rounded/warning-fill.svg';
import { registerIcons } from '@task-queue/ui/icons';

const ICONS = {
  add,
  calendar,
  close,
  code,
  copy,
  delete: bin,
  edit,
  error,
  export: exported,
  handOver,
  history,
  missed: error,
  more,
  offline,
  paused,
  run,
  skipped_overlap: skipped,
  started,
  warning,
};

/** The icons of the page of schedules, under the namespace `schedules`. */
@Injectable({ providedIn: 'root' })
export class ScheduleIcons {
  constructor() {
    registerIcons('schedules', ICONS);
  }
}
