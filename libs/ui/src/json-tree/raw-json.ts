import { Component, computed, input } from '@angular/core';
import { visibleJson } from './visible-json';

/** Characters laid out at a time: a browser lays out only the pieces near the screen. */
const PIECE_LENGTH = 8_000;

/** A JSON value as its text, to be read and selected; a megabyte of it scrolls as a line does. */
@Component({
  selector: 'tq-raw-json',
  template: `<pre
    tabindex="0"
    role="region"
    [attr.aria-label]="label()"
  >@for (piece of pieces(); track $index) {<span>{{ piece }}</span>}</pre>`,
  styles: `
    pre {
      max-height: 420px;
      margin: 0;
      padding: 10px 14px;
      overflow: auto;
      border-radius: 8px;
      background: var(--mat-sys-surface-container);
      font: 12.5px/20px var(--tq-mono);
      color: var(--mat-sys-on-surface);
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    span {
      display: block;
      content-visibility: auto;
      contain-intrinsic-size: auto 4000px;
    }
  `,
})
export class RawJson {
  readonly value = input.required<unknown>();
  /** What the text is, for screen readers. */
  readonly label = input.required<string>();

  protected readonly pieces = computed(() => piecesOf(visibleJson(JSON.stringify(this.value(), null, 2) ?? '')));
}

/** Whole lines as far as they go; a line longer than a piece is broken. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    const lineEnd = text.lastIndexOf('\n', start + PIECE_LENGTH);
    const end = text.length - start <= PIECE_LENGTH ? text.length : lineEnd > start ? lineEnd : start + PIECE_LENGTH;
    pieces.push(text.slice(start, end));
    start = text[end] === '\n' ? end + 1 : end;
  }
  return pieces;
}
