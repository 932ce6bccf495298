import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

/** How often in each of the last hours, as bars. */
@Component({
  selector: 'tq-error-trend',
  imports: [TranslocoPipe],
  template: `
    <svg
      viewBox="0 0 96 28"
      preserveAspectRatio="none"
      role="img"
      [attr.aria-label]="'tasks.errors.trend' | transloco: { count: count(), hours: trend().length }"
    >
      @for (bar of bars(); track $index) {
        <rect [attr.x]="bar.x" [attr.y]="bar.y" [attr.width]="bar.width" [attr.height]="bar.height" />
      }
    </svg>
  `,
  styles: `
    :host {
      display: block;
    }
    svg {
      display: block;
      width: 120px;
      height: 28px;
      border-block-end: 1px solid var(--mat-sys-outline-variant);
    }
    rect {
      fill: var(--tq-failed);
    }
  `,
})
export class ErrorTrend {
  /** The present hour last. */
  readonly trend = input.required<readonly number[]>();

  protected readonly count = computed(() => this.trend().reduce((sum, each) => sum + each, 0));
  protected readonly bars = computed(() => {
    const trend = this.trend();
    const most = Math.max(1, ...trend);
    const width = 96 / trend.length;
    return trend.map((each, i) => {
      const height = each === 0 ? 0 : Math.max(2, (each / most) * 28); // what is there is seen
      return { x: i * width, y: 28 - height, width: width * 0.75, height };
    });
  });
}
