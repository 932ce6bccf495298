import { Injectable } from '@angular/core';
import all from '@material-symbols/svg-400/rounded/list_alt.svg';
import running from '@material-symbols/svg-400/rounded/play_circle.svg';
import { registerIcons } from '@task-queue/ui/icons';

/** The icons of the toolbar's tasks, under the namespace `my-tasks`. */
@Injectable({ providedIn: 'root' })
export class MyTasksIcons {
  constructor() {
    registerIcons('my-tasks', { all, running });
  }
}
