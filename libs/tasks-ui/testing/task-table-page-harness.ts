import { ComponentHarness, TestKey, type TestElement } from '@angular/cdk/testing';
import { MatPaginatorHarness } from '@angular/material/paginator/testing';
import { MatSortHarness } from '@angular/material/sort/testing';

/** A row as a person reads it. */
export interface RowText {
  readonly title: string;
  readonly status: string;
}

/** The task list as a person uses it: by its buttons, fields and rows. */
export class TaskTablePageHarness extends ComponentHarness {
  static readonly hostSelector = 'tq-task-table-page';

  readonly #rows = this.locatorForAll('tr.row');
  readonly #pill = this.locatorForOptional('.pill button');
  readonly #search = this.locatorFor('input[type="search"]');
  readonly #chips = this.locatorForAll('.chip');
  readonly #notice = this.locatorForOptional('.notice');
  readonly #banner = this.locatorForOptional('tq-storage-banner .banner');
  readonly #stale = this.locatorForOptional('.stale');
  readonly #ownCount = this.locatorForOptional('tq-own-count p');
  readonly #bulkBar = this.locatorForOptional('tq-bulk-bar');
  readonly #headers = this.locatorForAll('th');

  /** The rows on screen, from the top. */
  async rows(): Promise<RowText[]> {
    const titles = await this.#texts('tr.row .title');
    const states = await this.#texts('tr.row .state');
    return titles.map((title, i) => ({ title, status: states[i] ?? '' }));
  }

