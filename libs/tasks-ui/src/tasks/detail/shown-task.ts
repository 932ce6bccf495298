import { computed, DestroyRef, effect, inject, Injectable, linkedSignal, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MAT_DIALOG_DATA } from '@angular/material/dialog';
import { isFinal, type Task } from '@task-queue/contracts';
import { toProblem, type ProblemError } from '@task-queue/ui/problem';
import type { Observable } from 'rxjs';
import { LiveFeed } from '../../data/live-feed';
import { patchRow, type LiveEvent } from '../../data/merge-events';
import { TasksApi } from '../../data/tasks-api';
import { newestOf } from './newest-of';

/** While a task runs, its log and attempts are read again at most this often, in milliseconds. */
const READ_INTERVAL_MS = 700;

/** The task that the detail dialog shows: as it was read last, with the events since. */
@Injectable()
export class ShownTask {
  readonly #api = inject(TasksApi);
  readonly #readVersion = signal(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isReading = false;
  /** Whether something happened that the latest reading does not know. */
  #isStale = false;

  /** Which task the address names. */
  readonly id = toSignal(inject<Observable<string>>(MAT_DIALOG_DATA), { initialValue: '' });
  readonly #shown = linkedSignal<string, Task | undefined>({ source: this.id, computation: () => undefined });
  readonly #problem = linkedSignal<string, ProblemError | undefined>({
    source: this.id,
    computation: () => undefined,
  });

  /** `undefined` until it has been read. */
  readonly task = this.#shown.asReadonly();
  /** Why there is none to show. */
  readonly problem = computed(() => (this.#shown() ? undefined : this.#problem()));
  /** Whether the parts that no event carries (result, log, attempts) are as new as the rest. */
  readonly isComplete = computed(() => (this.#shown()?.version ?? 0) <= this.#readVersion());

  constructor() {
    const feed = inject(LiveFeed);
    feed.events.pipe(takeUntilDestroyed()).subscribe((live) => this.#take(live));
    feed.watch(computed(() => (this.id() === '' ? [] : [this.id()])));
    feed.digests.pipe(takeUntilDestroyed()).subscribe(() => this.#takeDigest());
    feed.resets.pipe(takeUntilDestroyed()).subscribe(() => this.reload());
    effect(() => {
      const id = this.id();
      untracked(() => {
        this.#readVersion.set(0);
        if (id !== '') {
          void this.#read(id);
        }
      });
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#timer));
  }

  reload(): void {
    this.#problem.set(undefined);
    void this.#read(this.id());
  }

  /** Puts in the task as a call has just answered it, unless a newer answer was here before it. */
  put(task: Task): void {
    if (task.id === this.id() && task.version >= this.#readVersion()) {
      this.#readVersion.set(task.version);
      this.#shown.set(newestOf(task, this.#shown()));
    }
  }

  #take({ name, event }: LiveEvent): void {
    const task = this.#shown();
    if (event.taskId !== this.id()) {
      return;
    }
    if (name === 'task:deleted') {
      this.#shown.set(undefined);
      void this.#read(this.id()); // which says so, in the person's language
    } else if (!task) {
      this.#readSoon(READ_INTERVAL_MS); // the reading under way may be older than the event
    } else if (event.version > task.version) {
      this.#shown.set(patchRow(task, { name, event }));
      this.#readSoon(name === 'task:progress' ? READ_INTERVAL_MS : 0);
    }
  }

  /** What happened between its reading and the server's knowing that it is watched is only counted. */
  #takeDigest(): void {
    const task = this.#shown();
    if (task && !isFinal(task.status)) {
      this.#readSoon(READ_INTERVAL_MS);
    }
  }

  async #read(id: string): Promise<void> {
    this.#isReading = true;
    this.#isStale = false;
    try {
      const fresh = await this.#api.get(id);
      if (id === this.id()) {
        this.put(fresh);
      }
    } catch (error) {
      const problem = toProblem(error);
      if (id === this.id()) {
        this.#problem.set(problem);
        if (problem.code === 'TASK_NOT_FOUND') {
          this.#shown.set(undefined);
        }
      }
    } finally {
      this.#isReading = false;
      if (this.#isStale) {
        this.#readSoon(READ_INTERVAL_MS);
      }
    }
  }

  /** One reading at a time: what happens meanwhile is read after it. */
  #readSoon(delayMs: number): void {
    if (this.#isReading) {
      this.#isStale = true;
      return;
    }
    if (delayMs === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#read(this.id());
    }, delayMs);
  }
}
