import { computed, inject, Injectable, linkedSignal, resource, signal } from '@angular/core';
import { ActivatedRoute } from '@angular/router';
import type { ChangeViewRequest, TaskView } from '@task-queue/contracts';
import { readStored, writeStored } from '@task-queue/ui/storage';
import { readAgain } from '../../data/read-again';
import { ViewsApi } from '../../data/views-api';
import { TASKS_UI_OPTIONS } from '../../provide-tasks-ui';
import { ListPreferences } from '../list/list-preferences';
import { TaskList } from '../list/task-list';
import { hiddenOf, isShown, keptOf, queryOf } from './view-query';

/** The views a person can choose from: their own, and those that others share. */
@Injectable()
export class TaskViews {
  readonly #api = inject(ViewsApi);
  readonly #list = inject(TaskList);
  readonly #preferences = inject(ListPreferences);
  readonly #userId = inject(TASKS_UI_OPTIONS).userId;
  readonly #key = `task-queue.default-view.${this.#userId?.() ?? 'me'}`;
  readonly #default = signal(readStored(this.#key) ?? '');
  readonly #read = resource({ loader: () => this.#api.list() });

  /** None until they have come. */
  readonly all = linkedSignal((): readonly TaskView[] => (this.#read.hasValue() ? this.#read.value() : []));
  readonly isLoading = this.#read.isLoading;
  readonly error = this.#read.error;
  /** The view that the list opens with; `''` for none. The browser remembers it for each person. */
  readonly defaultId = this.#default.asReadonly();
  /** The view that is on screen. */
  readonly shown = computed(() => this.all().find((view) => isShown(view, this.#list.query())) ?? null);
  /** Whether a part of what narrows the list is not kept. */
  readonly losesSpan = computed(() => this.#list.query().within !== null);

  constructor() {
    readAgain(this.#read);
    const { snapshot } = inject(ActivatedRoute);
    if (this.#default() !== '' && snapshot.queryParamMap.keys.length === 0 && snapshot.firstChild === null) {
      void this.#openDefault();
    }
  }

  isOwn({ createdBy }: TaskView): boolean {
    return this.#userId === undefined ? true : createdBy.id === this.#userId();
  }

  async show(view: TaskView, { replaceUrl = false } = {}): Promise<void> {
    const hidden = hiddenOf(view);
    if (hidden !== null) {
      this.#preferences.change({ hidden });
    }
    await this.#list.show(queryOf(view), { replaceUrl });
  }

  /** Keeps what is on screen; under a name that one of one's own has, that one becomes it. */
  async save(name: string, shared: boolean): Promise<TaskView> {
    const kept = { name, shared, ...keptOf(this.#list.query(), this.#preferences.choices().hidden) };
    const same = this.all().find((view) => view.name === name && this.isOwn(view));
    return this.#put(same ? await this.#api.change(same.id, kept) : await this.#api.create(kept));
  }

  async change(id: string, change: ChangeViewRequest): Promise<TaskView> {
    return this.#put(await this.#api.change(id, change));
  }

  async remove(view: TaskView): Promise<TaskView> {
    const { id } = view;
    await this.#api.remove(id);
    this.all.update((views) => views.filter((one) => one.id !== id));
    if (this.#default() === id) {
      this.makeDefault('');
    }
    return view;
  }

  /** @param id - `''` for none */
  makeDefault(id: string): void {
    this.#default.set(id);
    writeStored(this.#key, id);
  }

  reload(): void {
    this.#read.reload();
  }

  async #openDefault(): Promise<void> {
    const views = await this.#api.list().catch(() => []);
    const view = views.find(({ id }) => id === this.#default());
    // What the person has asked for meanwhile is newer.
    if (view !== undefined && isShown({ ...view, filter: {}, sort: '-createdAt' }, this.#list.query())) {
      await this.show(view, { replaceUrl: true });
    }
  }

  #put(view: TaskView): TaskView {
    this.all.update((views) =>
      [...views.filter(({ id }) => id !== view.id), view].toSorted((a, b) => a.name.localeCompare(b.name, 'zh-CN')),
    );
    return view;
  }
}
