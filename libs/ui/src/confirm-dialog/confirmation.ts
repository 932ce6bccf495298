import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { ConfirmDialog, type Meant, type Question } from './confirm-dialog';

/** Asks a person whether they mean it. */
@Injectable({ providedIn: 'root' })
export class Confirmation {
  readonly #dialog = inject(MatDialog);

  /** Whether the person means it; closing the dialog in any other way is a no. */
  async ask(question: Question): Promise<boolean> {
    return (await this.askWhy(question)) !== null;
  }

  /** The same; what the person says why, `''` for nothing, or `null` where they do not mean it. */
  async askWhy(question: Question): Promise<string | null> {
    const dialog = this.#dialog.open<ConfirmDialog, Question, Meant | ''>(ConfirmDialog, {
      data: question,
      role: 'alertdialog',
      maxWidth: 'min(440px, 92vw)',
    });
    const meant = await firstValueFrom(dialog.afterClosed());
    return meant ? meant.reason : null;
  }
}
