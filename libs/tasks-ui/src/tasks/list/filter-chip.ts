import { Component, input, output } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';
import { ForeignText } from '@task-queue/ui/foreign-text';

/** A filter that is on and has no field, with a way to take it away. */
@Component({
  selector: 'tq-filter-chip',
  imports: [ForeignText, MatIcon, TranslocoPipe],
  template: `
    <button
      type="button"
      [attr.aria-label]="label() + text() + ', ' + ('tasks.list.filter.remove' | transloco)"
      (click)="removed.emit()"
    >
      <span class="label">{{ label() }}</span>
      <bdi class="name" [tqForeign]="text()"></bdi>
      <mat-icon svgIcon="tasks:close" aria-hidden="true" />
    </button>
  `,
  styles: `
    :host {
      min-width: 0;
    }
    button {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      max-width: 100%;
      height: 32px;
      padding: 0 8px 0 12px;
      border: 1px solid transparent;
      border-radius: 8px;
      background: var(--mat-sys-secondary-container);
      font: inherit;
      font-size: 13px;
      color: var(--mat-sys-on-secondary-container);
      cursor: pointer;
    }
    .label {
      flex: none;
    }
    .name {
      overflow: hidden;
      font-weight: 500;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    mat-icon {
      flex: none;
      width: 18px;
      height: 18px;
    }
  `,
})
export class FilterChip {
  /** What it is a filter of. */
  readonly label = input.required<string>();
  /** What is wanted of that. */
  readonly text = input.required<string>();
  /** All is wanted again. */
  readonly removed = output();
}
