import { Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

/** Why there are no rows: `unseen` where the person makes none. */
export type NoticeKind = 'empty' | 'unseen' | 'nothing' | 'error' | 'offline' | 'forbidden' | 'tooBroad';

const ICONS: Readonly<Record<NoticeKind, string>> = {
  empty: 'tasks:inbox',
  unseen: 'tasks:inbox',
  nothing: 'tasks:search',
  error: 'tasks:failed',
  offline: 'tasks:offline',
  forbidden: 'tasks:lock',
  tooBroad: 'tasks:tune',
};

/** What is as it should be: no alert for a screen reader. */
const CALM: ReadonlySet<NoticeKind> = new Set(['empty', 'unseen', 'nothing']);

/** What stands where rows would: why there are none, and the next step. */
@Component({
  selector: 'tq-list-notice',
  imports: [MatButton, MatIcon, TranslocoPipe],
  template: `
    <div class="notice" [class]="kind()" [attr.role]="isProblem() ? 'alert' : null">
      <span class="emblem" aria-hidden="true"><mat-icon [svgIcon]="icons[kind()]" /></span>
      <h2>{{ 'tasks.list.notice.' + kind() + '.title' | transloco }}</h2>
      <p>{{ detail() || ('tasks.list.notice.' + kind() + '.hint' | transloco) }}</p>
      <button [matButton]="kind() === 'empty' ? 'filled' : 'tonal'" (click)="next.emit()">
        {{ 'tasks.list.notice.' + kind() + '.next' | transloco }}
      </button>
    </div>
  `,
  styles: `
    @use '../../frame/notice';

    :host {
      display: grid;
      flex: 1;
      place-items: center;
    }
    .emblem {
      display: grid;
      place-items: center;
      width: 72px;
      height: 72px;
      margin-block-end: 8px;
      border-radius: 50%;
      background: var(--mat-sys-surface-container);
      color: var(--mat-sys-on-surface-variant);
    }
    .emblem mat-icon {
      width: 36px;
      height: 36px;
    }
    .error .emblem,
    .offline .emblem {
      color: var(--tq-failed);
    }
    .empty .emblem {
      background: var(--mat-sys-primary-container);
      color: var(--mat-sys-on-primary-container);
    }
  `,
})
export class ListNotice {
  readonly kind = input.required<NoticeKind>();
  /** In the server's words, where it has some. @default '' */
  readonly detail = input('');
  /** The person takes the next step. */
  readonly next = output();
  protected readonly icons = ICONS;

  protected isProblem(): boolean {
    return !CALM.has(this.kind());
  }
}
