import { Component, computed, inject, resource, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import {
  FormControl,
  FormGroup,
  NonNullableFormBuilder,
  ReactiveFormsModule,
  Validators,
  type AbstractControl,
  type ValidationErrors,
} from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatExpansionModule } from '@angular/material/expansion';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatOption, MatSelect } from '@angular/material/select';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import {
  TASK_PRIORITIES,
  type CreateTaskRequest,
  type LocalizedText,
  type Task,
  type TaskPriority,
  type TaskType,
} from '@task-queue/contracts';
import { formFields, paramsOf, type FormField } from '../data/form-fields';
import { randomKey } from '../data/random-key';
import { toProblem } from '../data/problem';
import { TaskActions } from '../data/task-actions';
import { TasksApi } from '../data/tasks-api';

/** Starts a task: a form made from the JSON Schema of the chosen type. Closes with the task it created. */
@Component({
  selector: 'tq-create-task-dialog',
  imports: [
    MatButton,
    MatDialogModule,
    MatExpansionModule,
    MatFormFieldModule,
    MatInput,
    MatOption,
    MatProgressBar,
    MatSelect,
    MatSlideToggle,
    ReactiveFormsModule,
    TranslocoPipe,
  ],
  templateUrl: './create-task-dialog.html',
  styleUrl: './create-task-dialog.scss',
})
export class CreateTaskDialog {
  readonly #api = inject(TasksApi);
  readonly #actions = inject(TaskActions);
  readonly #dialog = inject<MatDialogRef<CreateTaskDialog, Task>>(MatDialogRef);
  readonly #transloco = inject(TranslocoService);
  readonly #forms = inject(NonNullableFormBuilder);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  /** One key while the request stays the same, so that sending it again after a fault creates nothing twice. */
  #sent: { readonly body: string; readonly key: string } | null = null;

  protected readonly types = resource({ loader: () => this.#api.types() });
  protected readonly type = signal<TaskType | null>(null);
  protected readonly fields = computed(() => formFields(this.type()?.paramsSchema ?? {}));
  protected readonly priorities = TASK_PRIORITIES;
  protected readonly isSending = signal(false);
  protected readonly failure = signal('');
  protected params = new FormGroup<Record<string, FormControl<unknown>>>({});
  protected readonly options = this.#forms.group({
    title: ['', Validators.maxLength(200)],
    priority: this.#forms.control<TaskPriority>('normal'),
    runAt: [''],
    maxRetries: [null as number | null, [Validators.min(0), Validators.max(20)]],
    timeoutSeconds: [null as number | null, [Validators.min(1), Validators.max(86_400)]],
  });

  protected text(text: LocalizedText): string {
    return this.#language() === 'en' ? text.en : text.zh;
  }

  protected choose(type: TaskType): void {
    this.type.set(type);
    this.params = new FormGroup(
      Object.fromEntries(this.fields().map((field) => [field.name, new FormControl(field.initial, rulesOf(field))])),
    );
    const { priority, maxRetries, timeoutMs } = type.defaults;
    this.options.patchValue({ priority, maxRetries, timeoutSeconds: Math.round(timeoutMs / 1000) });
    this.failure.set('');
  }

  /** What is wrong with a field, in the page's language; the server's word where it has one. */
  protected errorOf(control: AbstractControl | null, field?: FormField): string {
    const errors = control?.errors;
    if (!errors) {
      return '';
    }
    if (typeof errors['server'] === 'string') {
      return errors['server'];
    }
    if (errors['required']) {
      return this.#transloco.translate('tasks.form.required');
    }
    if (errors['json']) {
      return this.#transloco.translate('tasks.form.json');
    }
    const min = field?.min ?? (errors['min'] as { min: number } | undefined)?.min ?? 0;
    const max = field?.max ?? (errors['max'] as { max: number } | undefined)?.max ?? '∞';
    return this.#transloco.translate('tasks.form.range', { min, max });
  }

  protected async submit(): Promise<void> {
    const type = this.type();
    this.params.markAllAsTouched();
    this.options.markAllAsTouched();
    if (!type || this.params.invalid || this.options.invalid || this.isSending()) {
      return;
    }
    const request = this.#requestFor(type);
    const body = JSON.stringify(request);
    if (this.#sent?.body !== body) {
      this.#sent = { body, key: randomKey() };
    }
    this.isSending.set(true);
    this.failure.set('');
    try {
      this.#dialog.close(await this.#api.create(request, this.#sent.key));
    } catch (error) {
      this.#showProblem(error);
    } finally {
      this.isSending.set(false);
    }
  }

  #requestFor(type: TaskType): CreateTaskRequest {
    const { title, priority, runAt, maxRetries, timeoutSeconds } = this.options.getRawValue();
    return {
      type: type.type,
      params: paramsOf(this.fields(), this.params.getRawValue()),
      priority,
      ...(title.trim() === '' ? {} : { title: title.trim() }),
      ...(runAt === '' ? {} : { runAt: new Date(runAt).toISOString() }),
      ...(maxRetries === null ? {} : { maxRetries }),
      ...(timeoutSeconds === null ? {} : { timeoutMs: timeoutSeconds * 1000 }),
    };
  }

  #showProblem(error: unknown): void {
    const { fields } = toProblem(error);
    const homeless: string[] = [];
    for (const { field, message } of fields) {
      const control = field.startsWith('params.')
        ? this.params.get(field.split('.')[1]!)
        : this.options.get(field === 'timeoutMs' ? 'timeoutSeconds' : field);
      if (control) {
        control.setErrors({ server: message });
        control.markAsTouched();
      } else {
        homeless.push(`${field}: ${message}`);
      }
    }
    this.failure.set([this.#actions.problemText(error), ...homeless].join('\n'));
  }
}

function rulesOf(field: FormField) {
  return [
    ...(field.isRequired ? [Validators.required] : []),
    ...(field.min === null ? [] : [Validators.min(field.min)]),
    ...(field.max === null ? [] : [Validators.max(field.max)]),
    ...(field.kind === 'json' ? [isJsonObject] : []),
  ];
}

function isJsonObject(control: AbstractControl<unknown>): ValidationErrors | null {
  if (control.value === '' || control.value === null) {
    return null;
  }
  try {
    const value: unknown = JSON.parse(String(control.value));
    return typeof value === 'object' && value !== null ? null : { json: true };
  } catch {
    return { json: true };
  }
}
