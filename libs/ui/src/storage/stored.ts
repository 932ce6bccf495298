import { ownName } from './own-name';

/** What the browser keeps under a name of {@link ownName}; `null` where there is nothing, or the browser keeps nothing. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(ownName(key));
  } catch {
    return null;
  }
}

/** Has the browser keep a text under a name. Where it keeps nothing (forbidden, full), the caller's own state has to do. */
export function writeStored(key: string, text: string): void {
  try {
    localStorage.setItem(ownName(key), text);
  } catch {
    // it holds until the page is left
  }
}

/** Has the browser keep nothing under a name any more. */
export function forgetStored(key: string): void {
  try {
    localStorage.removeItem(ownName(key));
  } catch {
    // where nothing is kept there is nothing to forget
  }
}
