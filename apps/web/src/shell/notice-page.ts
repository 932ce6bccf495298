import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { ownAddress } from '@task-queue/identity-ui';
import { ShellIcons } from './shell-icons';

/** A page that is not there, not yours, or not to be had now: what it is, and where to go from here. */
@Component({
  selector: 'app-notice-page',
  imports: [MatButton, MatIcon, RouterLink, TranslocoPipe],
  template: `
    <mat-icon [svgIcon]="'shell:' + notice()" />
    <h1>{{ 'notice.' + notice() + '.title' | transloco }}</h1>
    <p>{{ 'notice.' + notice() + '.hint' | transloco }}</p>
    @if (notice() === 'unreachable') {
      <a matButton="filled" [routerLink]="back()">{{ 'notice.again' | transloco }}</a>
    } @else {
      <a matButton="filled" routerLink="/">{{ 'notice.home' | transloco }}</a>
    }
  `,
  styleUrl: './notice-page.scss',
})
export class NoticePage {
  readonly #router = inject(Router);

  /** Which notice, from the route's data. */
  readonly notice = input.required<'notFound' | 'noPermission' | 'unreachable'>();
  /** Where the person was going, as the address says it: anything, or nothing, or several. */
  readonly returnTo = input<unknown>();

  protected readonly back = computed(() => ownAddress(this.returnTo(), this.#router));

  constructor() {
    inject(ShellIcons);
  }
}
