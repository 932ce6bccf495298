import { Location } from '@angular/common';
import { ErrorHandler, inject, Injectable, signal } from '@angular/core';
import type { NavigationError } from '@angular/router';
import { fromBase } from '../base-path';

/** How Chromium, Firefox and Safari say that a script could not be loaded. */
const FAILED_IMPORT = /dynamically imported module|Importing a module script failed/i;

/** For which address the page was last loaded anew, so that it is not loaded again and again. */
const LOADED_ANEW_FOR = 'task-queue.loaded-anew-for';

/**
 * Parts of the page are loaded when they are first needed, and those of an old version are gone once a new one is
 * deployed. A navigation to one goes to the same address of the new version; anything else tells the person to reload,
 * for what they have typed would be lost.
 */
@Injectable({ providedIn: 'root' })
export class MissingPart extends ErrorHandler {
  readonly #location = inject(Location);
  readonly #isMissing = signal(false);

  /** Whether something the person asked for could not be loaded. */
  readonly isMissing = this.#isMissing.asReadonly();

  override handleError(error: unknown): void {
    if (isFailedImport(error)) {
      this.#isMissing.set(true);
    }
    super.handleError(error);
  }

  /** After a navigation that failed: goes there by loading the page anew, where the server has it. */
  async goAnew({ url, error }: NavigationError): Promise<void> {
    if (isFailedImport(error) && (await isServed()) && remember(url)) {
      location.assign(this.#location.prepareExternalUrl(url));
    }
  }

  reload(): void {
    location.reload();
  }
}

/** The router's part of {@link MissingPart}; the error goes on to the error handler. */
export function goAnew(failed: NavigationError): void {
  void inject(MissingPart).goAnew(failed);
}

function isFailedImport(error: unknown): boolean {
  return error instanceof TypeError && FAILED_IMPORT.test(error.message);
}

/** Whether the page is to be had at all: off line, what is on the screen is better than the browser's own error. */
function isServed(): Promise<boolean> {
  return fetch(fromBase(''), { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Remembers that the page is loaded anew for an address; `false` where it just was, or nothing can be remembered. */
function remember(url: string): boolean {
  try {
    const isFirst = sessionStorage.getItem(LOADED_ANEW_FOR) !== url;
    sessionStorage.setItem(LOADED_ANEW_FOR, url);
    return isFirst;
  } catch {
    return false;
  }
}
