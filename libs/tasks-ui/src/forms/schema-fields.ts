import { ChangeDetectorRef, Component, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule, type FormControl, type FormGroup } from '@angular/forms';
import { MatExpansionModule } from '@angular/material/expansion';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatRadioButton, MatRadioGroup } from '@angular/material/radio';
import { MatOption, MatSelect } from '@angular/material/select';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { LocalizedText } from '@task-queue/contracts';
import { FieldError } from '@task-queue/ui/form-controls';
import { TimeField } from '@task-queue/ui/time-field';
import { switchMap } from 'rxjs';
import { inLanguage } from '../data/in-language';
import { ExactNumber } from './exact-number';
import type { FormField } from './form-fields';
import { JsonField } from './json-field';
import { ListField } from './list-field';
import { SecretField } from './secret-field';

/** As many choices stand side by side; more go into a list to open. */
const RADIO_CHOICES = 4;

/** The fields made of a JSON Schema, and those of the objects in it. */
@Component({
  selector: 'tq-schema-fields',
  imports: [
    ExactNumber,
    FieldError,
    JsonField,
    ListField,
    MatExpansionModule,
    MatFormFieldModule,
    MatInput,
    MatOption,
    MatRadioButton,
    MatRadioGroup,
    MatSelect,
    MatSlideToggle,
    ReactiveFormsModule,
    SecretField,
    TimeField,
    TranslocoPipe,
  ],
  templateUrl: './schema-fields.html',
  styleUrl: './schema-fields.scss',
})
export class SchemaFields {
  readonly fields = input.required<readonly FormField[]>();
  readonly form = input.required<FormGroup>();

  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  constructor() {
    // Controls are no signals: touched by a submit or refused by the server, they are to be looked at again.
    const view = inject(ChangeDetectorRef);
    toObservable(this.form)
      .pipe(
        switchMap((form) => form.events),
        takeUntilDestroyed(),
      )
      .subscribe(() => view.markForCheck());
  }

  /** `''` for none. */
  protected text(text: LocalizedText | null): string {
    return text === null ? '' : inLanguage(text, this.#language());
  }

  protected control(name: string): FormControl<unknown> {
    return this.form().get([name]) as FormControl<unknown>; // every field but a group has one
  }

  protected group(name: string): FormGroup {
    return this.form().get([name]) as FormGroup; // a group's control is a form of its own
  }

  protected isRadio({ choices, isRequired, preset }: FormField): boolean {
    return choices.length <= RADIO_CHOICES && (isRequired || preset !== undefined);
  }

  protected inputType({ rules: { format } }: FormField): string {
    return format === 'email' ? 'email' : format === 'uri' ? 'url' : 'text';
  }

  /** The default, in an empty field that would leave it to the server. */
  protected placeholder({ preset }: FormField): string {
    return typeof preset === 'number' || (typeof preset === 'string' && preset !== '')
      ? this.#transloco.translate('tasks.create.preset', { value: preset })
      : '';
  }
}
