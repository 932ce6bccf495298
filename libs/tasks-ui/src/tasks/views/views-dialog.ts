import { Component, computed, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatDialogModule } from '@angular/material/dialog';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatTooltip } from '@angular/material/tooltip';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { isolated, MAX_VIEW_NAME_LENGTH, shownText, type TaskView } from '@task-queue/contracts';
import { Confirmation } from '@task-queue/ui/confirm-dialog';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { ProblemText } from '@task-queue/ui/problem';
import { injectMay } from '../../data/permissions';
import { TaskViews } from './task-views';

/** Keeps what is on screen as a view; renames, shares and deletes one's own, and says which the list opens with. */
@Component({
  selector: 'tq-views-dialog',
  imports: [
    ForeignText,
    MatButton,
    MatCheckbox,
    MatDialogModule,
    MatFormField,
    MatIcon,
    MatIconButton,
    MatInput,
    MatLabel,
    MatTooltip,
    ReactiveFormsModule,
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
    name: new FormControl('', { nonNullable: true, validators: Validators.required }),
    shared: new FormControl(false, { nonNullable: true }),
  });
  protected readonly isBusy = signal(false);
  protected readonly failure = signal('');
  /** What was done, for who hears the page too. */
  protected readonly done = signal('');

  protected async save(): Promise<void> {
    const { name, shared } = this.form.getRawValue();
    if (shownText(name).trim() === '') {
      this.form.controls.name.setValue('');
      this.form.markAllAsTouched();
    } else if (await this.#perform(() => this.views.save(name.trim(), shared), 'saved', name)) {
      this.form.reset();
    }
  }

  protected async rename(view: TaskView, field: HTMLInputElement): Promise<void> {
    const name = field.value.trim();
    const isMeant = shownText(name) !== '' && name !== view.name;
    if (!isMeant || !(await this.#perform(() => this.views.change(view.id, { name }), 'renamed', name))) {
      field.value = view.name;
    }
  }

  protected async share(view: TaskView, shared: boolean): Promise<void> {
    await this.#perform(() => this.views.change(view.id, { shared }), shared ? 'shared' : 'unshared', view.name);
  }

  protected async remove(view: TaskView): Promise<void> {
    if (await this.#confirmation.ask({ texts: 'tasks.views.confirm', about: { name: isolated(view.name) } })) {
      await this.#perform(() => this.views.remove(view), 'deleted', view.name);
    }
  }

  protected label(action: string, { name }: TaskView): string {
    return this.#transloco.translate(`tasks.views.action.${action}`, { name: isolated(name) });
  }

  async #perform(action: () => Promise<void>, done: string, name: string): Promise<boolean> {
    if (this.isBusy()) {
      return false;
    }
    this.isBusy.set(true);
    this.failure.set('');
    this.done.set('');
    try {
      await action();
      this.done.set(this.#transloco.translate(`tasks.views.done.${done}`, { name: isolated(name) }));
      return true;
    } catch (error) {
      this.failure.set(this.#problemText.ofField(error, 'name') || this.#problemText.of(error));
      return false;
    } finally {
      this.isBusy.set(false);
    }
  }
}
