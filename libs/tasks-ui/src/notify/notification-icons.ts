import { inject, Injectable } from '@angular/core';
import { MatIconRegistry } from '@angular/material/icon';
import { DomSanitizer } from '@angular/platform-browser';
import off from '@material-symbols/svg-400/rounded/notifications_off.svg';
import on from '@material-symbols/svg-400/rounded/notifications.svg';

/** The icons of the banner, under the namespace `notify`. */
@Injectable({ providedIn: 'root' })
export class NotificationIcons {
  constructor() {
    const registry = inject(MatIconRegistry);
    const sanitizer = inject(DomSanitizer);
    for (const [name, svg] of Object.entries({ on, off })) {
      // Our own files, put into the program by the build.
      registry.addSvgIconLiteralInNamespace('notify', name, sanitizer.bypassSecurityTrustHtml(svg));
    }
  }
}
