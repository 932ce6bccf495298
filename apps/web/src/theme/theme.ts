import { DOCUMENT, effect, inject, Injectable, signal } from '@angular/core';
import { readPreference, writePreference } from '../preferences';

/** What a person can choose, in the menu's order. */
export const THEMES = ['system', 'light', 'dark'] as const;

/** One of {@link THEMES}. */
export type ThemeName = (typeof THEMES)[number];

const SCHEMES: Readonly<Record<ThemeName, string>> = { system: 'light dark', light: 'light', dark: 'dark' };

/** Light, dark, or as the system has it; remembered in this browser. Every colour follows `color-scheme`. */
@Injectable({ providedIn: 'root' })
export class Theme {
  readonly #name = signal<ThemeName>(readPreference('theme', THEMES) ?? 'system');
  readonly name = this.#name.asReadonly();

  constructor() {
    const root = inject(DOCUMENT).documentElement;
    effect(() => {
      root.style.colorScheme = SCHEMES[this.#name()];
    });
  }

  use(name: ThemeName): void {
    this.#name.set(name);
    writePreference('theme', name);
  }
}
