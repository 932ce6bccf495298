import {
  afterRenderEffect,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import type { BegunSecondFactor } from '@task-queue/contracts';
import { FormSending } from '../frame/form-sending';
import { ShownOnce } from '../frame/shown-once';
import { CODE_RULES, CodeField } from './code-field';
import { OwnSecondFactor } from './own-second-factor';
import { QrCode } from './qr-code';
import { RecoveryCodeList } from './recovery-code-list';

/** Sets up two-step verification in three steps: the password, the app, the recovery codes. */
@Component({
  selector: 'tq-second-factor-setup',
  imports: [
    CodeField,
    MatButton,
    MatFormFieldModule,
    MatInput,
    QrCode,
    ReactiveFormsModule,
    RecoveryCodeList,
    ShownOnce,
    TranslocoPipe,
  ],
  templateUrl: './second-factor-setup.html',
  styleUrls: ['../frame/placed-form.scss', './second-factor-setup.scss'],
})
export class SecondFactorSetup {
  readonly #factor = inject(OwnSecondFactor);
  readonly #builder = inject(NonNullableFormBuilder);

  /** Key of what the button says by which one gives it up. */
  readonly cancel = input('identity.form.cancel');
  /** The person gives it up; before it is on. */
  readonly givenUp = output();
  /** It is on, and the person has seen their recovery codes. */
  readonly done = output();

  protected readonly first = this.#builder.group({ password: ['', Validators.required] });
  protected readonly second = this.#builder.group({ code: ['', CODE_RULES] });
  /** What the app is to be told, once the password was right. */
  protected readonly begun = signal<BegunSecondFactor | null>(null);
  protected readonly recoveryCodes = signal<readonly string[]>([]);
  protected readonly sending = new FormSending();
  protected readonly step = viewChild<unknown, ElementRef<HTMLElement>>('step', { read: ElementRef });

  /** Whether leaving it would lose the recovery codes: see `holdDialog`. */
  readonly isHeld = computed(
    () => this.recoveryCodes().length > 0 || (this.begun() !== null && this.sending.isSending()),
  );

  constructor() {
    afterRenderEffect(() => this.step()?.nativeElement.focus()); // the form that had the focus is gone
  }

  /** In groups of four, to be typed. */
  protected grouped(secret: string): string {
    return secret.replace(/(.{4})(?=.)/g, '$1 ');
  }

  protected async begin(): Promise<void> {
    const { password } = this.first.controls;
    const begin = async (): Promise<void> => this.begun.set(await this.#factor.begin(password.value));
    await this.sending.send(this.first, begin, { password });
  }

  protected async confirm(): Promise<void> {
    const { code } = this.second.controls;
    const confirm = async (): Promise<void> => this.recoveryCodes.set(await this.#factor.confirm(code.value));
    await this.sending.send(this.second, confirm, { code });
  }
}
