import { Component, computed, effect, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';
import { SHARED_LIVE_FEED } from '../data/live-feed';
import { NewsBar } from './news-bar';
import { NotificationIcons } from './notification-icons';
import { NotificationService } from './notification-service';
import { NotificationSettings } from './notification-settings';
import { Tabs } from './tabs';
import { TaskNotices } from './task-notices';

/**
 * Put once into an application's frame, tells its person of tasks that ended, whatever page they are on. Asks for
 * permission when it is first shown; where the browser wants a click first, or the person has not decided, a banner asks.
 * A refusal is answered once with how to change it, and never brought up again.
 */
@Component({
  selector: 'tq-task-notifications',
  imports: [MatButton, MatIcon, TranslocoPipe],
  providers: [SHARED_LIVE_FEED, Tabs, NewsBar, TaskNotices],
  template: `
    @if (banner(); as shown) {
      <div class="banner">
        <mat-icon [svgIcon]="shown === 'ask' ? 'notify:on' : 'notify:off'" />
        <p role="status">{{ 'tasks.notify.' + shown | transloco }}</p>
        @if (shown === 'ask') {
          <button matButton="tonal" (click)="ask()">{{ 'tasks.notify.allow' | transloco }}</button>
          <button matButton (click)="askLater()">{{ 'tasks.notify.later' | transloco }}</button>
        } @else {
          <button matButton (click)="close()">{{ 'tasks.notify.understood' | transloco }}</button>
        }
      </div>
    }
  `,
  styleUrl: './task-notifications.scss',
})
export class TaskNotifications {
  readonly #notifications = inject(NotificationService);
  readonly #settings = inject(NotificationSettings);
  readonly #wasRefusalSaid = this.#settings.wasSaid('denied');
  /** Whether the browser's own question is on the screen: ours waits. */
  readonly #isAsking = signal(false);
  readonly #isClosed = signal(false);

  protected readonly banner = computed(() => {
    const state = this.#notifications.state();
    if (state === 'default' && !this.#isAsking() && !this.#settings.wasSaid('later')) {
      return 'ask';
    }
    return state === 'denied' && !this.#wasRefusalSaid && !this.#isClosed() ? 'denied' : null;
  });

  constructor() {
    inject(TaskNotices);
    inject(NotificationIcons);
    effect(() => this.banner() === 'denied' && this.#settings.remember('denied'));
    if (this.#notifications.state() === 'default' && !this.#settings.wasSaid('asked')) {
      this.#settings.remember('asked');
      void this.ask();
    }
  }

  protected async ask(): Promise<void> {
    this.#isAsking.set(true);
    await this.#notifications.ask();
    this.#isAsking.set(false);
  }

  protected askLater(): void {
    this.#settings.remember('later');
  }

  protected close(): void {
    this.#isClosed.set(true);
  }
}
