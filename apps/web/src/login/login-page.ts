import { Component, inject, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { ActivatedRoute, Router } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { HttpErrorResponse } from '@angular/common/http';
import type { ProblemDetails } from '@task-queue/contracts';
import { Preferences } from '../shell/preferences';
import { Session } from '../session/session';

/** Signs a person in and brings them back to where they were. */
@Component({
  selector: 'app-login-page',
  imports: [MatButton, MatFormFieldModule, MatInput, Preferences, ReactiveFormsModule, TranslocoPipe],
  templateUrl: './login-page.html',
  styleUrl: './login-page.scss',
})
export class LoginPage {
  readonly #session = inject(Session);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #transloco = inject(TranslocoService);

  protected readonly form = inject(NonNullableFormBuilder).group({
    username: ['', Validators.required],
    password: ['', Validators.required],
  });
  protected readonly isSending = signal(false);
  protected readonly failure = signal('');

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.isSending()) {
      return;
    }
    this.isSending.set(true);
    this.failure.set('');
    try {
      await this.#session.login(this.form.getRawValue());
      await this.#router.navigateByUrl(ownAddress(this.#route.snapshot.queryParamMap.get('returnTo')));
    } catch (error) {
      this.failure.set(this.#textOf(error));
    } finally {
      this.isSending.set(false);
    }
  }

  #textOf(error: unknown): string {
    const problem = error instanceof HttpErrorResponse ? (error.error as Partial<ProblemDetails> | null) : null;
    return problem?.detail ?? this.#transloco.translate('login.unreachable');
  }
}

/** An address within this application; anything else is the start page. */
function ownAddress(returnTo: string | null): string {
  return returnTo !== null && /^\/(?![/\\])/.test(returnTo) ? returnTo : '/';
}
