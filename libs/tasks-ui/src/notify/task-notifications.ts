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

/** What the banner says: the browser asks just now, we ask, or the person refused. */
const BANNERS = ['asking', 'ask', 'denied'] as const;

/**
 * Put once into an application's frame, tells its person of tasks that ended, whatever page they are on. Asks for
 * permission when it is first shown; where the browser wants a click first, or the person has not decided, a banner asks.
 * A refusal is answered once with how to change it, and never brought up again.
 *
 * The banner has its place from the start and keeps its height whatever it says: nothing moves under a person's pointer but by
 * what they have answered.
 */
@Component({
  selector: 'tq-task-notifications',
  imports: [MatButton, MatIcon, TranslocoPipe],
  providers: [SHARED_LIVE_FEED, Tabs, NewsBar, TaskNotices],
  template: `
    @if (banner(); as shown) {
      <div class="banner">
        <mat-icon [svgIcon]="shown === 'denied' ? 'notify:off' : 'notify:on'" />
        <div class="either words" role="status">
          @for (one of banners; track one) {
            <p [class.shown]="one === shown">{{ 'tasks.notify.' + one | transloco }}</p>
          }
        </div>
        <div class="either">
          <div [class.shown]="shown === 'ask'">
            <button matButton="tonal" (click)="ask()">{{ 'tasks.notify.allow' | transloco }}</button>
            <button matButton (click)="askLater()">{{ 'tasks.notify.later' | transloco }}</button>
          </div>
          <div [class.shown]="shown === 'denied'">
            <button matButton (click)="close()">{{ 'tasks.notify.understood' | transloco }}</button>
          </div>
        </div>
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

  protected readonly banners = BANNERS;
  protected readonly banner = computed((): (typeof BANNERS)[number] | null => {
    switch (this.#notifications.state()) {
      case 'default':
        return this.#isAsking() ? 'asking' : this.#settings.wasSaid('later') ? null : 'ask';
      case 'denied':
        return this.#wasRefusalSaid || this.#isClosed() ? null : 'denied';
      case 'granted':
      case 'unsupported':
        return null;
    }
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
