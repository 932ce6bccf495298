import type { Routes } from '@angular/router';

/** A page that a library brings: the application gives it an address, a place in its menu, and the window's title. */
export interface Page {
  /** The part of the menu that it stands in. */
  readonly section: 'system' | 'settings';
  /** Its address within the section, e.g. `tasks`. */
  readonly path: string;
  /** The key of its name, in the menu and everywhere. */
  readonly title: string;
  /** The icon of its place in the menu: SVG as text, a file of ours. */
  readonly icon: string;
  /**
   * Whether the person may open it; asked where `inject` works, and anew when a signal that it read has changed.
   *
   * @default everybody may
   */
  readonly isAllowed?: () => boolean;
  /** What is shown at its address and below; components are to be loaded lazily, as every page is known from the start. */
  readonly routes: Routes;
}
