import { Component, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { CopyButton } from '../copy-button/copy-button';
import { JsonTree } from './json-tree';
import { RawJson } from './raw-json';

/** A JSON value under its heading: as a tree or as its raw text, and to be copied. */
@Component({
  selector: 'tq-json-view',
  imports: [CopyButton, JsonTree, MatButton, RawJson, TranslocoPipe],
  template: `
    <header>
      <h3>{{ heading() }}</h3>
      <button matButton type="button" [attr.aria-pressed]="isRaw()" (click)="isRaw.set(!isRaw())">
        {{ 'ui.json.raw' | transloco }}
      </button>
      <tq-copy-button [text]="json" [label]="'ui.json.copy' | transloco: { name: heading() }" />
    </header>
    @if (isRaw()) {
      <tq-raw-json [value]="value()" [label]="heading()" />
    } @else {
      <tq-json-tree [value]="value()" [label]="heading()" />
    }
  `,
  styleUrl: './json-view.scss',
})
export class JsonView {
  readonly value = input.required<unknown>();
  readonly heading = input.required<string>();

  protected readonly isRaw = signal(false);
  protected readonly json = (): string => JSON.stringify(this.value(), null, 2) ?? '';
}
