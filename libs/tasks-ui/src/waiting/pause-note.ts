import { Component, computed, inject, Injectable, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import active from '@material-symbols/svg-400/rounded/check_circle-fill.svg';
import paused from '@material-symbols/svg-400/rounded/pause_circle-fill.svg';
import { shownText, type Pause } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { dueTime, exactTime } from '@task-queue/ui/formats';
import { registerIcons } from '@task-queue/ui/icons';
import { Now } from '../data/now';

/** Its icons, under the namespace `pause`. */
@Injectable({ providedIn: 'root' })
class PauseIcons {
  constructor() {
    registerIcons('pause', { active, paused });
  }
}

/** Whether something is paused, and who paused it, why and until when. */
@Component({
  selector: 'tq-pause-note',
  imports: [ForeignText, MatIcon, TranslocoPipe],
  template: `
    <span class="state" [class.paused]="pause() !== null">
      <mat-icon [svgIcon]="pause() === null ? 'pause:active' : 'pause:paused'" aria-hidden="true" />
      {{ (pause() === null ? 'tasks.lanes.state.active' : 'tasks.lanes.state.paused') | transloco }}
    </span>
    @if (facts(); as facts) {
      <span class="quiet"
        ><bdi [tqForeign]="facts.name"></bdi> ·
        <time [title]="facts.exact">{{ 'tasks.lanes.since' | transloco: { time: facts.since } }}</time> ·
        {{ 'tasks.lanes.ends.' + (facts.until ? 'at' : 'never') | transloco: { time: facts.until } }}</span
      >
      @if (facts.reason) {
        <span class="reason"><bdi [tqForeign]="facts.reason"></bdi></span>
      }
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 2px;
      align-content: start;
      min-width: 0;
    }
    .state {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      font-weight: 500;
      line-height: 20px;
      color: var(--tq-completed);
    }
    .paused {
      color: var(--tq-pending);
    }
    mat-icon {
      flex: none;
      width: 20px;
      height: 20px;
    }
    .quiet {
      font-size: 12px;
      line-height: 16px;
      color: var(--mat-sys-on-surface-variant);
    }
    .reason {
      font-size: 13px;
      line-height: 18px;
      overflow-wrap: anywhere;
    }
  `,
})
export class PauseNote {
  /** `null` where it is not paused. */
  readonly pause = input.required<Pause | null>();

  readonly #now = inject(Now);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected readonly facts = computed(() => {
    const [pause, language, nowMs] = [this.pause(), this.#language(), this.#now.ms()];
    return pause === null
      ? null
      : {
          name: shownText(pause.by.username) || pause.by.id,
          since: dueTime(pause.at, nowMs, language),
          exact: exactTime(pause.at, language),
          until: pause.until === null ? '' : dueTime(pause.until, nowMs, language),
          reason: shownText(pause.reason ?? ''),
        };
  });

  constructor() {
    inject(PauseIcons);
  }
}
