import {
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  afterNextRender,
  linkedSignal,
  resource,
  signal,
} from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatButtonToggle, MatButtonToggleGroup } from '@angular/material/button-toggle';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatExpansionModule } from '@angular/material/expansion';
import { MAT_FORM_FIELD_DEFAULT_OPTIONS, MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { isolated, SECRET_MASK, TASK_PRIORITIES, type CreateTaskRequest, type TaskType } from '@task-queue/contracts';
import { fitDialog } from '@task-queue/ui/dialog-frame';
import { FieldError } from '@task-queue/ui/form-controls';
import { ProblemText, toProblem } from '@task-queue/ui/problem';
import { TimeField } from '@task-queue/ui/time-field';
import { randomKey } from './random-key';
import { TasksApi, type Created } from '../../data/tasks-api';
import { TaskIcons } from '../../icons/task-icons';
import { focusFirstProblem } from '../../forms/focus-first-problem';
import { formFields, keptFields } from '../../forms/form-fields';
import { FormLeaving } from '../../forms/form-leaving';
import { paramsForm, paramsOf } from '../../forms/params-form';
import { RunTime } from './run-time';
import { SchemaFields } from '../../forms/schema-fields';
import { placeServerProblems } from '../../forms/server-problems';
import { TaskTypeField } from '../../forms/task-type-field';
import type { TaskDraft } from './task-draft';
import { optionsForm, optionsOf, suggestOptions } from './task-options';

/**
 * Starts a task: a form made from the JSON Schema of the chosen type, filled with a draft where there is one. Closes with
 * the task it created, or the one that was there already.
 */
@Component({
  selector: 'tq-create-task-dialog',
  imports: [
    FieldError,
    MatButton,
    MatButtonToggle,
    MatButtonToggleGroup,
    MatDialogModule,
    MatExpansionModule,
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
    MatSlideToggle,
    ReactiveFormsModule,
    RunTime,
    SchemaFields,
    TaskTypeField,
    TimeField,
    TranslocoPipe,
  ],
  providers: [{ provide: MAT_FORM_FIELD_DEFAULT_OPTIONS, useValue: { appearance: 'outline' } }],
  templateUrl: './create-task-dialog.html',
  styleUrl: './create-task-dialog.scss',
})
export class CreateTaskDialog {
  readonly #api = inject(TasksApi);
  readonly #problemText = inject(ProblemText);
  readonly #dialog = inject<MatDialogRef<CreateTaskDialog, Created>>(MatDialogRef);
  readonly #draft = inject<TaskDraft | null>(MAT_DIALOG_DATA, { optional: true });
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #injector = inject(Injector);
  readonly #transloco = inject(TranslocoService);
  /** One key while the request stays the same, so that sending it again after a fault creates nothing twice. */
  #sent: { readonly body: string; readonly key: string } | null = null;

  readonly #types = resource({ loader: () => this.#api.types() });
  protected readonly types = computed(() =>
    (this.#types.hasValue() ? this.#types.value() : []).filter(({ isInternal }) => !isInternal),
  );
  protected readonly isLoading = this.#types.isLoading;
  protected readonly loadProblem = computed(() => {
    const error = this.#types.error();
    return error ? this.#problemText.of(error) : '';
  });
  /** The type of the draft, or the only one there is, until one is chosen. */
  protected readonly type = linkedSignal<readonly TaskType[], TaskType | null>({
    source: this.types,
    computation: (types, previous) =>
      previous?.value ??
      types.find(({ type }) => type === this.#draft?.type) ??
      (types.length === 1 ? types[0]! : null),
  });
  protected readonly isTypeGone = computed(
    () =>
      this.#types.hasValue() && this.#draft !== null && !this.types().some(({ type }) => type === this.#draft?.type),
  );
  /** Those of the draft, where they are of the chosen type. */
  readonly #given = computed(() => (this.type()?.type === this.#draft?.type ? this.#draft?.params : undefined));
  protected readonly fields = computed(() => {
    const fields = formFields(this.type()?.paramsSchema ?? {});
    return this.#draft?.secretsFrom === undefined ? fields : keptFields(fields, this.#given() ?? {});
  });
  protected readonly params = computed(() => paramsForm(this.fields(), this.#given()));
  protected readonly priorities = TASK_PRIORITIES;
  protected readonly isAgain = this.#draft?.params !== undefined;
  protected readonly isSending = signal(false);
  protected readonly isAdvancedOpen = signal(false);
  protected readonly failure = signal('');
  protected readonly options = optionsForm(this.#draft);
  protected readonly leaving = new FormLeaving({ isEdited: () => this.#isEdited(), isSending: this.isSending });

  constructor() {
    inject(TaskIcons);
    fitDialog('640px');
    effect(() => {
      const type = this.type();
      if (type) {
        suggestOptions(this.options, type, this.#draft);
        this.failure.set('');
      }
    });
  }

  protected reloadTypes(): void {
    this.#types.reload();
  }

  protected async submit(): Promise<void> {
    const type = this.type();
    if (!type || this.isSending()) {
      return;
    }
    this.params().markAllAsTouched();
    this.options.markAllAsTouched();
    if (this.params().invalid || this.options.invalid) {
      this.failure.set(this.#transloco.translate('tasks.create.invalid'));
      this.#showFirstProblem();
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

  #isEdited(): boolean {
    return this.params().dirty || this.options.dirty;
  }

  #requestFor({ type }: TaskType): CreateTaskRequest {
    const params = paramsOf(this.fields(), this.params().getRawValue() as Record<string, unknown>);
    const { secretsFrom } = this.#draft ?? {};
    const isKept = secretsFrom !== undefined && JSON.stringify(params).includes(SECRET_MASK);
    return { type, params, ...(isKept ? { secretsFrom } : {}), ...optionsOf(this.options) };
  }

  #showProblem(error: unknown): void {
    const { title, priority, runAt, maxRetries, timeoutSeconds, deadlineAt } = this.options.controls;
    const own = { title, priority, runAt, maxRetries, timeoutMs: timeoutSeconds, deadlineAt };
    const controls = { ...own, params: this.params() };
    const homeless = placeServerProblems(controls, toProblem(error).fields);
    this.failure.set(
      [this.#problemText.of(error), ...homeless.map(({ field, message }) => `${isolated(field)}: ${message}`)].join(
        '\n',
      ),
    );
    this.#showFirstProblem();
  }

  /** Opens what is folded over a wrong field and goes there. */
  #showFirstProblem(): void {
    const { maxRetries, timeoutSeconds, deadlineAt } = this.options.controls;
    if ([maxRetries, timeoutSeconds, deadlineAt].some(({ invalid }) => invalid)) {
      this.isAdvancedOpen.set(true);
    }
    afterNextRender(() => focusFirstProblem(this.#element.nativeElement), { injector: this.#injector });
  }
}
