import { Component, inject, input, signal, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Restriction } from '@task-queue/contracts';
import { ProblemText } from '@task-queue/ui/problem';
import { holdDialog } from '../frame/hold-dialog';
import { PasswordForm } from '../password/password-form';
import { SecondFactorSetup } from '../second-factor/second-factor-setup';
import { Session } from '../session/session';

/** What somebody who has signed in has to do before anything else: whoever holds it leads on when it is done. */
@Component({
  selector: 'tq-first-things',
  imports: [PasswordForm, SecondFactorSetup, TranslocoPipe],
  template: `
    @if (restrictedBy() === 'PASSWORD_CHANGE_REQUIRED') {
      <h2>{{ 'identity.first.password' | transloco }}</h2>
      <p>{{ 'identity.first.passwordLead' | transloco }}</p>
      <tq-password-form [cancel]="'identity.first.signOut'" (givenUp)="signOut()" (done)="goOn()" />
    } @else {
      <h2>{{ 'identity.secondFactor.setUp' | transloco }}</h2>
      <p>{{ 'identity.first.secondFactorLead' | transloco }}</p>
      <tq-second-factor-setup [cancel]="'identity.first.signOut'" (givenUp)="signOut()" (done)="goOn()" />
    }
    <p class="failure" role="alert">{{ failure() }}</p>
  `,
  styles: `
    h2 {
      margin: 0 0 4px;
      font: var(--mat-sys-title-medium);
    }

    p {
      margin: 0 0 16px;
      color: var(--mat-sys-on-surface-variant);
    }

    .failure {
      margin: 0;
      color: var(--tq-failed);
    }
  `,
})
export class FirstThings {
  readonly #session = inject(Session);
  readonly #problemText = inject(ProblemText);

  readonly restrictedBy = input.required<Restriction>();
  private readonly setup = viewChild(SecondFactorSetup);
  protected readonly failure = signal('');

  constructor() {
    holdDialog(() => this.setup()?.isHeld() === true);
  }

  protected async goOn(): Promise<void> {
    await this.#try(() => this.#session.renew());
  }

  protected async signOut(): Promise<void> {
    await this.#try(() => this.#session.logout());
  }

  async #try(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.failure.set(this.#problemText.of(error));
    }
  }
}
