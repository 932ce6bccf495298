import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Router, NavigationEnd, type ActivatedRouteSnapshot } from '@angular/router';
import { filter } from 'rxjs';

const LEADER_LOCK = 'task-queue.notifies';
const WATCHING_LOCK = 'task-queue.watching:';

/**
 * What the tabs of one browser know of each other, by Web Locks: they end with their tab, however it ends, so nothing
 * has to be cleaned up. One tab leads, and notifies for all; each visible tab that shows a task's detail says so.
 */
@Injectable()
export class TabLeader {
  readonly #locks = (navigator as { readonly locks?: LockManager }).locks;
  readonly #isLeader = signal(this.#locks === undefined);
  readonly #router = inject(Router);
  #watched: string | null = null;
  #release: () => void = () => undefined;

  /** Whether this tab notifies. Where there are no locks every tab does, and the notices' tags make them one. */
  readonly isLeader = this.#isLeader.asReadonly();

  constructor() {
    const destroyRef = inject(DestroyRef);
    const life = new AbortController();
    const { signal: over } = life;
    void this.#locks
      ?.request(LEADER_LOCK, { signal: over }, () => {
        this.#isLeader.set(true);
        return new Promise<void>((release) => over.addEventListener('abort', () => release()));
      })
      .catch(() => undefined); // left before its turn came

    document.addEventListener('visibilitychange', () => this.#watch(), { signal: over });
    const navigations = this.#router.events
      .pipe(filter((event) => event instanceof NavigationEnd))
      .subscribe(() => this.#watch());
    destroyRef.onDestroy(() => {
      navigations.unsubscribe();
      life.abort();
      this.#release();
    });
    this.#watch();
  }

  /** Whether this tab is visible and shows the task's detail. */
  isWatching(taskId: string): boolean {
    return this.#watched === taskId;
  }

  /** Whether any tab is visible and shows the task's detail. */
  async isWatchedAnywhere(taskId: string): Promise<boolean> {
    const { held = [] } = (await this.#locks?.query()) ?? {};
    return this.isWatching(taskId) || held.some(({ name }) => name === WATCHING_LOCK + taskId);
  }

  #watch(): void {
    const taskId = document.visibilityState === 'visible' ? openTaskId(this.#router.routerState.snapshot.root) : null;
    if (taskId !== this.#watched) {
      this.#release();
      this.#watched = taskId;
      if (taskId !== null) {
        const until = new Promise<void>((release) => (this.#release = release));
        void this.#locks?.request(WATCHING_LOCK + taskId, { mode: 'shared' }, () => until);
      }
    }
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
