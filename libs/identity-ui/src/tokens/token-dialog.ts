import { afterRenderEffect, Component, computed, ElementRef, inject, signal, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { MAX_TOKEN_NAME_LENGTH, TOKEN_DAYS, TOKEN_SCOPE_NAMES, type TokenScope } from '@task-queue/contracts';
import { holdPage } from '@task-queue/ui/dialog-frame';
import { FormSending } from '../frame/form-sending';
import { ShownOnce } from '../frame/shown-once';
import { AccessTokens } from './access-tokens';

/** Whose token it is to be; left out for one's own. */
export interface TokenDialogData {
  readonly userId?: string;
}

/** How long a token may be good, in days, as it is offered. */
const LIFETIMES = [7, 30, TOKEN_DAYS.default, 180, TOKEN_DAYS.max] as const;

/** Makes an access token and shows it, this once; closes with whether one was made. */
@Component({
  selector: 'tq-token-dialog',
  imports: [
    MatButton,
    MatCheckbox,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    ReactiveFormsModule,
    ShownOnce,
    TranslocoPipe,
  ],
  templateUrl: './token-dialog.html',
  styleUrls: ['../frame/form-dialog.scss', './token-dialog.scss'],
})
export class TokenDialog {
  readonly #tokens = inject(AccessTokens);
  readonly #dialog = inject<MatDialogRef<TokenDialog, boolean>>(MatDialogRef);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  readonly #data = inject<TokenDialogData>(MAT_DIALOG_DATA);
  readonly #builder = inject(NonNullableFormBuilder);

  protected readonly maxLength = MAX_TOKEN_NAME_LENGTH;
  protected readonly scopes = TOKEN_SCOPE_NAMES;
  protected readonly lifetimes = computed(() => {
    const days = new Intl.NumberFormat(this.#language(), { style: 'unit', unit: 'day', unitDisplay: 'long' });
    return LIFETIMES.map((value) => ({ value, text: days.format(value) }));
  });
  protected readonly form = this.#builder.group({
    name: ['', [Validators.required, Validators.pattern(/\S/), Validators.maxLength(MAX_TOKEN_NAME_LENGTH)]],
    expiresInDays: this.#builder.control<number>(TOKEN_DAYS.default),
    scopes: this.#builder.control<readonly TokenScope[]>([], Validators.required),
  });
  /** What was made: it is never shown again. */
  protected readonly token = signal('');
  protected readonly sending = new FormSending();
  protected readonly done = viewChild<unknown, ElementRef<HTMLElement>>('done', { read: ElementRef });

  constructor() {
    holdPage(() => this.token() !== '' || this.sending.isSending());
    afterRenderEffect(() => this.done()?.nativeElement.focus()); // the form that had the focus is gone
  }

  protected turn(scope: TokenScope, isWanted: boolean): void {
    const { scopes } = this.form.controls;
    scopes.setValue(this.scopes.filter((one) => (one === scope ? isWanted : scopes.value.includes(one))));
  }

  protected close(): void {
    this.#dialog.close(this.token() !== '');
  }

  protected async submit(): Promise<void> {
    await this.sending.send(this.form, async () => {
      this.token.set((await this.#tokens.create({ ...this.form.getRawValue(), ...this.#data })).token);
    });
  }
}
