import { inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatDialogRef, MatDialogState } from '@angular/material/dialog';
import { NavigationEnd, Router } from '@angular/router';
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
 * The ways out of a dialog with a form: its button, Escape, a click beside it, the browser's Back, and the whole page. Where
 * something was typed the person is asked first. To be made while the dialog is constructed, which is opened with
 * `disableClose`.
 */
export class FormLeaving {
  readonly #confirmation = inject(Confirmation);
  readonly #dialog = inject<MatDialogRef<unknown>>(MatDialogRef);
  #isAsking = false;
  #place = currentPlace();

  constructor(private readonly form: LeftForm) {
    const escapes = this.#dialog
      .keydownEvents()
      .pipe(filter(({ key, isComposing }) => key === 'Escape' && !isComposing));
    merge(this.#dialog.backdropClick(), escapes)
      .pipe(takeUntilDestroyed())
      .subscribe(() => void this.leave());
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(),
      )
      .subscribe(() => (this.#place = currentPlace()));
    // Before the router and the dialogs hear of it: they would be elsewhere and closed.
    fromEvent<PopStateEvent>(window, 'popstate', { capture: true })
      .pipe(takeUntilDestroyed())
      .subscribe((event) => void this.#goBack(event));
    fromEvent<BeforeUnloadEvent>(window, 'beforeunload')
      .pipe(takeUntilDestroyed())
      .subscribe((event) => {
        if (this.form.isEdited()) {
          event.preventDefault();
        }
      });
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

  /** The browser is at another entry of its history by now: back to the place, and on where the person means it. */
  async #goBack(event: PopStateEvent): Promise<void> {
    const isOpen = this.#dialog.getState() === MatDialogState.OPEN;
    if (!isOpen || !(this.form.isEdited() || this.form.isSending())) {
      return;
    }
    event.stopImmediatePropagation();
    history.pushState(this.#place.state, '', this.#place.url);
    if (await this.leave()) {
      history.back();
    }
  }
}

/** The present entry of the browser's history. */
function currentPlace(): { readonly state: unknown; readonly url: string } {
  return { state: history.state, url: location.href };
}
