import { Component, computed, input } from '@angular/core';
import { encode } from 'uqr';

/** Light modules around a code, without which cameras do not find it: ISO/IEC 18004. */
const QUIET_ZONE = 4;

/** A text as a QR code, dark on light whatever the theme: many cameras read no other. */
@Component({
  selector: 'tq-qr-code',
  template: `
    <svg [attr.viewBox]="box()" role="img" [attr.aria-label]="label()" shape-rendering="crispEdges">
      <path [attr.d]="path()" />
    </svg>
  `,
  styles: `
    :host {
      display: block;
      width: 192px;
      border-radius: 12px;
      overflow: hidden;
      background: white;
    }

    svg {
      display: block;
    }

    path {
      fill: black;
    }
  `,
})
export class QrCode {
  readonly text = input.required<string>();
  /** What the picture is for, for who does not see it. */
  readonly label = input.required<string>();

  readonly #modules = computed(() => encode(this.text(), { border: QUIET_ZONE }).data);
  protected readonly box = computed(() => `0 0 ${this.#modules().length} ${this.#modules().length}`);
  protected readonly path = computed(() =>
    this.#modules()
      .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
      .join(''),
  );
}
