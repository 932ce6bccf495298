import { Injectable } from '@angular/core';
import off from '@material-symbols/svg-400/rounded/notifications_off.svg';
import on from '@material-symbols/svg-400/rounded/notifications.svg';
import { registerIcons } from '@task-queue/ui/icons';

/** The icons of the banner, under the namespace `notify`. */
@Injectable({ providedIn: 'root' })
export class NotificationIcons {
  constructor() {
    registerIcons('notify', { on, off });
  }
}
