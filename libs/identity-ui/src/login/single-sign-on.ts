import { Component, computed, inject, input, output, signal, type OnInit } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { ActivatedRoute } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { SSO_DONE, SSO_FAILURES, type SsoFailure } from '@task-queue/contracts';
import { ProblemText } from '@task-queue/ui/problem';
import { IDENTITY_UI_OPTIONS } from '../provide-identity-ui';
import { Session } from '../session/session';

/** Leads to the provider, and goes on with what the way back brought: a session, or why there is none. */
@Component({
  selector: 'tq-single-sign-on',
  imports: [MatButton, MatProgressBar, TranslocoPipe],
  template: `
    @if (isComing()) {
      <p role="status">{{ 'identity.login.submitting' | transloco }}</p>
      <mat-progress-bar mode="indeterminate" [attr.aria-label]="'identity.login.submitting' | transloco" />
    } @else {
      @if (problem() || failure()) {
        <p class="failure" role="alert">
          {{ problem() || ('identity.login.failure.' + failure() | transloco) }}
        </p>
      }
      <a matButton="filled" [href]="address()" [disabled]="isLeaving()" (click)="leave($event)">{{
        'identity.login.singleSignOn' | transloco
      }}</a>
    }
  `,
  styles: `
    a {
      width: 100%;
    }

    p {
      margin: 0 0 16px;
    }

    .failure {
      color: var(--tq-failed);
    }
  `,
})
export class SingleSignOn implements OnInit {
  readonly #session = inject(Session);
  readonly #baseUrl = inject(IDENTITY_UI_OPTIONS).baseUrl;
  readonly #problemText = inject(ProblemText);
  readonly #outcome = inject(ActivatedRoute).snapshot.queryParamMap.get('sso');

  /** Where the person is going, within this application. */
  readonly returnTo = input.required<string>();
  /** Whether somebody has just come back signed in, so that there is nothing to ask them. */
  readonly coming = output<boolean>();

  protected readonly isComing = signal(this.#outcome === SSO_DONE);
  protected readonly failure = signal<SsoFailure | null>(SSO_FAILURES.find((one) => one === this.#outcome) ?? null);
  protected readonly problem = signal('');
  /** Where another tab is led that it is opened in: to a login page of its own. */
  protected readonly address = computed(
    () => `${this.#baseUrl}/auth/oidc/login?${new URLSearchParams({ returnTo: this.returnTo() }).toString()}`,
  );
  protected readonly isLeaving = signal(false);

  ngOnInit(): void {
    if (this.isComing()) {
      this.coming.emit(true);
      void this.#goOn();
    }
  }

  /** By a call of this page, which a link of another site cannot make. */
  protected async leave(click: MouseEvent): Promise<void> {
    if (click.ctrlKey || click.metaKey || click.shiftKey) {
      return; // for another tab or window
    }
    click.preventDefault();
    this.isLeaving.set(true);
    this.problem.set('');
    try {
      await this.#session.signInAtProvider(this.returnTo());
    } catch (error) {
      this.problem.set(this.#problemText.of(error));
    } finally {
      this.isLeaving.set(false); // who comes back by the browser's history finds the page as it was left
    }
  }

  /** Whoever holds the form leads on once somebody is signed in. */
  async #goOn(): Promise<void> {
    try {
      if (await this.#session.resume()) {
        return;
      }
      this.failure.set('expired');
    } catch (error) {
      this.problem.set(this.#problemText.of(error));
    }
    this.isComing.set(false);
    this.coming.emit(false);
  }
}
