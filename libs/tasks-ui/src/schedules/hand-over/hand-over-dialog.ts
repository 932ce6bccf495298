import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { isolated, type Schedule, type TaskCreator } from '@task-queue/contracts';
import { fitDialog } from '@task-queue/ui/dialog-frame';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { ProblemText } from '@task-queue/ui/problem';
import { SchedulesApi } from '../../data/schedules-api';
import { TasksApi } from '../../data/tasks-api';

/** Gives a schedule to somebody else; closes with it as it is then. */
@Component({
  selector: 'tq-hand-over-dialog',
  imports: [ForeignText, MatButton, MatDialogModule, MatFormFieldModule, MatOption, MatSelect, TranslocoPipe],
  templateUrl: './hand-over-dialog.html',
  styleUrl: './hand-over-dialog.scss',
})
export class HandOverDialog {
  readonly #api = inject(SchedulesApi);
  readonly #tasks = inject(TasksApi);
  readonly #dialog = inject<MatDialogRef<HandOverDialog, Schedule>>(MatDialogRef);
  readonly #problemText = inject(ProblemText);
  readonly #people = resource({ loader: () => this.#tasks.users() });
  readonly #refusal = signal<unknown>(undefined);

  protected readonly schedule = inject<Schedule>(MAT_DIALOG_DATA);
  protected readonly about = { name: isolated(this.schedule.name) };
  /** Who may sign in, and does not own it yet. */
  protected readonly people = computed(() =>
    (this.#people.hasValue() ? this.#people.value() : []).filter(
      ({ id, disabled }) => !disabled && id !== this.schedule.createdBy.id,
    ),
  );
  protected readonly isLoading = this.#people.isLoading;
  protected readonly failure = computed(() => {
    const error = this.#refusal() ?? this.#people.error();
    return error === undefined ? '' : this.#problemText.of(error);
  });
  protected readonly chosen = signal<TaskCreator | null>(null);
  protected readonly isSending = signal(false);

  constructor() {
    fitDialog('480px');
  }

  protected async handOver(): Promise<void> {
    const owner = this.chosen();
    if (owner === null || this.isSending()) {
      return;
    }
    const { id, version } = this.schedule;
    this.isSending.set(true);
    this.#refusal.set(undefined);
    try {
      const createdBy = { id: owner.id, username: owner.username };
      this.#dialog.close(await this.#api.change(id, { createdBy, version }));
    } catch (error) {
      this.#refusal.set(error);
    } finally {
      this.isSending.set(false);
    }
  }
}
