import { inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, type ActivatedRouteSnapshot } from '@angular/router';
import { filter, map, startWith } from 'rxjs';

/** A page's place: its way from the root, as keys of texts, and what tells it from other pages. */
export interface Place {
  readonly trail: readonly string[];
  /** Stays the same while only what lies over the page, or what it shows, changes. */
  readonly page: string;
}

/** The page that the address names. */
@Injectable({ providedIn: 'root' })
export class OpenPage {
  readonly #router = inject(Router);

  readonly place = toSignal(
    this.#router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      startWith(null),
      map(() => placeOf(this.#router.routerState.snapshot.root)),
    ),
    { requireSync: true, equal: (a, b) => a.page === b.page },
  );
}

function placeOf(root: ActivatedRouteSnapshot): Place {
  const place = { trail: [] as readonly string[], page: '' };
  for (let at: ActivatedRouteSnapshot | null = root; at; at = at.firstChild) {
    const own = at.routeConfig?.data?.['trail'] as readonly string[] | undefined; // ours: app.routes.ts
    place.trail = own ?? place.trail;
    place.page = at.routeConfig?.title === undefined ? place.page : `${place.page}/${at.routeConfig.path}`;
  }
  return place;
}
