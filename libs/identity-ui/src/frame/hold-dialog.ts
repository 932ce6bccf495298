import { effect, inject } from '@angular/core';
import { MatDialogRef } from '@angular/material/dialog';
import { holdPage } from '@task-queue/ui/dialog-frame';

/**
 * Keeps what is shown once on the screen, and waits for what is being made to be shown: the dialog around it, if there is one,
 * closes by nothing but its own buttons, and the page stays. To be called while a component is constructed.
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
