import { Component, computed, input } from '@angular/core';

/** A JSON value as a tree that folds. Everything is text: nothing in it is ever read as markup. */
@Component({
  selector: 'tq-json-tree',
  template: `
    @if (entries(); as entries) {
      @if (entries.length === 0) {
        <span class="plain">{{ isList() ? '[]' : '{}' }}</span>
      } @else {
        <details [open]="depth() < 2">
          <summary>
            <span class="plain">{{ isList() ? '[' + entries.length + ']' : '{' + entries.length + '}' }}</span>
          </summary>
          <ul>
            @for (entry of entries; track entry[0]) {
              <li>
                <span class="key">{{ entry[0] }}</span>: <tq-json-tree [value]="entry[1]" [depth]="depth() + 1" />
              </li>
            }
          </ul>
        </details>
      }
    } @else {
      <span [class]="kind()">{{ text() }}</span>
    }
  `,
  styleUrl: './json-tree.scss',
})
export class JsonTree {
  readonly value = input.required<unknown>();
  readonly depth = input(0);

  protected readonly isList = computed(() => Array.isArray(this.value()));
  protected readonly entries = computed(() => {
    const value = this.value();
    return typeof value === 'object' && value !== null ? (Object.entries(value) as [string, unknown][]) : null;
  });
  protected readonly kind = computed(() => (this.value() === null ? 'null' : typeof this.value()));
  protected readonly text = computed(() => JSON.stringify(this.value()) ?? '');
}
