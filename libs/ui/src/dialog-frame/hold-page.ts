import { inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatDialogRef, MatDialogState } from '@angular/material/dialog';
import { NavigationEnd, Router } from '@angular/router';
import { filter, fromEvent } from 'rxjs';

/**
 * Keeps the page, and the dialog if it is in one, while something in it would be lost: a reload is asked about by the browser, and who goes
 * back in its history stays where they are. To be called while a component is constructed.
 *
 * @param isHeld - whether something would be lost now
 * @param wentBack - somebody would go back and was held; `history.back()` is where they were going
 */
export function holdPage(isHeld: () => boolean, wentBack: () => void = () => undefined): void {
  const dialog = inject<MatDialogRef<unknown>>(MatDialogRef, { optional: true });
  let place = currentPlace();
  inject(Router)
    .events.pipe(
      filter((event) => event instanceof NavigationEnd),
      takeUntilDestroyed(),
    )
    .subscribe(() => (place = currentPlace()));
  // Before the router and the dialogs hear of it: they would be elsewhere and closed.
  fromEvent<PopStateEvent>(window, 'popstate', { capture: true })
    .pipe(
      filter(() => (dialog === null || dialog.getState() === MatDialogState.OPEN) && isHeld()),
      takeUntilDestroyed(),
    )
    .subscribe((event) => {
      event.stopImmediatePropagation();
      history.pushState(place.state, '', place.url); // the entry where the browser is by now stays the one before
      wentBack();
    });
  fromEvent<BeforeUnloadEvent>(window, 'beforeunload')
    .pipe(filter(isHeld), takeUntilDestroyed())
    .subscribe((event) => event.preventDefault());
}

/** The present entry of the browser's history. */
function currentPlace(): { readonly state: unknown; readonly url: string } {
  return { state: history.state, url: location.href };
}
