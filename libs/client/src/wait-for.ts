import type { Task, TaskEvent } from '@task-queue/contracts';
import { pause, type Place } from './calls.js';
import { taskChanges } from './task-changes.js';

/** It is looked at this often besides, in milliseconds: events of others' tasks don't come, and sockets may not get through. */
const LOOK_MS = 5_000;

/** Waits for tasks over one connection, however many are waited for. */
export class TaskWaits {
  readonly #waits = new Map<string, Set<() => void>>();
  #feed: AbortController | undefined;

  constructor(
    private readonly place: Place,
    private readonly get: (id: string, signal: AbortSignal | undefined) => Promise<Task>,
  ) {}

  /** Resolves with a task that is completed, failed or cancelled. @throws the signal's reason; what reading it throws */
  async wait(id: string, signal: AbortSignal | undefined): Promise<Task> {
    for (;;) {
      const { promise: changed, resolve } = Promise.withResolvers<void>();
      const stopLooking = new AbortController();
      this.#add(id, resolve);
      try {
        const task = await this.get(id, signal);
        if (task.finishedAt !== null) {
          return task;
        }
        const either = signal === undefined ? [stopLooking.signal] : [stopLooking.signal, signal];
        await Promise.race([changed, pause(LOOK_MS, AbortSignal.any(either)).catch(() => signal?.throwIfAborted())]);
      } finally {
        stopLooking.abort();
        this.#remove(id, resolve);
      }
    }
  }

  #add(id: string, wake: () => void): void {
    const wakes = this.#waits.get(id) ?? new Set();
    this.#waits.set(id, wakes.add(wake));
    if (this.#feed === undefined) {
      this.#feed = new AbortController();
      void this.#listen(this.#feed);
    }
  }

  #remove(id: string, wake: () => void): void {
    const wakes = this.#waits.get(id);
    wakes?.delete(wake);
    if (wakes?.size === 0) {
      this.#waits.delete(id);
    }
    // The next look begins in the same moment; a connection is kept for it.
    setTimeout(() => {
      if (this.#waits.size === 0) {
        this.#feed?.abort();
        this.#feed = undefined;
      }
    }, 0);
  }

  async #listen(feed: AbortController): Promise<void> {
    const wakeAll = (): void => this.#waits.forEach((wakes) => wakes.forEach((wake) => wake()));
    try {
      for await (const change of taskChanges(this.place, { signal: feed.signal }, wakeAll)) {
        if (change.name === 'reset') {
          wakeAll();
        } else if (isFinished(change.event)) {
          this.#waits.get(change.event.taskId)?.forEach((wake) => wake());
        }
      }
    } catch {
      // whoever waits looks by itself
      if (this.#feed === feed) {
        setTimeout(() => this.#feed === feed && (this.#feed = undefined), LOOK_MS);
      }
    }
  }
}

function isFinished({ status }: TaskEvent): boolean {
  return status !== 'pending' && status !== 'running';
}