  /** All that the row says, counted from 0; `null` where there is none. */
  async rowText(row: number): Promise<string | null> {
    return (await (await this.#rows())[row]?.text()) ?? null;
  }

  /** The titles of the rows on screen, from the top. */
  async titles(): Promise<string[]> {
    return (await this.rows()).map(({ title }) => title);
  }

  /** What is marked as found. */
  marks(): Promise<string[]> {
    return this.#texts('mark');
  }

  /** What the paginator turns, and says of the rows on screen. */
  paginator(): Promise<MatPaginatorHarness> {
    return this.locatorFor(MatPaginatorHarness)();
  }

  /** The heads of the columns that have one. */
  async columns(): Promise<string[]> {
    const texts = await Promise.all((await this.#headers()).map((header) => header.text()));
    return texts.filter((text) => text !== '');
  }

  /** Presses the head of a column. */
  async sortBy(column: string): Promise<void> {
    const sort = await this.locatorFor(MatSortHarness)();
    const [header] = await sort.getSortHeaders({ label: column });
    await header!.click();
  }

  /** The column that is said to be sorted, and which way; `null` where none is. */
  async sortedColumn(): Promise<string | null> {
    for (const header of await this.#headers()) {
      const direction = await header.getAttribute('aria-sort');
      if (direction !== null && direction !== 'none') {
        return `${await header.text()} ${direction}`;
      }
    }
    return null;
  }

  /** How many tasks of one's own wait and run; `null` where that is not told. */
  async ownCount(): Promise<string | null> {
    return (await (await this.#ownCount())?.text()) ?? null;
  }

  /** What administrators are told of the storage; `null` where they are told nothing. */
  async bannerText(): Promise<string | null> {
    return (await (await this.#banner())?.text()) ?? null;
  }

  /** The same as soon as it is as expected, or at last. */
  async bannerTextOnce(isSo: (text: string | null) => boolean): Promise<string | null> {
    const deadlineMs = performance.now() + 10_000;
    for (;;) {
      const text = await this.bannerText();
      if (isSo(text) || performance.now() > deadlineMs) {
        return text;
      }
      await new Promise((next) => setTimeout(next, 20));
    }
  }

  /** Follows the banner's way out. */
  async cleanUp(): Promise<void> {
    await (await this.locatorFor('tq-storage-banner button')()).click();
  }

  /** What the pill says; `null` when there is nothing new. */
  async pillText(): Promise<string | null> {
    return (await (await this.#pill())?.text())?.replace(/^\s+/, '') ?? null;
  }

  /** Brings out what is behind the pill. */
  async showNew(): Promise<void> {
    await (await this.#pill())!.click();
  }

  /** What the search field holds. */
  async searchText(): Promise<string> {
    return (await this.#search()).getProperty<string>('value');
  }

  /** Types into the search and confirms it. */
  async search(text: string): Promise<void> {
    const field = await this.#search();
    await field.clear();
    await field.sendKeys(text, TestKey.ENTER);
  }

  /** The states the list is narrowed to, as their chips say. */
  async pressedChips(): Promise<string[]> {
    const chips = await this.#chips();
    const pressed = await Promise.all(chips.map((chip) => chip.getAttribute('aria-pressed')));
    return Promise.all(chips.filter((_, i) => pressed[i] === 'true').map((chip) => chip.text()));
  }

  /** What the chip says whose text begins so. */
  async chipText(text: string): Promise<string> {
    return (await this.#named(await this.#chips(), text)).text();
  }

  /** Presses the chip whose text begins so. */
  async pressChip(text: string): Promise<void> {
    await (await this.#named(await this.#chips(), text)).click();
  }

  /** Which schedules the list is narrowed to; `null` for none. */
  async scheduleChip(): Promise<string | null> {
    return (await (await this.locatorForOptional('tq-schedule-chip .name')())?.text()) ?? null;
  }

  /** Takes away that it is. */
  async removeScheduleChip(): Promise<void> {
    await (await this.locatorFor('tq-schedule-chip button')()).click();
  }

  /** Takes every filter away by the one button for it. */
  async clearFilters(): Promise<void> {
    await (await this.locatorFor('.clear')()).click();
  }

  /** Ticks or unticks the row, counted from 0; with `shift` everything from the last one ticked. */
  async tick(row: number, { shift = false } = {}): Promise<void> {
    const boxes = await this.locatorForAll('tr.row input[type="checkbox"]')();
    await boxes[row]!.click(shift ? { shift } : {});
  }

  /** Ticks or unticks the whole page. */
  async tickPage(): Promise<void> {
    await (await this.locatorFor('tq-bulk-bar input, th input')()).click();
  }

  /** What the bar over the chosen rows says; `null` when none is chosen. */
  async bulkText(): Promise<string | null> {
    return (await this.#bulkBar())?.text() ?? null;
  }

  /** Presses a button of the bar over the chosen rows. */
  async pressBulk(text: string): Promise<void> {
    await (await this.#named(await this.locatorForAll('tq-bulk-bar button')(), text)).click();
  }

  /** What stands where rows would; `null` when there are rows. */
  async noticeText(): Promise<string | null> {
    return (await this.#notice())?.text() ?? null;
  }

  /** Takes the next step that the notice offers. */
  async takeNextStep(): Promise<void> {
    await (await this.locatorFor('.notice button')()).click();
  }

  /** What is said above rows that could not be read again; `null` when they could. */
  async staleText(): Promise<string | null> {
    return (await this.#stale())?.text() ?? null;
  }

  /** Reads the list again by its button. */
  async refresh(): Promise<void> {
    await (await this.locatorFor('button.refresh')()).click();
  }

  /** What the connection indicator says. */
  async feedText(): Promise<string> {
    return (await this.locatorFor('.feed')()).text();
  }

  /** Rests the pointer on the row, counted from 0, or takes it away. */
  async pointAt(row: number | null): Promise<void> {
    if (row === null) {
      await (await this.locatorFor('table')()).dispatchEvent('pointerleave');
    } else {
      await (await this.#rows())[row]!.dispatchEvent('pointerenter'); // jsdom has no pointer for hover()
    }
  }

  async #texts(selector: string): Promise<string[]> {
    return Promise.all((await this.locatorForAll(selector)()).map((element) => element.text()));
  }

  async #named(elements: readonly TestElement[], text: string): Promise<TestElement> {
    const texts = await Promise.all(elements.map((element) => element.text()));
    const index = texts.findIndex((one) => one.startsWith(text) || one.endsWith(text));
    if (index < 0) {
      throw new Error(`There is no «${text}» among: ${texts.join(', ')}`);
    }
    return elements[index]!;
  }
}
