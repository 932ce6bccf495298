import { Component, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { ErrorGroup } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { relativeTime } from '@task-queue/ui/formats';
import { injectBeside } from '../data/beside';
import { injectMountedAt } from '../data/mounted-at';
import { Now } from '../data/now';

/** The kinds of errors there are most of. */
@Component({
  selector: 'tq-top-errors',
  imports: [ForeignText, RouterLink, TranslocoPipe],
  template: `
    <section aria-labelledby="tq-overview-errors">
      <div class="head">
        <h2 id="tq-overview-errors">{{ 'tasks.overview.errors.title' | transloco }}</h2>
        @if (allErrors) {
          <a [routerLink]="allErrors">{{ 'tasks.overview.errors.all' | transloco }}</a>
        }
      </div>
      @if (errors().length === 0) {
        <p class="none">{{ 'tasks.overview.errors.none' | transloco }}</p>
      } @else {
        <table>
          <thead>
            <tr>
              <th scope="col">{{ 'tasks.overview.errors.error' | transloco }}</th>
              <th scope="col" class="number">{{ 'tasks.overview.errors.count' | transloco }}</th>
              <th scope="col" class="number">{{ 'tasks.overview.errors.still' | transloco }}</th>
            </tr>
          </thead>
          <tbody>
            @for (error of errors(); track error.fingerprint) {
              <tr>
                <td>
                  <a [routerLink]="mountedAt" [queryParams]="{ fingerprint: error.fingerprint, status: 'failed' }"
                    ><bdi [tqForeign]="error.sample.message" [fallback]="error.sample.code"></bdi
                  ></a>
                  <span class="sub"
                    ><code>{{ error.sample.type }}</code> · {{ relative(error.lastAt) }}</span
                  >
                </td>
                <td class="number">{{ number(error.count) }}</td>
                <td class="number">{{ number(error.stillFailed) }}</td>
              </tr>
            }
          </tbody>
        </table>
      }
    </section>
  `,
  styles: `
    @use './card';

    td a {
      display: block;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    td:first-child {
      width: 100%;
      max-width: 0;
    }
    .sub {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  `,
})
export class TopErrors {
  readonly #now = inject(Now);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  readonly errors = input.required<readonly ErrorGroup[]>();
  protected readonly allErrors = injectBeside()('errors');
  protected readonly mountedAt = injectMountedAt();

  protected relative(instant: string): string {
    return relativeTime(instant, this.#now.ms(), this.#language());
  }

  protected number(value: number): string {
    return new Intl.NumberFormat(this.#language()).format(value);
  }
}
