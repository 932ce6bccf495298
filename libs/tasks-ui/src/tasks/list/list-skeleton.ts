import { Component, input } from '@angular/core';

/** Where rows will be, in their size, while they are read for the first time. */
@Component({
  selector: 'tq-list-skeleton',
  template: `
    <div class="head"></div>
    @for (row of rows; track row) {
      <div class="row" [class.compact]="isCompact()">
        <span class="bar state"></span>
        <span class="lines"><span class="bar title"></span><span class="bar sub"></span></span>
        <span class="bar fact"></span>
      </div>
    }
  `,
  styles: `
    .head {
      height: 44px;
      border-block-end: 1px solid var(--mat-sys-outline-variant);
    }
    .row {
      display: flex;
      align-items: center;
      gap: 24px;
      height: 56px;
      padding: 0 16px 0 56px;
      border-block-end: 1px solid var(--mat-sys-outline-variant);
    }
    .row.compact {
      height: 40px;
    }
    .compact .sub {
      display: none;
    }
    .lines {
      display: grid;
      flex: 1;
      gap: 8px;
    }
    .bar {
      height: 10px;
      border-radius: 5px;
      background: var(--mat-sys-surface-container-high);
      animation: breathe 1.4s ease-in-out infinite alternate;
    }
    .state {
      width: 120px;
    }
    .title {
      width: min(320px, 60%);
    }
    .sub {
      width: min(180px, 40%);
    }
    .fact {
      width: 15%;
    }
    @keyframes breathe {
      to {
        opacity: 0.45;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .bar {
        animation: none;
      }
    }
    @media (max-width: 900px) {
      .head {
        display: none;
      }
      .row,
      .row.compact {
        height: 88px;
        padding: 0 14px;
      }
      .state {
        width: 72px;
      }
    }
  `,
  host: { 'aria-hidden': 'true' },
})
export class ListSkeleton {
  readonly isCompact = input(false);
  protected readonly rows = Array.from({ length: 12 }, (_, i) => i);
}
