import { effect, inject } from '@angular/core';
import { MatDialogRef } from '@angular/material/dialog';
import { holdPage } from '@task-queue/ui/dialog-frame';

/**
 * Keeps on the screen what is shown once, or waits for the answer to what it sends: the dialog around it, if there is one, closes by
 * nothing but its own buttons, and the page stays. To be called while a component is constructed.
 */
export function holdDialog(isHeld: () => boolean): void {
  const dialog = inject<MatDialogRef<unknown>>(MatDialogRef, { optional: true });
  holdPage(isHeld);
  effect((onCleanup) => {
    if (dialog && isHeld()) {
      dialog.disableClose = true;
      onCleanup(() => (dialog.disableClose = false));
    }
  });
}
