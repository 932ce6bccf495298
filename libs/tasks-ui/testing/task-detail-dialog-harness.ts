import { ComponentHarness } from '@angular/cdk/testing';
import { MatButtonHarness } from '@angular/material/button/testing';

/** The detail dialog, as a person has it before them. */
export class TaskDetailDialogHarness extends ComponentHarness {
  static readonly hostSelector = 'tq-task-detail-dialog';

  readonly #heading = this.locatorFor('h2');
  readonly #status = this.locatorForOptional('tq-status-icon');
  readonly #waiting = this.locatorForOptional('tq-waiting-note p');
  readonly #place = this.locatorForOptional('.place');
  readonly #attempts = this.locatorForAll('tq-attempt-timeline .attempt');
  readonly #logLines = this.locatorForAll('tq-task-log li');
  readonly #trees = this.locatorForAll('tq-json-tree [role=tree]');

  /** The task's title, or what is said in its place. */
  async title(): Promise<string> {
    return (await this.#heading()).text();
  }

  /** The state with its percentage and text; `null` while nothing is known of the task. */
  async status(): Promise<string | null> {
    return (await (await this.#status())?.text()) ?? null;
  }

  /** Why the task waits; `null` where it does not. */
  async waiting(): Promise<string | null> {
    return (await (await this.#waiting())?.text()) ?? null;
  }

  /** Where the task stands in the list, e.g. `3 / 20`; `null` when the list does not have it. */
  async place(): Promise<string | null> {
    return (await (await this.#place())?.text()) ?? null;
  }

  /** One text for each attempt, newest first. */
  async attempts(): Promise<string[]> {
    return Promise.all((await this.#attempts()).map((attempt) => attempt.text()));
  }

  async logLines(): Promise<string[]> {
    return Promise.all((await this.#logLines()).map((line) => line.text()));
  }

  /** The JSON trees by their headings. */
  async trees(): Promise<Record<string, string>> {
    const entries = (await this.#trees()).map(async (tree): Promise<[string, string]> => [
      (await tree.getAttribute('aria-label')) ?? '',
      await tree.text(),
    ]);
    return Object.fromEntries(await Promise.all(entries));
  }

  /** A button by its text or label. */
  async button(name: string | RegExp): Promise<MatButtonHarness> {
    return this.locatorFor(MatButtonHarness.with({ text: name }))();
  }

  /** The texts of the buttons at the foot. */
  async actions(): Promise<string[]> {
    const buttons = await this.locatorForAll(MatButtonHarness.with({ ancestor: 'mat-dialog-actions' }))();
    return Promise.all(buttons.map((button) => button.getText()));
  }
}
