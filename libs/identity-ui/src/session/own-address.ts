import type { UrlTree, Router } from '@angular/router';

/** One slash, and no second one or backslash, which browsers take for another host; the login leads nowhere by itself. */
const OWN = /^\/(?![/\\]|login(?:[?#;/]|$))/;

/**
 * Where a `returnTo` of the address leads: to an address within this application, with its query and fragment, whatever
 * somebody wrote there. Anything else is the start page.
 */
export function ownAddress(returnTo: unknown, router: Router): UrlTree {
  return router.parseUrl(typeof returnTo === 'string' && OWN.test(returnTo) ? returnTo : '/');
}
