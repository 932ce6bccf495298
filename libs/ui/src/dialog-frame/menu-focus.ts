import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';

/**
 * Leads who closes a dialog that a menu has opened back to what opened the menu: Material leads them to the menu's item, which is
 * gone by then, and so to the top of the page. To be injected by whatever has such a menu.
 */
@Injectable({ providedIn: 'root' })
export class MenuFocus {
  constructor() {
    inject(MatDialog).afterOpened.subscribe((dialog) => {
      const menu = document.activeElement?.closest('.mat-mdc-menu-panel'); // the dialog takes the focus when it is drawn
      const opener = menu ? document.querySelector<HTMLElement>(`[aria-controls="${menu.id}"]`) : null;
      dialog.afterClosed().subscribe(() => {
        if (document.activeElement === document.body) {
          opener?.focus();
        }
      });
    });
  }
}
