import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
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
      <a matButton="filled" [routerLink]="back().path" [queryParams]="back().query">
        {{ 'notice.again' | transloco }}
      </a>
    } @else {
      <a matButton="filled" routerLink="/">{{ 'notice.home' | transloco }}</a>
    }
  `,
  styleUrl: './notice-page.scss',
})
export class NoticePage {
  /** Which notice, from the route's data. */
  readonly notice = input.required<'notFound' | 'noPermission' | 'unreachable'>();
  /** Where the person was going, from the address. */
  readonly returnTo = input('/');

  protected readonly back = computed(() => {
    const { pathname, searchParams } = new URL(this.returnTo(), 'http://here');
    return { path: pathname, query: Object.fromEntries(searchParams) };
  });

  constructor() {
    inject(ShellIcons);
  }
}
