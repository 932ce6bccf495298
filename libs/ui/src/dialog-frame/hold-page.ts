import { inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatDialogRef, MatDialogState } from '@angular/material/dialog';
import { NavigationEnd, NavigationStart, Router } from '@angular/router';
import { filter, fromEvent } from 'rxjs';

/**
 * Keeps the page, and the dialog if it is in one, while something in it would be lost: a reload is asked about by the browser, and
 * who goes back in its history stays where they are; else the dialog closes as dialogs do. To be called while a component is
 * constructed, whose dialog is opened with `closeOnNavigation: false`.
 *
 * @param isHeld - whether something would be lost now
 * @param wentBack - somebody would go back and was held; `history.back()` is where they were going
 */
export function holdPage(isHeld: () => boolean, wentBack: () => void = () => undefined): void {
  const dialog = inject<MatDialogRef<unknown>>(MatDialogRef, { optional: true });
  const router = inject(Router);
  let place = currentPlace();
  let isBack = false;
  router.events.pipe(takeUntilDestroyed()).subscribe((event) => {
    if (event instanceof NavigationEnd) {
      place = currentPlace();
    } else if (event instanceof NavigationStart && event.navigationTrigger === 'popstate' && isBack) {
      isBack = false;
      router.currentNavigation()?.abort(); // the browser is back in its place by now
    }
  });
  fromEvent(window, 'popstate')
    .pipe(
      filter(() => dialog === null || dialog.getState() === MatDialogState.OPEN),
      takeUntilDestroyed(),
    )
    .subscribe(() => {
      if (isHeld()) {
        history.pushState(place.state, '', place.url); // the entry where the browser is by now stays the one before
        isBack = true;
        wentBack();
      } else {
        dialog?.close();
      }
    });
  fromEvent<BeforeUnloadEvent>(window, 'beforeunload')
    .pipe(filter(isHeld), takeUntilDestroyed())
    .subscribe((event) => event.preventDefault());
}

/** The present entry of the browser's history. */
function currentPlace(): { readonly state: unknown; readonly url: string } {
  return { state: history.state, url: location.href };
}
