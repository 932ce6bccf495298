import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { ConfirmDialog, type Question } from './confirm-dialog';

/** Asks a person whether they mean it. */
@Injectable({ providedIn: 'root' })
export class Confirmation {
  readonly #dialog = inject(MatDialog);

  /** Whether the person means it; closing the dialog in any other way is a no. */
  async ask(question: Question): Promise<boolean> {
    const dialog = this.#dialog.open<ConfirmDialog, Question, boolean>(ConfirmDialog, {
      data: question,
      role: 'alertdialog',
      maxWidth: 'min(440px, 92vw)',
    });
    return (await firstValueFrom(dialog.afterClosed())) === true;
  }
}
