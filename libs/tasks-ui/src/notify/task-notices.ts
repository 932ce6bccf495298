import { inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { isolated, shownText, type TaskDigest, type TaskEvent } from '@task-queue/contracts';
import { LiveFeed } from '../data/live-feed';
import type { LiveEvent } from '../data/merge-events';
import { injectMountedAt } from '../data/mounted-at';
import { ServerClock } from '../data/server-clock';
import { injectMay } from '../data/permissions';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import { titleOf } from '../data/title-of';
import { NewsBar } from './news-bar';
import { NotificationService, type Notice } from './notification-service';
import { NotificationSettings, type NoticeKind } from './notification-settings';
import { Tabs } from './tabs';

/** What ended longer ago is no news: a replay after a night brings no flood. In milliseconds. */
export const NEWS_MS = 5 * 60_000;

/** More notices than this within {@link BURST_MS} become one that counts. */
export const BURST_SIZE = 5;

/** In milliseconds. */
export const BURST_MS = 10_000;

/** A gist longer than this is cut: a notification has a few lines. In characters. */
const LONGEST_GIST = 160;

/**
 * Tells a person that a task of theirs ended: by the browser, or in the page where they look at that very task or the
 * browser does not show notifications.
 */
@Injectable()
export class TaskNotices {
  readonly #mountedAt = injectMountedAt();
  readonly #options = inject(TASKS_UI_OPTIONS);
  readonly #may = injectMay();
  readonly #clock = inject(ServerClock);
  readonly #notifications = inject(NotificationService);
  readonly #settings = inject(NotificationSettings);
  readonly #tabs = inject(Tabs);
  readonly #router = inject(Router);
  readonly #newsBar = inject(NewsBar);
  readonly #transloco = inject(TranslocoService);
  #shownAtMs: number[] = [];
  #more: Record<NoticeKind, number> = { completed: 0, failed: 0 };

  constructor() {
    const feed = inject(LiveFeed);
    feed.events.pipe(takeUntilDestroyed()).subscribe((live) => void this.#tell(live));
    feed.digests.pipe(takeUntilDestroyed()).subscribe((digest) => void this.#tellOfMore(digest));
    this.#notifications.onOpen((taskId) => void this.#open(taskId));
  }

  async #tell({ name, event }: LiveEvent): Promise<void> {
    const kind = name === 'task:completed' ? 'completed' : name === 'task:failed' ? 'failed' : null;
    if (kind === null || !this.#settings.isOn(kind) || !this.#isOwn(event)) {
      return;
    }
    await this.#clock.known();
    if (this.#clock.nowMs() - Date.parse(event.at) >= NEWS_MS) {
      return;
    }
    const key = `${event.taskId}:${event.version}`;
    const isVisible = document.visibilityState === 'visible';
    if (isVisible && (this.#notifications.state() !== 'granted' || this.#tabs.isWatching(event.taskId))) {
      this.#tellInPage(kind, event);
      this.#tabs.settle(key);
      return;
    }
    await this.#tabs.tellOnce(key, async () => {
      if (!(await this.#tabs.isWatchedAnywhere(event.taskId))) {
        await this.#notifications.show(this.#isBurst() ? this.#oneMore(kind, event.at) : this.#notice(kind, event));
      }
    });
  }

  /** Those of which there are too many to be told one by one. */
  async #tellOfMore({ from, at, own }: TaskDigest): Promise<void> {
    const ended = { completed: own['task:completed'] ?? 0, failed: own['task:failed'] ?? 0 };
    const kinds = (['completed', 'failed'] as const).filter((kind) => ended[kind] > 0 && this.#settings.isOn(kind));
    if (kinds.length === 0 || !this.#knowsOwn() || this.#notifications.state() !== 'granted') {
      return;
    }
    await this.#clock.known();
    if (this.#clock.nowMs() - Date.parse(from) < NEWS_MS) {
      kinds.forEach((kind) => (this.#more[kind] += ended[kind]));
      await this.#tabs.tellOnce(`more:${at.slice(0, -5)}`, async () => {
        await this.#notifications.show(this.#summary(at));
      });
    }
  }

  #isOwn({ createdBy }: TaskEvent): boolean {
    const { userId } = this.#options;
    return this.#knowsOwn() && (!userId || createdBy.id === userId());
  }

  /** Whose the tasks of an administrator without a name are is not known. */
  #knowsOwn(): boolean {
    return this.#options.userId !== undefined || !this.#may('tasks:read:all');
  }

  #notice(kind: NoticeKind, event: TaskEvent): Notice {
    return {
      title: this.#title(kind),
      body: [titleOf(event), gistOf(event)]
        .filter((line) => line !== '')
        .map(isolated)
        .join('\n'),
      tag: `${event.taskId}:${kind}`,
      taskId: event.taskId,
      version: event.version,
    };
  }

  /** A hundred tasks that end together are one notice, not a hundred. */
  #isBurst(): boolean {
    const nowMs = performance.now();
    this.#shownAtMs = this.#shownAtMs.filter((atMs) => nowMs - atMs < BURST_MS);
    const isBurst = this.#shownAtMs.length >= BURST_SIZE;
    if (!isBurst) {
      this.#shownAtMs.push(nowMs);
      this.#more = { completed: 0, failed: 0 };
    }
    return isBurst;
  }

  #oneMore(kind: NoticeKind, at: string): Notice {
    this.#more[kind] += 1;
    return this.#summary(at);
  }

  /** @param at - when the latest of them ended: as many may end again */
  #summary(at: string): Notice {
    const { completed, failed } = this.#more;
    return {
      title: this.#title(failed > 0 ? 'failed' : 'completed'),
      body: this.#transloco.translate('tasks.notify.more', { completed, failed }),
      tag: 'more',
      taskId: null,
      version: Date.parse(at) + completed + failed,
    };
  }

  #tellInPage(kind: NoticeKind, event: TaskEvent): void {
    const isOpen = this.#tabs.isWatching(event.taskId);
    const said = [titleOf(event), gistOf(event)].filter((part) => part !== '');
    const text = [this.#title(kind), ...said.map(isolated)].join(' · ');
    const open = {
      name: this.#transloco.translate<string>('tasks.notify.open'),
      perform: () => this.#open(event.taskId),
    };
    this.#newsBar.tell({ text, ...(isOpen ? {} : { action: open }) });
  }

  #title(kind: NoticeKind): string {
    return this.#transloco.translate(`tasks.notify.${kind}`);
  }

  async #open(taskId: string | null): Promise<void> {
    await this.#router.navigate([this.#mountedAt, ...(taskId === null ? [] : [taskId])]);
  }
}

/** A line on what came of it. */
function gistOf({ resultSummary, error }: TaskEvent): string {
  const [line = ''] = shownText(error?.message ?? resultSummary ?? '')
    .trim()
    .split('\n');
  return line.length > LONGEST_GIST ? `${line.slice(0, LONGEST_GIST - 1)}…` : line;
}
