import { Component, computed, inject, input, resource } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { SchedulePreviewRequest } from '@task-queue/contracts';
import { ProblemText, toProblem } from '@task-queue/ui/problem';
import { offsetName, zoneName } from '@task-queue/ui/time-field';
import { debounceTime } from 'rxjs';
import { SchedulesApi } from '../../data/schedules-api';
import { ZoneNames } from '../timing/zone-names';
import { runTime } from './run-times';

/** Somebody who types is not asked about after each letter, in milliseconds. */
const PATIENCE_MS = 300;

/** The next times of what the fields say, in the schedule's zone and the person's own, with a word where clocks change. */
@Component({
  selector: 'tq-next-runs',
  imports: [MatIcon, TranslocoPipe],
  templateUrl: './next-runs.html',
  styleUrl: './next-runs.scss',
})
export class NextRuns {
  /** `null` while the fields are wrong. */
  readonly request = input.required<SchedulePreviewRequest | null>();

  readonly #api = inject(SchedulesApi);
  readonly #names = inject(ZoneNames);
  readonly #problemText = inject(ProblemText);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  /** As text: what means the same is not asked again. */
  readonly #text = computed(() => JSON.stringify(this.request()));
  readonly #settled = toSignal(toObservable(this.#text).pipe(debounceTime(PATIENCE_MS)));
  readonly #preview = resource({
    params: () => (this.#settled() === 'null' ? undefined : this.#settled()),
    loader: async ({ params }) => {
      const request = JSON.parse(params) as SchedulePreviewRequest; // written just now
      return { request, ...(await this.#api.preview(request)) };
    },
  });

  /** Whether what is shown is not of what the fields say now. */
  protected readonly isBehind = computed(() => this.#preview.isLoading() || this.#settled() !== this.#text());
  protected readonly failure = computed(() => {
    const error = this.#preview.error();
    if (error === undefined || this.request() === null) {
      return '';
    }
    const problem = toProblem(error);
    return problem.fields.map(({ message }) => message).join('\n') || this.#problemText.of(problem);
  });
  protected readonly zones = computed(() => {
    this.#language();
    const { request } = this.#preview.hasValue() ? this.#preview.value() : { request: this.request() };
    const zone = request?.timeZone ?? zoneName();
    return { zone: this.#names.phrase(zone), own: this.#names.phrase(zoneName()) };
  });
  protected readonly runs = computed(() => {
    if (!this.#preview.hasValue() || this.request() === null) {
      return null;
    }
    const { times, request } = this.#preview.value();
    const language = this.#language();
    return times.map(({ at, offset, note }) => ({
      at,
      there: runTime(at, request.timeZone, language),
      here: runTime(at, zoneName(), language),
      note:
        note === undefined
          ? ''
          : this.#transloco.translate(`tasks.schedules.clock.${note}`, { offset: `UTC${offset}` }),
    }));
  });
  /** Whether the person's own clock says something else. */
  protected readonly isElsewhere = computed(() => {
    const zone = this.#preview.hasValue() ? this.#preview.value().request.timeZone : zoneName();
    return (this.runs() ?? []).some(({ at }) => offsetName(Date.parse(at), zone) !== offsetName(Date.parse(at)));
  });
}
