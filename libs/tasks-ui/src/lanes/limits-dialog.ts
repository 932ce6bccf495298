import { afterNextRender, Component, computed, ElementRef, inject, Injector } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormArray, ReactiveFormsModule } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import {
  isolated,
  LIMIT_KEY,
  MAX_LIMIT_COUNT,
  MAX_TYPE_LIMITS,
  type LimitKey,
  type TaskType,
  type TypeState,
} from '@task-queue/contracts';
import { fitDialog } from '@task-queue/ui/dialog-frame';
import { FieldError } from '@task-queue/ui/form-controls';
import { LanesApi } from '../data/lanes-api';
import { paramsOfType } from '../data/params-of-type';
import { LimitWords, RATE_UNITS } from '../waiting/limit-words';
import { checkLimits, limitForm, limitsOf, type LimitForm } from './limits-form';
import { SendButtons } from './send-buttons';
import { Sending } from './sending';

/** The type, its limits, what is known of it, and what people call it. */
export interface LimitsDialogData extends Pick<TypeState, 'type' | 'limits'> {
  readonly known: TaskType | undefined;
  readonly title: string;
}

/** Sets the limits of a type, or takes them back to those that its handler declares; closes with `true` when it has. */
@Component({
  selector: 'tq-limits-dialog',
  imports: [
    FieldError,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
    MatOption,
    MatSelect,
    ReactiveFormsModule,
    SendButtons,
    TranslocoPipe,
  ],
  templateUrl: './limits-dialog.html',
  styleUrls: ['./form-dialog.scss', './limits-dialog.scss'],
})
export class LimitsDialog {
  readonly #api = inject(LanesApi);
  readonly #words = inject(LimitWords);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #injector = inject(Injector);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  readonly #data = inject<LimitsDialogData>(MAT_DIALOG_DATA);

  protected readonly sending = new Sending(() => this.limits.dirty);
  protected readonly name = isolated(this.#data.title);
  protected readonly most = MAX_TYPE_LIMITS;
  protected readonly mostCount = MAX_LIMIT_COUNT;
  protected readonly limits = new FormArray<LimitForm>(this.#data.limits.map(limitForm));
  /** What can be counted apart; what is set stays to be chosen, though the type may have lost the param. */
  protected readonly keys = computed(() => {
    this.#language();
    const params = paramsOfType(this.#data.known)
      .filter(({ isSecret }) => !isSecret)
      .map(({ name }): LimitKey => `param:${name}`);
    const set = this.#data.limits.map(({ key }) => key);
    return [...new Set<LimitKey>(['none', 'owner', ...params.filter((key) => LIMIT_KEY.test(key)), ...set])].map(
      (key) => ({
        key,
        text: this.#keyText(key),
      }),
    );
  });
  protected readonly spans = computed(() => {
    this.#language();
    const set = this.#data.limits.flatMap(({ rate }) => rate?.perMs ?? []);
    const units = RATE_UNITS.map(([, unitMs]) => unitMs).reverse();
    return [...new Set([...units, ...set])].map((perMs) => ({ perMs, text: this.#words.span(perMs) }));
  });

  constructor() {
    fitDialog('640px');
  }

  protected add(): void {
    const used = this.limits.controls.map(({ controls }) => controls.key.value);
    const free = this.keys().find(({ key }) => !used.includes(key));
    this.limits.push(limitForm(free ? { key: free.key } : {}));
    this.limits.markAsDirty();
    this.#focus('fieldset:last-of-type mat-select');
  }

  protected remove(index: number): void {
    this.limits.removeAt(index);
    this.limits.markAsDirty();
    this.#focus('.add');
  }

  protected async submit(): Promise<void> {
    const say = (key: string): string => this.#transloco.translate(`tasks.lanes.form.${key}`);
    if (!checkLimits(this.limits, { lacking: say('lacking'), twice: say('twice') })) {
      this.sending.failure.set(say('invalid'));
      this.#focus('mat-select.ng-invalid, input.ng-invalid');
      return;
    }
    await this.sending.send(() => this.#api.setLimits(this.#data.type, limitsOf(this.limits)));
  }

  protected async reset(): Promise<void> {
    await this.sending.send(() => this.#api.removeLimits(this.#data.type));
  }

  #keyText(key: LimitKey): string {
    const name = /^param:(.*)/.exec(key)?.[1];
    return name === undefined
      ? this.#transloco.translate(`tasks.lanes.form.keyOf.${key}`)
      : this.#transloco.translate('tasks.lanes.form.keyOf.param', {
          param: isolated(this.#words.titleOf(name, this.#data.known)),
        });
  }

  #focus(selector: string): void {
    const focus = (): void => this.#element.nativeElement.querySelector<HTMLElement>(selector)?.focus();
    afterNextRender(focus, { injector: this.#injector });
  }
}
