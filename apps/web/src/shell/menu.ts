import { computed, inject, Injectable, Injector, runInInjectionContext } from '@angular/core';
import { registerIcons } from '@task-queue/ui/icons';
import { pathOf, PAGES } from '../pages';

/** The icons of pages, by the pages' names. */
const NAMESPACE = 'pages';

/** A place of the menu; names are keys of texts. */
export interface Place {
  readonly title: string;
  readonly icon: string;
  readonly address: string;
}

/** What the menu shows: the pages that the person may open, in their sections. */
@Injectable({ providedIn: 'root' })
export class Menu {
  readonly #injector = inject(Injector);

  readonly sections = computed(() => {
    const allowed = PAGES.filter(({ isAllowed = () => true }) => runInInjectionContext(this.#injector, isAllowed));
    return [...Map.groupBy(allowed, ({ section }) => section)].map(([section, pages]) => ({
      title: `nav.${section}`,
      places: pages.map((page): Place => ({
        title: page.title,
        icon: `${NAMESPACE}:${page.title}`,
        address: `/${pathOf(page)}`,
      })),
    }));
  });

  constructor() {
    registerIcons(NAMESPACE, Object.fromEntries(PAGES.map(({ title, icon }) => [title, icon])));
  }
}
