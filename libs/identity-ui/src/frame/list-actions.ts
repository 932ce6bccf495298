import { inject, signal, type ResourceRef } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoService } from '@jsverse/transloco';
import { ProblemText } from '@task-queue/ui/problem';

/** What is done to the rows of a list: told at the bottom of the page, after which the list is read again. To be made while its component is constructed. */
export class ListActions {
  readonly #problemText = inject(ProblemText);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);
  readonly #busy = signal<string | null>(null);
  /** The row to which something is being done. */
  readonly busy = this.#busy.asReadonly();

  /** @param toldMs - how long it is told */
  constructor(
    private readonly list: Pick<ResourceRef<unknown>, 'reload'>,
    private readonly toldMs = 5_000,
  ) {}

  /**
   * Does something to a row, at most once at a time.
   *
   * @param done - the text that tells that it was done
   */
  async perform(row: string, action: () => Promise<unknown>, done: string): Promise<void> {
    if (this.#busy() === row) {
      return;
    }
    this.#busy.set(row);
    try {
      await action();
      this.#say(this.#transloco.translate(done));
    } catch (error) {
      this.#say(this.#problemText.of(error));
    } finally {
      this.#busy.set(null);
      this.list.reload();
    }
  }

  /** Tells what was done elsewhere, by a dialog. */
  told(done: string): void {
    this.#say(this.#transloco.translate(done));
    this.list.reload();
  }

  #say(text: string): void {
    this.#snackBar.open(text, undefined, { duration: this.toldMs });
  }
}
