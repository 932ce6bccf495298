import { Injectable } from '@angular/core';
import add from '@material-symbols/svg-400/rounded/add.svg';
import arrowDownward from '@material-symbols/svg-400/rounded/keyboard_double_arrow_down.svg';
import arrowUpward from '@material-symbols/svg-400/rounded/keyboard_double_arrow_up.svg';
import bookmark from '@material-symbols/svg-400/rounded/bookmarks.svg';
import block from '@material-symbols/svg-400/rounded/block.svg';
import cancel from '@material-symbols/svg-400/rounded/cancel.svg';
import check from '@material-symbols/svg-400/rounded/check_circle-fill.svg';
import stop from '@material-symbols/svg-400/rounded/stop_circle.svg';
import checkBox from '@material-symbols/svg-400/rounded/check_box-fill.svg';
import checkBoxEmpty from '@material-symbols/svg-400/rounded/check_box_outline_blank.svg';
import chosen from '@material-symbols/svg-400/rounded/radio_button_checked.svg';
import close from '@material-symbols/svg-400/rounded/close.svg';
import columns from '@material-symbols/svg-400/rounded/view_column.svg';
import bin from '@material-symbols/svg-400/rounded/delete.svg';
import download from '@material-symbols/svg-400/rounded/download.svg';
import drag from '@material-symbols/svg-400/rounded/drag_handle.svg';
import error from '@material-symbols/svg-400/rounded/error-fill.svg';
import expand from '@material-symbols/svg-400/rounded/keyboard_arrow_down.svg';
import hourglass from '@material-symbols/svg-400/rounded/hourglass_top.svg';
import inbox from '@material-symbols/svg-400/rounded/inbox.svg';
import keyboard from '@material-symbols/svg-400/rounded/keyboard.svg';
import lock from '@material-symbols/svg-400/rounded/lock.svg';
import play from '@material-symbols/svg-400/rounded/play_circle.svg';
import refresh from '@material-symbols/svg-400/rounded/refresh.svg';
import star from '@material-symbols/svg-400/rounded/star.svg';
import starred from '@material-symbols/svg-400/rounded/star-fill.svg';
import search from '@material-symbols/svg-400/rounded/search.svg';
import tune from '@material-symbols/svg-400/rounded/tune.svg';
import unchosen from '@material-symbols/svg-400/rounded/radio_button_unchecked.svg';
import up from '@material-symbols/svg-400/rounded/arrow_upward.svg';
import replay from '@material-symbols/svg-400/rounded/replay.svg';
import visibility from '@material-symbols/svg-400/rounded/visibility.svg';
import visibilityOff from '@material-symbols/svg-400/rounded/visibility_off.svg';
import chevronLeft from '@material-symbols/svg-400/rounded/chevron_left.svg';
import chevronRight from '@material-symbols/svg-400/rounded/chevron_right.svg';
import json from '@material-symbols/svg-400/rounded/data_object.svg';
import link from '@material-symbols/svg-400/rounded/link.svg';
import activity from '@material-symbols/svg-400/rounded/progress_activity.svg';
import restart from '@material-symbols/svg-400/rounded/restart_alt.svg';
import searchOff from '@material-symbols/svg-400/rounded/search_off.svg';
import down from '@material-symbols/svg-400/rounded/arrow_downward.svg';
import schedule from '@material-symbols/svg-400/rounded/schedule.svg';
import cloudOff from '@material-symbols/svg-400/rounded/cloud_off.svg';
import calendar from '@material-symbols/svg-400/rounded/event_repeat.svg';
import { registerIcons } from '@task-queue/ui/icons';

const ICONS = {
  pending: hourglass,
  running: play,
  completed: check,
  failed: error,
  cancelled: block,
  high: arrowUpward,
  normal: drag,
  low: arrowDownward,
  add,
  bookmark,
  cancel,
  checked: checkBox,
  chosen,
  close,
  columns,
  delete: bin,
  download,
  expand,
  inbox,
  keyboard,
  lock,
  offline: cloudOff,
  refresh,
  search,
  star,
  starred,
  stop,
  retry: replay,
  unchecked: checkBoxEmpty,
  tune,
  unchosen,
  up,
  view: visibility,
  hide: visibilityOff,
  previous: chevronLeft,
  next: chevronRight,
  link,
  json,
  busy: activity,
  runAgain: restart,
  notFound: searchOff,
  down,
  planned: schedule,
  scheduled: calendar,
};

/** The icons of the task pages, under the namespace `tasks`. */
@Injectable({ providedIn: 'root' })
export class TaskIcons {
  constructor() {
    registerIcons('tasks', ICONS);
  }
}
