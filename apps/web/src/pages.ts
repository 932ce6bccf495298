import { inject } from '@angular/core';
import { Router, type Route } from '@angular/router';
import { identityPages } from '@task-queue/identity-ui';
import { taskPages } from '@task-queue/tasks-ui';
import type { Page } from '@task-queue/ui/pages';

/** Every page of the application, in the order of the menu; the first one is where it opens. */
export const PAGES: readonly Page[] = [...taskPages(), ...identityPages()];

/** A page's path from the root, e.g. `system/tasks`. */
export function pathOf({ section, path }: Page): string {
  return `${section}/${path}`;
}

/** A page as a route: its name in the window's title, its way from the root for the breadcrumb, and who may open it. */
export function routeOf(page: Page): Route {
  const { title, section, routes, isAllowed = () => true } = page;
  return {
    path: pathOf(page),
    title,
    data: { trail: [`nav.${section}`, title] },
    canActivate: [() => isAllowed() || inject(Router).createUrlTree(['/no-permission'])],
    children: routes,
  };
}
