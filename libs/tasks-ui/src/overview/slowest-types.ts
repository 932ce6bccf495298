import { Component, computed, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { SlowType } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { lengthOfTime } from '@task-queue/ui/formats';
import { injectMountedAt } from '../data/mounted-at';
import { TaskTypes } from '../data/task-types';

/** The types that run longest. */
@Component({
  selector: 'tq-slowest-types',
  imports: [ForeignText, RouterLink, TranslocoPipe],
  template: `
    <section aria-labelledby="tq-overview-slowest">
      <div class="head">
        <h2 id="tq-overview-slowest">{{ 'tasks.overview.slowest.title' | transloco }}</h2>
      </div>
      @if (rows().length === 0) {
        <p class="none">{{ 'tasks.overview.nothing.run' | transloco }}</p>
      } @else {
        <table>
          <thead>
            <tr>
              <th scope="col">{{ 'tasks.overview.slowest.type' | transloco }}</th>
              <th scope="col" class="number">{{ 'tasks.overview.slowest.count' | transloco }}</th>
              <th scope="col" class="number">{{ 'tasks.overview.series.p50' | transloco }}</th>
              <th scope="col" class="number">{{ 'tasks.overview.series.p95' | transloco }}</th>
            </tr>
          </thead>
          <tbody>
            @for (row of rows(); track row.type) {
              <tr>
                <th scope="row">
                  <a [routerLink]="mountedAt" [queryParams]="{ type: row.type }"
                    ><bdi [tqForeign]="row.title" [fallback]="row.type"></bdi
                  ></a>
                  @if (row.title !== row.type) {
                    <span class="sub"
                      ><code>{{ row.type }}</code></span
                    >
                  }
                </th>
                <td class="number">{{ row.count }}</td>
                <td class="number">{{ row.p50 }}</td>
                <td class="number">{{ row.p95 }}</td>
              </tr>
            }
          </tbody>
        </table>
      }
    </section>
  `,
  styles: `
    @use './card';

    tbody th {
      overflow-wrap: anywhere;
    }
  `,
})
export class SlowestTypes {
  readonly #types = inject(TaskTypes);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  readonly types = input.required<readonly SlowType[]>();
  protected readonly mountedAt = injectMountedAt();
  protected readonly rows = computed(() => {
    const language = this.#language();
    const numbers = new Intl.NumberFormat(language);
    const time = (ms: number | null): string => (ms === null ? '–' : lengthOfTime(ms));
    return this.types().map(({ type, count, run }) => ({
      type,
      title: this.#types.titleOf(type, language),
      count: numbers.format(count),
      p50: time(run.p50),
      p95: time(run.p95),
    }));
  });
}
