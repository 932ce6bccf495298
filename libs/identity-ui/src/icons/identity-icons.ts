import { Injectable } from '@angular/core';
import device from '@material-symbols/svg-400/rounded/devices.svg';
import end from '@material-symbols/svg-400/rounded/logout.svg';
import add from '@material-symbols/svg-400/rounded/person_add.svg';
import key from '@material-symbols/svg-400/rounded/key.svg';
import more from '@material-symbols/svg-400/rounded/more_vert.svg';
import revoke from '@material-symbols/svg-400/rounded/delete.svg';
import { registerIcons } from '@task-queue/ui/icons';

/** The icons of the accounts' page, under the namespace `identity`. */
@Injectable({ providedIn: 'root' })
export class IdentityIcons {
  constructor() {
    registerIcons('identity', { add, device, end, key, more, revoke });
  }
}
