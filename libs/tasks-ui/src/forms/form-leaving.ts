import { inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatDialogRef } from '@angular/material/dialog';
import { Confirmation } from '@task-queue/ui/confirm-dialog';
import { holdPage } from '@task-queue/ui/dialog-frame';
import { filter, merge } from 'rxjs';

/** What a form's dialog tells of itself. */
export interface LeftForm {
  /** Whether something was typed. */
  readonly isEdited: () => boolean;
  /** Whether it is being sent: then nobody leaves. */
  readonly isSending: () => boolean;
}

/**
 * The ways out of a dialog with a form: its button, Escape, a click beside it, the browser's Back, and the whole page. Where
 * something was typed the person is asked first. To be made while the dialog is constructed, which is opened with
 * `disableClose` and `closeOnNavigation: false`.
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
    holdPage(
      () => this.form.isEdited() || this.form.isSending(),
      () => void this.#goBack(),
    );
  }

  /** Closes; asks first where something was typed. @returns whether it did */
  async leave(): Promise<boolean> {
    if (this.#isAsking || this.form.isSending()) {
      return false;
    }
    this.#isAsking = true;
    try {
      const isLeft = !this.form.isEdited() || (await this.#confirmation.ask({ texts: 'tasks.create.discardDialog' }));
      if (isLeft) {
        this.#dialog.close();
      }
      return isLeft;
    } finally {
      this.#isAsking = false;
    }
  }

  async #goBack(): Promise<void> {
    if (await this.leave()) {
      history.back();
    }
  }
}
