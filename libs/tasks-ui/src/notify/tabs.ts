import { DestroyRef, inject, Injectable } from '@angular/core';
import { Router, NavigationEnd, type ActivatedRouteSnapshot } from '@angular/router';
import { ownName } from '@task-queue/ui/storage';
import { filter } from 'rxjs';

const LEADER_LOCK = 'task-queue.notifies';
const WATCHING_LOCK = 'task-queue.watching:';
const CHANNEL = 'task-queue.told';

/** So many of the latest words are remembered: a tab may be late, but not by hundreds of tasks. */
const REMEMBERED = 300;

/**
 * What the tabs of one browser know of each other, by Web Locks: they end with their tab, however it ends, so nothing
 * has to be cleaned up. One tab leads, and speaks for all; each visible tab that shows a task's detail says so. Where
 * there are no locks every tab speaks for itself.
 */
@Injectable()
export class Tabs {
  readonly #locks = (navigator as { readonly locks?: LockManager }).locks;
  readonly #router = inject(Router);
  readonly #channel = new BroadcastChannel(ownName(CHANNEL));
  readonly #told = new Set<string>();
  /** What the leader has not yet said that it told; the next leader does, should this one be closed. */
  readonly #waiting = new Map<string, () => Promise<void>>();
  #isLeader = this.#locks === undefined;
  #isOver = false;
  #watched: string | null = null;
  #release: () => void = () => undefined;

  constructor() {
    const destroyRef = inject(DestroyRef);
    const life = new AbortController();
    const { signal: over } = life;
    this.#channel.onmessage = ({ data }: MessageEvent<string>) => this.#remember(data);
    void this.#locks
      ?.request(ownName(LEADER_LOCK), { signal: over }, () => {
        this.#lead();
        return new Promise<void>((release) => over.addEventListener('abort', () => release()));
      })
      .catch(() => undefined); // left before its turn came

    document.addEventListener('visibilitychange', () => this.#watch(), { signal: over });
    const navigations = this.#router.events
      .pipe(filter((event) => event instanceof NavigationEnd))
      .subscribe(() => this.#watch());
    destroyRef.onDestroy(() => {
      navigations.unsubscribe();
      this.#isOver = true;
      life.abort();
      this.#release();
      this.#channel.close();
    });
    this.#watch();
  }

  /**
   * Tells something in one of the tabs that want to, under one key: in the leader; should it be closed before it has
   * told, in the next.
   */
  async tellOnce(key: string, tell: () => Promise<void>): Promise<void> {
    if (this.#told.has(key)) {
      return;
    }
    if (!this.#isLeader) {
      this.#waiting.set(key, tell);
      dropOldest(this.#waiting);
      return;
    }
    this.#remember(key);
    await tell();
    this.settle(key);
  }

  /** Says that there is nothing more to tell under a key, in any tab. */
  settle(key: string): void {
    this.#remember(key);
    if (!this.#isOver) {
      this.#channel.postMessage(key);
    }
  }

  /** Whether this tab is visible and shows the task's detail. */
  isWatching(taskId: string): boolean {
    return this.#watched === taskId;
  }

  /** Whether any tab is visible and shows the task's detail. */
  async isWatchedAnywhere(taskId: string): Promise<boolean> {
    const { held = [] } = (await this.#locks?.query()) ?? {};
    return this.isWatching(taskId) || held.some(({ name }) => name === ownName(WATCHING_LOCK + taskId));
  }

  #lead(): void {
    this.#isLeader = true;
    for (const [key, tell] of [...this.#waiting]) {
      void this.tellOnce(key, tell);
    }
  }

  #remember(key: string): void {
    this.#waiting.delete(key);
    this.#told.add(key);
    dropOldest(this.#told);
  }

  #watch(): void {
    const taskId = document.visibilityState === 'visible' ? openTaskId(this.#router.routerState.snapshot.root) : null;
    if (taskId !== this.#watched) {
      this.#release();
      this.#watched = taskId;
      if (taskId !== null) {
        const until = new Promise<void>((release) => (this.#release = release));
        void this.#locks?.request(ownName(WATCHING_LOCK + taskId), { mode: 'shared' }, () => until);
      }
    }
  }
}

/** Keeps the latest {@link REMEMBERED} of what was put in. */
function dropOldest(kept: Set<string> | Map<string, unknown>): void {
  const [oldest] = kept.keys();
  if (kept.size > REMEMBERED && oldest !== undefined) {
    kept.delete(oldest);
  }
}

/** The task whose detail the address names. */
function openTaskId(route: ActivatedRouteSnapshot): string | null {
  for (let at: ActivatedRouteSnapshot | null = route; at; at = at.firstChild) {
    if (at.routeConfig?.data?.['isTaskDetail'] === true) {
      return at.paramMap.get('id');
    }
  }
  return null;
}
