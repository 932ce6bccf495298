const PREFIX = 'task-queue.';

/** A choice remembered in this browser, if it is still one of those there are. */
export function readPreference<Value extends string>(name: string, values: readonly Value[]): Value | null {
  try {
    const stored = localStorage.getItem(PREFIX + name);
    return values.find((value) => value === stored) ?? null;
  } catch {
    return null; // storage is forbidden in this browser
  }
}

/** Remembers a choice; `null` forgets it. */
export function writePreference(name: string, value: string | null): void {
  try {
    if (value === null) {
      localStorage.removeItem(PREFIX + name);
    } else {
      localStorage.setItem(PREFIX + name, value);
    }
  } catch {
    // Storage is forbidden in this browser: the choice lasts as long as the page.
  }
}
