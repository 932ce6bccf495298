import { Component, computed, ElementRef, inject, input, linkedSignal, signal } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';
import { UiIcons } from '../icons/ui-icons';
import { CHILDREN_SHOWN, jsonRows, UNTOUCHED, type JsonRow } from './json-rows';

/**
 * A JSON value as a tree that folds, for the pointer and for the keyboard (arrows, Home, End, Enter, Space). Everything
 * in it is text and never read as markup; what a person unfolded stays so when a newer value comes.
 */
@Component({
  selector: 'tq-json-tree',
  imports: [MatIcon, TranslocoPipe],
  templateUrl: './json-tree.html',
  styleUrl: './json-tree.scss',
})
export class JsonTree {
  readonly value = input.required<unknown>();
  /** What the tree holds, for screen readers. */
  readonly label = input.required<string>();

  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #state = signal(UNTOUCHED);

  protected readonly rows = computed(() => jsonRows(this.value(), this.#state()));
  /** The path of the row that the Tab key comes to. */
  protected readonly current = linkedSignal<readonly JsonRow[], string>({
    source: this.rows,
    computation: (rows, previous) => rows.find(({ path }) => path === previous?.value)?.path ?? rows[0]?.path ?? '',
  });

  constructor() {
    inject(UiIcons);
  }

  protected activate(row: JsonRow): void {
    if (row.kind === 'more') {
      const parent = row.path.slice(0, -2);
      const shown = this.#state().shown.get(parent) ?? CHILDREN_SHOWN;
      this.#state.update((state) => ({ ...state, shown: new Map(state.shown).set(parent, shown + CHILDREN_SHOWN) }));
      this.current.set(row.path);
    } else if (row.isOpen !== null) {
      const isOpen = !row.isOpen;
      this.#state.update((state) => ({ ...state, toggled: new Map(state.toggled).set(row.path, isOpen) }));
    }
  }

  /** Moves through the rows as the ARIA tree pattern has it. */
  protected move(event: KeyboardEvent): void {
    const rows = this.rows();
    const at = rows.findIndex(({ path }) => path === this.current());
    const row = rows[at];
    if (!row || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    switch (event.key) {
      case 'ArrowDown':
        this.#focus(rows[at + 1]);
        break;
      case 'ArrowUp':
        this.#focus(rows[at - 1]);
        break;
      case 'Home':
        this.#focus(rows[0]);
        break;
      case 'End':
        this.#focus(rows.at(-1));
        break;
      case 'ArrowRight':
        if (row.isOpen === false) {
          this.activate(row);
        } else if (row.isOpen && rows[at + 1]?.level === row.level + 1) {
          this.#focus(rows[at + 1]);
        }
        break;
      case 'ArrowLeft':
        if (row.isOpen) {
          this.activate(row);
        } else {
          this.#focus(rows.slice(0, at).findLast(({ level }) => level < row.level));
        }
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #focus(row: JsonRow | undefined): void {
    if (row) {
      const place = this.rows().indexOf(row);
      this.#element.nativeElement.querySelectorAll<HTMLElement>('[role=treeitem]').item(place).focus();
    }
  }
}
