import { computed, inject, Injectable, resource } from '@angular/core';
import type { TaskType } from '@task-queue/contracts';
import { inLanguage } from './in-language';
import { readAgain } from './read-again';
import { TasksApi } from './tasks-api';

/** The type that writes tasks into a file. */
export const EXPORT_TYPE = 'tasks.export';

/** The registered types, read once for all that only names them; who creates a task reads them anew. */
@Injectable({ providedIn: 'root' })
export class TaskTypes {
  readonly #api = inject(TasksApi);
  readonly #types = resource({ loader: () => this.#api.types() });

  /** None until they have come. */
  readonly all = computed((): readonly TaskType[] => (this.#types.hasValue() ? this.#types.value() : []));
  readonly isLoading = this.#types.isLoading;
  /** Whether tasks can be written into a file. */
  readonly hasExport = computed(() => this.all().some(({ type }) => type === EXPORT_TYPE));

  constructor() {
    readAgain(this.#types);
  }

  /** What people call a type; its own name where it is not known. */
  titleOf(name: string, language: string): string {
    const known = this.all().find(({ type }) => type === name);
    return known === undefined ? name : inLanguage(known.title, language);
  }
}
