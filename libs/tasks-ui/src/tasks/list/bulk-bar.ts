import { Component, computed, inject } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { TranslocoPipe } from '@jsverse/transloco';
import { BULK_ACTIONS, refusalOf, type BulkAction } from '@task-queue/contracts';
import { toTaskFilter } from '../../data/list-query';
import { RowSelection } from './row-selection';
import { ServerClock } from '../../data/server-clock';
import { TaskList } from './task-list';
import { BulkActions } from './bulk-actions';

/** What can be done with the chosen rows; it lies over the table's head while there are some. */
@Component({
  selector: 'tq-bulk-bar',
  imports: [MatButton, MatIcon, MatIconButton, MatTooltip, TranslocoPipe],
  template: `
    <div class="bar" role="toolbar" [attr.aria-label]="'tasks.bulk.label' | transloco">
      <label class="tick">
        <input
          type="checkbox"
          class="tq-check"
          [checked]="isWholePage()"
          [indeterminate]="!isWholePage()"
          [attr.aria-label]="'tasks.bulk.selectPage' | transloco"
          (change)="selection.togglePage(order())"
        />
      </label>
      <span class="count" role="status">{{
        (selection.isEverything() ? 'tasks.bulk.everything' : 'tasks.bulk.selected') | transloco: { count: count() }
      }}</span>
      @for (action of actions; track action) {
        <button matButton disabledInteractive [disabled]="!isOffered(action)" (click)="perform(action)">
          <mat-icon [svgIcon]="'tasks:' + action" aria-hidden="true" />{{ 'tasks.bulk.action.' + action | transloco }}
        </button>
      }
      @if (offersEverything()) {
        <button matButton class="everything" (click)="chooseEverything()">
          {{ 'tasks.bulk.chooseEverything' | transloco: { count: total() } }}
        </button>
      }
      <button
        matIconButton
        class="clear"
        [attr.aria-label]="'tasks.bulk.clear' | transloco"
        [matTooltip]="'tasks.bulk.clear' | transloco"
        (click)="selection.clear()"
      >
        <mat-icon svgIcon="tasks:close" />
      </button>
    </div>
  `,
  styleUrl: './bulk-bar.scss',
})
export class BulkBar {
  readonly #list = inject(TaskList);
  readonly #clock = inject(ServerClock);
  protected readonly bulk = inject(BulkActions);
  protected readonly selection = inject(RowSelection);
  protected readonly actions = BULK_ACTIONS;
  /** Until what the address asks for is there, nothing is done: a person sees other rows. */
  protected readonly isCurrent = this.#list.isCurrent;
  protected readonly total = computed(() => this.#list.page()?.total ?? 0);
  protected readonly count = computed(() => (this.selection.isEverything() ? this.total() : this.selection.count()));
  readonly #tasks = computed(() => this.#list.rows().filter(({ id }) => this.selection.has(id)));
  protected readonly order = computed(() => this.#list.rows().map(({ id }) => id));
  protected readonly isWholePage = computed(() => this.order().every((id) => this.selection.has(id)));
  /** When the whole page is chosen and there is more behind it. */
  protected readonly offersEverything = computed(
    () =>
      this.isCurrent() && this.isWholePage() && !this.selection.isEverything() && this.total() > this.order().length,
  );

  protected isOffered(action: BulkAction): boolean {
    const isPossible =
      this.selection.isEverything() || this.#tasks().some(({ status }) => refusalOf(action, status) === null);
    return isPossible && this.isCurrent() && !this.bulk.isBusy();
  }

  protected chooseEverything(): void {
    this.selection.chooseEverything(this.order());
  }

  protected async perform(action: BulkAction): Promise<void> {
    if (!this.isOffered(action)) {
      return;
    }
    if (this.selection.isEverything()) {
      const filter = toTaskFilter(this.#list.query(), this.#clock.nowMs());
      if (await this.bulk.performOnMatching(action, filter, this.total())) {
        this.selection.clear();
      }
      return;
    }
    const done = await this.bulk.performOn(action, this.#tasks());
    if (done !== null) {
      this.selection.clear();
      if (action === 'delete') {
        done.forEach((id) => this.#list.drop(id));
      }
      this.#list.follow();
    }
  }
}
