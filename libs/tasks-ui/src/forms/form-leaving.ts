import { inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatDialogRef } from '@angular/material/dialog';
import { Confirmation } from '@task-queue/ui/confirm-dialog';
import { filter, fromEvent, merge } from 'rxjs';

/** What a form's dialog tells of itself. */
export interface LeftForm {
  /** Whether something was typed. */
  readonly isEdited: () => boolean;
  /** Whether it is being sent: then nobody leaves. */
  readonly isSending: () => boolean;
}

/**
 * The ways out of a dialog with a form: its button, Escape, a click beside it, and the whole page. Where something was typed
 * the person is asked first. To be made while the dialog is constructed, which is opened with `disableClose`.
 */
export class FormLeaving {
  readonly #confirmation = inject(Confirmation);
  readonly #dialog = inject<MatDialogRef<unknown>>(MatDialogRef);
  #isAsking = false;

  constructor(private readonly form: LeftForm) {
    const escapes = this.#dialog
      .keydownEvents()
      .pipe(filter(({ key, isComposing }) => key === 'Escape' && !isComposing));
    merge(this.#dialog.backdropClick(), escapes)
      .pipe(takeUntilDestroyed())
      .subscribe(() => void this.leave());
    fromEvent<BeforeUnloadEvent>(window, 'beforeunload')
      .pipe(takeUntilDestroyed())
      .subscribe((event) => {
        if (this.form.isEdited()) {
          event.preventDefault();
        }
      });
  }

  /** Closes; asks first where something was typed. */
  async leave(): Promise<void> {
    if (this.#isAsking || this.form.isSending()) {
      return;
    }
    this.#isAsking = true;
    try {
      if (!this.form.isEdited() || (await this.#confirmation.ask({ texts: 'tasks.create.discardDialog' }))) {
        this.#dialog.close();
      }
    } finally {
      this.#isAsking = false;
    }
  }
}
