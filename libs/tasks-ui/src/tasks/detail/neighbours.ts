import { LiveAnnouncer } from '@angular/cdk/a11y';
import { computed, inject, Injectable, signal } from '@angular/core';
import { ActivatedRoute, Router } from '@angular/router';
import type { TaskSummary } from '@task-queue/contracts';
import { OWN_SORT } from '../../data/list-query';
import { TaskActions } from '../../data/task-actions';
import { TaskList } from '../list/task-list';
import { TasksApi } from '../../data/tasks-api';
import { titleOf } from '../../data/title-of';
import { ShownTask } from './shown-task';

/** Which way through the list: `1` to the next task, which is older. */
export type Direction = -1 | 1;

/** The tasks before and after the one on screen, as the list under the dialog has them, from page to page. */
@Injectable()
export class Neighbours {
  readonly #list = inject(TaskList);
  readonly #api = inject(TasksApi);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #actions = inject(TaskActions);
  readonly #announcer = inject(LiveAnnouncer);
  readonly #shown = inject(ShownTask);
  readonly #isTurning = signal(false);
  readonly #rows = computed((): readonly TaskSummary[] => this.#list.page()?.items ?? []);
  readonly #index = computed(() => this.#rows().findIndex(({ id }) => id === this.#shown.id()));

  readonly #isOwnOrder = computed(() => this.#list.query().sort === OWN_SORT);

  /** The row of the task on screen; what is known of it while it is being read. */
  readonly row = computed((): TaskSummary | undefined => this.#rows()[this.#index()]);

  /** Where the task stands in the list, counted from 1, and how many there are; `null` when the list does not have it. */
  readonly position = computed(() => {
    const page = this.#list.page();
    return page && this.#index() >= 0
      ? { number: (page.page - 1) * page.pageSize + this.#index() + 1, total: page.total }
      : null;
  });

  /** Whether there is a task that way. */
  has(direction: Direction): boolean {
    const position = this.position();
    const number = (position?.number ?? 0) + direction;
    return position !== null && !this.#isTurning() && number >= 1 && number <= position.total;
  }

  /** Shows the task that way, with the list's page under it. */
  async go(direction: Direction): Promise<void> {
    if (!this.has(direction)) {
      return;
    }
    const near = this.#rows()[this.#index() + direction];
    if (near) {
      await this.#show(near, {});
      return;
    }
    this.#isTurning.set(true);
    try {
      const place = this.#placeOfPage(direction);
      const { items } = await this.#api.list({ ...this.#list.query(), ...place });
      const unseen = items.filter((row) => this.#isUnseen(row, direction));
      const far = unseen.at(direction === 1 ? 0 : -1);
      if (far) {
        await this.#show(far, { page: place.page > 1 ? place.page : null, before: place.before || null });
      }
    } catch (error) {
      this.#actions.tell(error);
    } finally {
      this.#isTurning.set(false);
    }
  }

  /** The page that way; only in the list's own order can it begin after a task. */
  #placeOfPage(direction: Direction): { readonly page: number; readonly before: string } {
    return direction === 1 && this.#isOwnOrder()
      ? { page: 1, before: this.#shown.id() }
      : { page: this.#list.pageIndex() + 1 + direction, before: '' };
  }

  /** Tasks move from page to page as others come and go: what was seen already is skipped. Ids sort by creation. */
  #isUnseen({ id }: TaskSummary, direction: Direction): boolean {
    return this.#isOwnOrder() ? direction === 1 || id > this.#shown.id() : this.#rows().every((row) => row.id !== id);
  }

  /** Leaves for another task's own address. */
  async open(id: string): Promise<void> {
    await this.#router.navigate(['..', id], { relativeTo: this.#route, queryParamsHandling: 'preserve' });
  }

  /** Takes the place of the task before in the history, so that «back» leads to the list. */
  async #show(task: TaskSummary, place: { page?: number | null; before?: string | null }): Promise<void> {
    await this.#router.navigate(['..', task.id], {
      relativeTo: this.#route,
      queryParams: place,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
    void this.#announcer.announce(titleOf(task), 'polite'); // it waits for the screen reader, which the next key does not
  }
}
