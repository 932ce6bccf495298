import { Injectable } from '@angular/core';
import account from '@material-symbols/svg-400/rounded/account_circle.svg';
import block from '@material-symbols/svg-400/rounded/block.svg';
import checked from '@material-symbols/svg-400/rounded/radio_button_checked.svg';
import chevron from '@material-symbols/svg-400/rounded/chevron_right.svg';
import close from '@material-symbols/svg-400/rounded/close.svg';
import cloudOff from '@material-symbols/svg-400/rounded/cloud_off.svg';
import contrast from '@material-symbols/svg-400/rounded/contrast.svg';
import devices from '@material-symbols/svg-400/rounded/devices.svg';
import language from '@material-symbols/svg-400/rounded/translate.svg';
import logout from '@material-symbols/svg-400/rounded/logout.svg';
import menu from '@material-symbols/svg-400/rounded/menu.svg';
import password from '@material-symbols/svg-400/rounded/password.svg';
import searchOff from '@material-symbols/svg-400/rounded/search_off.svg';
import secondFactor from '@material-symbols/svg-400/rounded/verified_user.svg';
import settings from '@material-symbols/svg-400/rounded/settings.svg';
import unchecked from '@material-symbols/svg-400/rounded/radio_button_unchecked.svg';
import { registerIcons } from '@task-queue/ui/icons';

const ICONS = {
  account,
  checked,
  chevron,
  close,
  devices,
  language,
  logout,
  menu,
  noPermission: block,
  notFound: searchOff,
  password,
  secondFactor,
  settings,
  theme: contrast,
  unchecked,
  unreachable: cloudOff,
};

/** The icons of the frame, under the namespace `shell`. */
@Injectable({ providedIn: 'root' })
export class ShellIcons {
  constructor() {
    registerIcons('shell', ICONS);
  }
}
