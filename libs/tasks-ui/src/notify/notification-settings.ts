import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { ownName, readStored, writeStored } from '@task-queue/ui/storage';

/** What a person can be notified of. */
export const NOTICE_KINDS = ['completed', 'failed'] as const;

/** One of {@link NOTICE_KINDS}. */
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What was said to the person before, so that it is not said again. */
export type OnceSaid = 'asked' | 'later' | 'denied';

interface Stored {
  readonly off: readonly NoticeKind[];
  readonly said: readonly OnceSaid[];
}

const STORED_UNDER = 'task-queue.notifications';
const NOTHING: Stored = { off: [], said: [] };

/** Which notifications a person wants and what they were asked already; the same in every tab of a browser. */
@Injectable({ providedIn: 'root' })
export class NotificationSettings {
  readonly #stored = signal<Stored>(parseStored(readStored(STORED_UNDER)));

  constructor() {
    const hear = ({ key }: StorageEvent): void => {
      if (key === ownName(STORED_UNDER) || key === null) {
        this.#stored.set(parseStored(readStored(STORED_UNDER)));
      }
    };
    addEventListener('storage', hear);
    inject(DestroyRef).onDestroy(() => removeEventListener('storage', hear));
  }

  /** Whether a kind is on, as every kind is at first. */
  isOn(kind: NoticeKind): boolean {
    return !this.#stored().off.includes(kind);
  }

  turn(kind: NoticeKind, isOn: boolean): void {
    const others = this.#stored().off.filter((one) => one !== kind);
    this.#write({ ...this.#stored(), off: isOn ? others : [...others, kind] });
  }

  wasSaid(what: OnceSaid): boolean {
    return this.#stored().said.includes(what);
  }

  remember(what: OnceSaid): void {
    if (!this.wasSaid(what)) {
      this.#write({ ...this.#stored(), said: [...this.#stored().said, what] });
    }
  }

  #write(next: Stored): void {
    this.#stored.set(next);
    writeStored(STORED_UNDER, JSON.stringify(next));
  }
}

/** What is stored, or the beginning where that is not ours. */
function parseStored(text: string | null): Stored {
  try {
    const stored: unknown = JSON.parse(text ?? 'null');
    return typeof stored === 'object' && stored !== null
      ? { off: listOf(stored, 'off'), said: listOf(stored, 'said') }
      : NOTHING;
  } catch {
    return NOTHING;
  }
}

function listOf<Word extends string>(stored: object, name: string): readonly Word[] {
  const list: unknown = (stored as Record<string, unknown>)[name]; // an object has properties of any name
  return Array.isArray(list) ? list.filter((word): word is Word => typeof word === 'string') : [];
}
