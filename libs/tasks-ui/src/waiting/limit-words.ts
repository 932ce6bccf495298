import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { isolated, type TaskType, type TypeLimit } from '@task-queue/contracts';
import { inLanguage } from '../data/in-language';
import { paramsOfType } from '../data/params-of-type';

/** Units of time with their length in milliseconds, the longest first. */
export const RATE_UNITS = [
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** Limits as sentences, in the page's language. */
@Injectable({ providedIn: 'root' })
export class LimitWords {
  readonly #transloco = inject(TranslocoService);

  /** A sentence for each thing that a limit limits: how many at once, how many in a time. */
  of({ key, concurrency, rate }: TypeLimit, type: TaskType | undefined): readonly string[] {
    const kind = key === 'none' || key === 'owner' ? key : 'param';
    const param = isolated(this.titleOf(key.replace(/^param:/, ''), type));
    return [
      ...(concurrency === undefined ? [] : [this.#say(`atOnce.${kind}`, { count: this.#number(concurrency), param })]),
      ...(rate
        ? [this.#say(`rate.${kind}`, { count: this.#number(rate.count), span: this.span(rate.perMs), param })]
        : []),
    ];
  }

  /** What people call a param. */
  titleOf(name: string, type: TaskType | undefined): string {
    const title = paramsOfType(type).find((param) => param.name === name)?.title;
    return (title && inLanguage(title, this.#transloco.getActiveLang())) ?? name;
  }

  /** «per minute», «per 5 minutes». */
  span(perMs: number): string {
    const [unit, unitMs] = RATE_UNITS.find(([, ms]) => perMs % ms === 0) ?? RATE_UNITS[2];
    return perMs === unitMs
      ? this.#say(`per.${unit}`)
      : this.#say(`perMany.${unit}`, { count: this.#number(perMs / unitMs) });
  }

  #number(value: number): string {
    return new Intl.NumberFormat(this.#transloco.getActiveLang()).format(value);
  }

  #say(key: string, values?: Readonly<Record<string, string>>): string {
    return this.#transloco.translate(`tasks.waiting.limit.${key}`, values);
  }
}
