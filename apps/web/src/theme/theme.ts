import { DOCUMENT } from '@angular/common';
import { inject, Injectable, signal } from '@angular/core';
import { readStored, writeStored } from '@task-queue/ui/storage';

/** What a person can choose. */
export const THEMES = ['system', 'light', 'dark'] as const;

/** One of {@link THEMES}. */
export type ThemeChoice = (typeof THEMES)[number];

const STORED_UNDER = 'task-queue.theme';

/** Light, dark, or as the system has it. */
@Injectable({ providedIn: 'root' })
export class Theme {
  readonly #root = inject(DOCUMENT).documentElement;
  readonly #choice = signal<ThemeChoice>('system');
  readonly choice = this.#choice.asReadonly();

  restore(): void {
    const stored = readStored(STORED_UNDER);
    this.use(THEMES.find((theme) => theme === stored) ?? 'system');
  }

  use(theme: ThemeChoice): void {
    this.#choice.set(theme);
    this.#root.style.colorScheme = theme === 'system' ? 'light dark' : theme;
    writeStored(STORED_UNDER, theme);
  }
}
