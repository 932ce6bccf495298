import { computed, Injectable, signal } from '@angular/core';

/** Which rows a person has chosen, on the page they look at or, by one word, everything that matches the filter. */
@Injectable()
export class RowSelection {
  readonly #ids = signal<ReadonlySet<string>>(new Set());
  readonly #isEverything = signal(false);
  /** Where a range begins: the row that was chosen last without the shift key. */
  #anchor: string | null = null;

  readonly ids = this.#ids.asReadonly();
  /** Whether everything that matches the filter is meant, on all pages. */
  readonly isEverything = this.#isEverything.asReadonly();
  readonly count = computed(() => this.#ids().size);

  has(id: string): boolean {
    return this.#ids().has(id);
  }

  /**
   * Chooses a row or takes it back.
   *
   * @param order - the rows on the page; with `isRange` all from the last chosen one to this become as this one does
   */
  toggle(id: string, order: readonly string[], isRange = false): void {
    const isChosen = !this.has(id);
    const from = isRange && this.#anchor !== null ? order.indexOf(this.#anchor) : -1;
    const to = order.indexOf(id);
    const range = from < 0 || to < 0 ? [id] : order.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.#change((ids) => range.forEach((one) => (isChosen ? ids.add(one) : ids.delete(one))));
    this.#anchor = id;
  }

  /** Chooses the whole page, or takes it back when all of it is chosen. */
  togglePage(order: readonly string[]): void {
    const isWhole = order.every((id) => this.has(id));
    this.#change((ids) => order.forEach((id) => (isWhole ? ids.delete(id) : ids.add(id))));
  }

  /** Means everything that matches the filter, beginning with the page on screen. */
  chooseEverything(order: readonly string[]): void {
    this.#change((ids) => order.forEach((id) => ids.add(id)));
    this.#isEverything.set(true);
  }

  /** Forgets chosen rows that are no longer on the page. */
  retain(order: readonly string[]): void {
    const there = new Set(order);
    if ([...this.#ids()].some((id) => !there.has(id))) {
      this.#ids.update((ids) => new Set([...ids].filter((id) => there.has(id))));
    }
  }

  clear(): void {
    this.#anchor = null;
    this.#change((ids) => ids.clear());
  }

  /** Any change by hand means these rows and no others. */
  #change(change: (ids: Set<string>) => void): void {
    const ids = new Set(this.#ids());
    change(ids);
    this.#ids.set(ids);
    this.#isEverything.set(false);
  }
}
