import {
  afterNextRender,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  linkedSignal,
  resource,
  signal,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatExpansionModule } from '@angular/material/expansion';
import { MAT_FORM_FIELD_DEFAULT_OPTIONS, MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import {
  isolated,
  type Schedule,
  type ScheduleChange,
  type SchedulePreviewRequest,
  type TaskType,
} from '@task-queue/contracts';
import { fitDialog } from '@task-queue/ui/dialog-frame';
import { FieldError } from '@task-queue/ui/form-controls';
import { ProblemText, toProblem } from '@task-queue/ui/problem';
import { inLanguage } from '../../data/in-language';
import { SchedulesApi } from '../../data/schedules-api';
import { TasksApi } from '../../data/tasks-api';
import { focusFirstProblem } from '../../forms/focus-first-problem';
import { formFields, keptFields } from '../../forms/form-fields';
import { FormLeaving } from '../../forms/form-leaving';
import { paramsForm, paramsOf } from '../../forms/params-form';
import { SchemaFields } from '../../forms/schema-fields';
import { placeServerProblems } from '../../forms/server-problems';
import { TaskTypeField } from '../../forms/task-type-field';
import { parseCron } from '../timing/cron';
import { timingOf } from '../timing/plan';
import { convertCron } from '../timing/quartz';
import { TimingWords } from '../timing/timing-words';
import { EditConflict, type Conflict } from './edit-conflict';
import { NextRuns } from './next-runs';
import { planOfForm } from './plan-form';
import { PlanFields } from './plan-fields';
import { PolicyFields } from './policy-fields';
import { changesBetween, draftOf, type WholeDraft } from './schedule-draft';
import { controlsOf, scheduleForm, settingsOf, timesOf } from './schedule-form';
import type { ScheduleStart } from './schedule-start';
import { ZoneField } from './zone-field';

/** Makes a schedule, or changes one; closes with it as it was saved. */
@Component({
  selector: 'tq-schedule-dialog',
  imports: [
    EditConflict,
    FieldError,
    MatButton,
    MatDialogModule,
    MatExpansionModule,
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
    NextRuns,
    PlanFields,
    PolicyFields,
    ReactiveFormsModule,
    SchemaFields,
    TaskTypeField,
    TranslocoPipe,
    ZoneField,
  ],
  providers: [{ provide: MAT_FORM_FIELD_DEFAULT_OPTIONS, useValue: { appearance: 'outline' } }],
  templateUrl: './schedule-dialog.html',
  styleUrl: './schedule-dialog.scss',
})
export class ScheduleDialog {
  readonly #api = inject(SchedulesApi);
  readonly #tasks = inject(TasksApi);
  readonly #problemText = inject(ProblemText);
  readonly #dialog = inject<MatDialogRef<ScheduleDialog, Schedule>>(MatDialogRef);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #injector = inject(Injector);
  readonly #words = inject(TimingWords);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  /** What is being changed, as it was read last; `null` for a new one. */
  readonly #schedule = signal<Schedule | null>(null);
  readonly #begun = signal<Partial<WholeDraft> | null>(null);
  /** What the fields said of it before anybody typed: they hold no more than they show. */
  #shown: ReturnType<typeof settingsOf> | null = null;

  readonly #types = resource({ loader: () => this.#tasks.types() });
  protected readonly types = computed(() =>
    (this.#types.hasValue() ? this.#types.value() : []).filter(({ isInternal }) => !isInternal),
  );
  protected readonly isLoading = this.#types.isLoading;
  protected readonly loadProblem = computed(() => {
    const error = this.#types.error();
    return error ? this.#problemText.of(error) : '';
  });
  /** The type it has, or the only one there is, until one is chosen. */
  protected readonly type = linkedSignal<
    { readonly types: readonly TaskType[]; readonly wanted: string | undefined },
    TaskType | null
  >({
    source: () => ({ types: this.types(), wanted: this.#begun()?.type }),
    computation: ({ types, wanted }, previous) =>
      types.find(({ type }) => type === (previous?.source.wanted === wanted ? previous?.value?.type : undefined)) ??
      types.find(({ type }) => type === wanted) ??
      (types.length === 1 ? types[0]! : null),
  });
  protected readonly isTypeGone = computed(() => {
    const wanted = this.#begun()?.type;
    return this.#types.hasValue() && wanted !== undefined && !this.types().some(({ type }) => type === wanted);
  });
  /** Those it began with, where they are of the chosen type. */
  readonly #given = computed(() => {
    const begun = this.#begun();
    return begun?.type === this.type()?.type ? begun?.params : undefined;
  });
  protected readonly fields = computed(() => {
    const fields = formFields(this.type()?.paramsSchema ?? {});
    return this.#schedule() === null ? fields : keptFields(fields, this.#given() ?? {});
  });
  protected readonly params = computed(() => paramsForm(this.fields(), this.#given()));
  protected readonly form = signal(scheduleForm(null));
  protected readonly isNew = computed(() => this.#schedule() === null);
  protected readonly isSending = signal(false);
  protected readonly isAdvancedOpen = signal(false);
  protected readonly failure = signal('');
  protected readonly conflict = signal<(Conflict & { readonly schedule: Schedule }) | null>(null);
  protected readonly leaving: FormLeaving;

  /** Counts what is typed, so that what follows from the fields is worked out anew. */
  readonly #typed = signal(0);
  /** When it runs, in words; `''` while the fields are wrong. */
  protected readonly sentence = computed(() => {
    this.#typed();
    this.#language();
    const { plan, timeZone } = this.form().controls;
    const { kind, cron } = plan.controls;
    const isRead = kind.value !== 'cron' || parseCron(cron.value) !== null;
    return plan.valid && timeZone.valid && isRead
      ? this.#words.of(timingOf(planOfForm(plan)), timeZone.value.trim())
      : '';
  });
  protected readonly preview = computed((): SchedulePreviewRequest | null => {
    this.#typed();
    const { plan, timeZone, anchor, startsAt, endsAt } = this.form().controls;
    const isForeign = plan.controls.kind.value === 'cron' && convertCron(plan.controls.cron.value).kind === 'offered';
    // What is another dialect's is told of where it is offered converted.
    return [plan, timeZone, anchor, startsAt, endsAt].every(({ valid }) => valid) && !isForeign
      ? timesOf(this.form())
      : null;
  });

  constructor() {
    const start = inject<ScheduleStart>(MAT_DIALOG_DATA);
    this.#fill(start.kind === 'change' ? start.schedule : null, start.kind === 'new' ? start.draft : null);
    fitDialog('960px');
    this.leaving = new FormLeaving({ isEdited: () => this.#isEdited(), isSending: this.isSending });
    effect((onCleanup) => {
      const typing = this.form().events.subscribe(() => this.#typed.update((count) => count + 1));
      onCleanup(() => typing.unsubscribe());
    });
    effect(() => {
      const [type, { name }] = [this.type(), this.form().controls];
      this.failure.set('');
      if (type && name.pristine && this.isNew() && !this.#begun()?.name) {
        name.setValue(inLanguage(type.title, this.#transloco.getActiveLang()));
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
    const form = this.form();
    this.params().markAllAsTouched();
    form.markAllAsTouched();
    if (this.params().invalid || form.invalid) {
      this.failure.set(this.#transloco.translate('tasks.create.invalid'));
      this.#showFirstProblem();
      return;
    }
    this.isSending.set(true);
    this.failure.set('');
    try {
      this.#dialog.close(await this.#save(type));
    } catch (error) {
      await this.#showProblem(error);
    } finally {
      this.isSending.set(false);
    }
  }

  /** What was typed goes over the newest version; what nobody touched here stays as it is there. */
  protected async saveOver({ schedule }: { readonly schedule: Schedule }): Promise<void> {
    this.#schedule.update((opened) => opened && { ...opened, version: schedule.version });
    this.conflict.set(null);
    await this.submit();
  }

  /** What was typed is given up for the newest version. */
  protected takeCurrent({ schedule }: { readonly schedule: Schedule }): void {
    this.#fill(schedule, null);
    this.conflict.set(null);
    this.failure.set('');
  }

  #fill(schedule: Schedule | null, draft: Partial<WholeDraft> | null): void {
    this.#schedule.set(schedule);
    this.#begun.set(schedule === null ? draft : draftOf(schedule));
    this.form.set(scheduleForm(this.#begun()));
    this.#shown = schedule === null ? null : settingsOf(this.form());
  }

  #isEdited(): boolean {
    return this.params().dirty || this.form().dirty;
  }

  #paramsNow(): Record<string, unknown> {
    return paramsOf(this.fields(), this.params().getRawValue() as Record<string, unknown>);
  }

  #save({ type }: TaskType): Promise<Schedule> {
    const schedule = this.#schedule();
    return schedule === null
      ? this.#api.create({ ...settingsOf(this.form()), type, params: this.#paramsNow() })
      : this.#api.change(schedule.id, { ...this.#changesOf(schedule, type), version: schedule.version });
  }

  /** What was typed. */
  #changesOf(schedule: Schedule, type: string): ScheduleChange {
    const settings = settingsOf(this.form());
    const changes = changesBetween(this.#shown ?? settings, settings);
    const isOther = type !== schedule.type || this.params().dirty;
    return isOther ? { ...changes, type, params: this.#paramsNow() } : changes;
  }

  async #showProblem(error: unknown): Promise<void> {
    const problem = toProblem(error);
    const schedule = this.#schedule();
    if (problem.code === 'VERSION_CONFLICT' && schedule !== null && (await this.#showConflict(schedule))) {
      return;
    }
    const homeless = placeServerProblems({ ...controlsOf(this.form()), params: this.params() }, problem.fields);
    const lines = homeless.map(({ field, message }) => `${isolated(field)}: ${message}`);
    this.failure.set([this.#problemText.of(error), ...lines].join('\n'));
    this.#showFirstProblem();
  }

  /** Whether the newest version could be read to be shown beside what was typed. */
  async #showConflict(schedule: Schedule): Promise<boolean> {
    const type = this.type();
    try {
      const current = await this.#api.get(schedule.id);
      if (type !== null) {
        const opened = draftOf(schedule);
        const typed = { ...opened, ...this.#changesOf(schedule, type.type) } as WholeDraft; // it takes nothing away
        this.conflict.set({ opened, current: draftOf(current), typed, schedule: current });
        afterNextRender(() => this.#element.nativeElement.querySelector('tq-edit-conflict')?.scrollIntoView?.(), {
          injector: this.#injector,
        });
      }
      return type !== null;
    } catch {
      return false; // the conflict itself is told
    }
  }

  /** Opens what is folded over a wrong field and goes there. */
  #showFirstProblem(): void {
    const { missedWithinMinutes, jitterSeconds, pauseAfterFailures, startsAt, endsAt } = this.form().controls;
    if ([missedWithinMinutes, jitterSeconds, pauseAfterFailures, startsAt, endsAt].some(({ invalid }) => invalid)) {
      this.isAdvancedOpen.set(true);
    }
    afterNextRender(() => focusFirstProblem(this.#element.nativeElement), { injector: this.#injector });
  }
}
