import { Component, inject, resource, signal, viewChild } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatDialogModule } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { FormSending } from '../frame/form-sending';
import { holdDialog } from '../frame/hold-dialog';
import { ReadFailure } from '../frame/read-failure';
import { CodeField } from './code-field';
import { OwnSecondFactor } from './own-second-factor';
import { RecoveryCodeList } from './recovery-code-list';
import { SecondFactorSetup } from './second-factor-setup';

/** What somebody is at: nothing yet, setting it up, or proving that they have it for one of two ends. */
type Task = 'none' | 'setUp' | 'replaceCodes' | 'turnOff';

/** 两步验证: whether one is asked for a code beside the password, set up and turned off here. */
@Component({
  selector: 'tq-second-factor-dialog',
  imports: [
    CodeField,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    MatProgressBar,
    ReactiveFormsModule,
    ReadFailure,
    RecoveryCodeList,
    SecondFactorSetup,
    TranslocoPipe,
  ],
  templateUrl: './second-factor-dialog.html',
  styleUrls: ['../frame/form-dialog.scss', './second-factor-dialog.scss'],
})
export class SecondFactorDialog {
  readonly #factor = inject(OwnSecondFactor);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);

  protected readonly state = resource({ loader: () => this.#factor.find() });
  protected readonly task = signal<Task>('none');
  protected readonly recoveryCodes = signal<readonly string[]>([]);
  protected readonly form = inject(NonNullableFormBuilder).group({
    password: ['', Validators.required],
    code: ['', Validators.required],
  });
  protected readonly isRecovery = signal(false);
  protected readonly sending = new FormSending();

  private readonly setup = viewChild(SecondFactorSetup);

  constructor() {
    const isHeld = (): boolean => this.recoveryCodes().length > 0 || this.sending.isSending();
    holdDialog(() => isHeld() || this.setup()?.isHeld() === true);
  }

  protected begin(task: Task): void {
    this.form.reset();
    this.isRecovery.set(false);
    this.sending.failure.set('');
    this.task.set(task);
  }

  /** Back to how it is by now. */
  protected goBack(done = ''): void {
    this.recoveryCodes.set([]);
    this.task.set('none');
    this.state.set(undefined);
    this.state.reload();
    if (done !== '') {
      this.#snackBar.open(this.#transloco.translate(done), undefined, { duration: 4_000 });
    }
  }

  protected async prove(): Promise<void> {
    const perform = async (): Promise<void> => {
      if (this.task() === 'turnOff') {
        await this.#factor.turnOff(this.form.getRawValue());
        this.goBack('identity.secondFactor.done.off');
      } else {
        this.recoveryCodes.set(await this.#factor.replaceCodes(this.form.getRawValue()));
      }
    };
    await this.sending.send(this.form, perform, this.form.controls);
  }
}
