import { Component, computed, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, type FormGroupDirective } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatCheckbox, type MatCheckboxChange } from '@angular/material/checkbox';
import { MatDialogModule } from '@angular/material/dialog';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatTooltip } from '@angular/material/tooltip';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { isolated, MAX_VIEW_NAME_LENGTH, shownText, type TaskView } from '@task-queue/contracts';
import { Confirmation } from '@task-queue/ui/confirm-dialog';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { checkedBy, FieldError, type FieldProblem } from '@task-queue/ui/form-controls';
import { ProblemText } from '@task-queue/ui/problem';
import { RowFocus } from '@task-queue/ui/row-focus';
import { injectMay } from '../../data/permissions';
import { TaskViews } from './task-views';

/** Keeps what is on screen as a view; renames, shares and deletes one's own, and says which the list opens with. */
@Component({
  selector: 'tq-views-dialog',
  imports: [
    FieldError,
    ForeignText,
    MatButton,
    MatCheckbox,
    MatDialogModule,
    MatError,
    MatFormField,
    MatIcon,
    MatIconButton,
    MatInput,
    MatLabel,
    MatTooltip,
    ReactiveFormsModule,
    RowFocus,
    TranslocoPipe,
  ],
  templateUrl: './views-dialog.html',
  styleUrl: './views-dialog.scss',
})
export class ViewsDialog {
  readonly #confirmation = inject(Confirmation);
  readonly #problemText = inject(ProblemText);
  readonly #transloco = inject(TranslocoService);
  readonly #may = injectMay();

  protected readonly views = inject(TaskViews);
  /** Who may not can still take back what they have shared. */
  protected readonly mayShare = computed(() => this.#may('views:share'));
  protected readonly maxName = MAX_VIEW_NAME_LENGTH;
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: checkedBy(nameProblem) }),
    shared: new FormControl(false, { nonNullable: true }),
  });
  protected readonly isSaving = signal(false);
  protected readonly failure = signal('');
  /** What was done, for who hears the page too. */
  protected readonly done = signal('');
  #latest: Promise<unknown> = Promise.resolve();

  protected async save(sent: FormGroupDirective): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.isSaving()) {
      return;
    }
    const { name, shared } = this.form.getRawValue();
    this.isSaving.set(true);
    if (await this.#perform(() => this.views.save(name.trim(), shared), 'saved')) {
      sent.resetForm();
    }
    this.isSaving.set(false);
  }

  protected async rename(view: TaskView, field: HTMLInputElement): Promise<void> {
    const name = field.value.trim();
    const isMeant = shownText(name) !== '' && name !== view.name;
    if (!isMeant || !(await this.#perform(() => this.views.change(view.id, { name }), 'renamed'))) {
      field.value = view.name;
    }
  }

  protected async share({ id }: TaskView, { checked: shared, source }: MatCheckboxChange): Promise<void> {
    if (!(await this.#perform(() => this.views.change(id, { shared }), shared ? 'shared' : 'unshared'))) {
      source.checked = !shared; // as it still is
    }
  }

  protected async remove(view: TaskView): Promise<void> {
    if (await this.#confirmation.ask({ texts: 'tasks.views.confirm', about: { name: isolated(view.name) } })) {
      await this.#perform(() => this.views.remove(view), 'deleted');
    }
  }

  protected label(action: string, { name }: TaskView): string {
    return this.#transloco.translate(`tasks.views.action.${action}`, { name: isolated(name) });
  }

  /** Does it when what was begun before is done: who leaves a name by a click on its tick means both. */
  #perform(action: () => Promise<TaskView>, done: string): Promise<boolean> {
    const performed = this.#latest.then(() => this.#performNow(action, done));
    this.#latest = performed;
    return performed;
  }

  async #performNow(action: () => Promise<TaskView>, done: string): Promise<boolean> {
    this.failure.set('');
    this.done.set('');
    try {
      const { name } = await action();
      this.done.set(this.#transloco.translate(`tasks.views.done.${done}`, { name: isolated(name) }));
      return true;
    } catch (error) {
      this.failure.set(this.#problemText.ofField(error, 'name') || this.#problemText.of(error));
      return false;
    }
  }
}

function nameProblem(name: unknown): FieldProblem | null {
  return shownText(name as string).trim() === '' ? { key: 'required' } : null; // it holds nothing else
}
