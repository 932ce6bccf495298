import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { ActivatedRoute, Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { toProblem } from '@task-queue/ui/problem';
import { FormSending } from '../frame/form-sending';
import { IDENTITY_UI_OPTIONS } from '../provide-identity-ui';
import { ownAddress } from '../session/own-address';
import { Session, UNTOLD_SIGN_OUT } from '../session/session';
import { CodeStep } from './code-step';
import { FirstThings } from './first-things';
import { SingleSignOn } from './single-sign-on';

/** Signs a person in and brings them back to where they were; also when they signed in in another tab. */
@Component({
  selector: 'tq-login-form',
  imports: [
    CodeStep,
    FirstThings,
    MatButton,
    MatFormFieldModule,
    MatInput,
    ReactiveFormsModule,
    SingleSignOn,
    TranslocoPipe,
  ],
  templateUrl: './login-form.html',
  styleUrl: './login-form.scss',
})
export class LoginForm {
  readonly #session = inject(Session);
  readonly #router = inject(Router);
  readonly #query = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  /** Changes while the form is open: who goes back in the browser is led here again, with where they were going. */
  readonly #returnTo = computed(() => ownAddress(this.#query().get('returnTo'), this.#router));

  protected readonly ways = inject(IDENTITY_UI_OPTIONS).signIn ?? { singleSignOn: false, localLogin: 'everybody' };
  protected readonly isForAdministrators = this.ways.localLogin === 'administrator';
  protected readonly returnTo = computed(() => this.#router.serializeUrl(this.#returnTo()));
  /** Whether the server knows nothing of a sign-out: who was here is still signed in there, by the browser's cookie. */
  protected readonly isStillIn = computed(() => this.#query().get('signOut') === UNTOLD_SIGN_OUT['signOut']);
  protected readonly isSigningOut = signal(false);
  /** Whether the form is there: that of administrators waits until it is asked for. */
  protected readonly isOpen = signal(!this.isForAdministrators);
  /** Whether somebody has just come back from the provider. */
  protected readonly isComing = signal(false);
  protected readonly form = inject(NonNullableFormBuilder).group({
    username: ['', Validators.required],
    password: ['', Validators.required],
  });
  /** Whether the password was right and a code is asked for besides; the form keeps it meanwhile. */
  protected readonly asksCode = signal(false);
  /** What they have to do first who have signed in. */
  protected readonly restrictedBy = computed(() => this.#session.user()?.restrictedBy);
  protected readonly sending = new FormSending();

  constructor() {
    effect(() => {
      if (this.#session.user() !== null && this.restrictedBy() === undefined) {
        void this.#router.navigateByUrl(untracked(this.#returnTo));
      }
    });
  }

  protected async signOut(): Promise<void> {
    if (this.isSigningOut()) {
      return; // a double click is one click
    }
    this.isSigningOut.set(true);
    await this.#session.logout();
    this.isSigningOut.set(false);
  }

  /** Back to user name and password. */
  protected startOver(): void {
    this.form.controls.password.reset();
    this.sending.failure.set('');
    this.asksCode.set(false);
  }

  /** @param code - where it was asked for */
  protected async submit(code?: string): Promise<void> {
    await this.sending.send(this.form, async () => {
      try {
        await this.#session.login({ ...this.form.getRawValue(), ...(code !== undefined && { code }) });
      } catch (error) {
        if (toProblem(error).code !== 'SECOND_FACTOR_REQUIRED') {
          throw error;
        }
        this.asksCode.set(true);
      }
    });
  }
}
