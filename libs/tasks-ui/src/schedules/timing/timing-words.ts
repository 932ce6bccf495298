import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { parseCron, type CronTimes } from './cron';
import { dayTimesOf, daysOf, type Days, type DayTimes } from './cron-shape';
import { planOf, runsOf, type Timing } from './plan';
import { ZoneNames } from './zone-names';

/** Forms of times that say «every …» themselves, so that «every day» before them says nothing more. */
const REPEATING: readonly DayTimes['kind'][] = ['minutes', 'minutesWithin', 'hourly', 'hoursWithin'];

/** 1970 began on a Thursday: this was its first Sunday. */
const FIRST_SUNDAY = 4;

/** When a schedule runs, as a sentence in the page's language. */
@Injectable({ providedIn: 'root' })
export class TimingWords {
  readonly #transloco = inject(TranslocoService);
  readonly #zones = inject(ZoneNames);

  /** «Every weekday at 02:30, Shanghai time»; an expression that is none of cron's five fields is given as it is. */
  of(timing: Timing, timeZone: string): string {
    if ('everyMs' in timing) {
      return this.#begun(this.#interval(timing.everyMs));
    }
    return this.#begun(
      this.#say('inZone', { when: this.#expression(timing.cron), zone: this.#zones.phrase(timeZone) }),
    );
  }

  /** The same of an expression alone, without its zone. */
  ofCalendar(cron: string): string {
    return this.#begun(this.#expression(cron));
  }

  /** Weekdays by name, counted from Sunday as 0: those in a row by the first and the last. */
  weekdays(weekdays: readonly number[]): string {
    // A week begins on Monday here: a weekend is two days in a row.
    const fromMonday = weekdays.map((weekday) => (weekday + 6) % 7);
    return this.#listed(fromMonday, (day) => this.weekday((day + 1) % 7), 'weekdayRange');
  }

  /** One weekday by name. */
  weekday(weekday: number, width: 'long' | 'short' = this.#isChinese() ? 'short' : 'long'): string {
    return this.#formatted(Date.UTC(1970, 0, FIRST_SUNDAY + weekday), { weekday: width });
  }

  #interval(everyMs: number): string {
    const plan = planOf({ everyMs });
    const { count, unit } = plan.kind === 'every' ? plan : { count: everyMs, unit: 'second' }; // it is one
    const isOne = new Intl.PluralRules(this.#language()).select(count) === 'one' || count === 1;
    return this.#say(`interval.${unit}.${isOne ? 'one' : 'other'}`, { count: this.#number(count) });
  }

  #expression(cron: string): string {
    const times = parseCron(cron);
    return times === null ? this.#say('expression', { cron }) : this.#calendar(times);
  }

  #calendar(cron: CronTimes): string {
    const times = dayTimesOf(cron);
    const days = daysOf(cron);
    const isEveryDay = days.kind === 'all' && cron.months.length === 12;
    if (isEveryDay && (REPEATING.includes(times.kind) || times.kind === 'listed')) {
      return this.#times(times);
    }
    const whole = { days: this.#daysOfYear(days, cron.months), times: this.#times(times) };
    return this.#say(times.kind === 'at' ? 'at' : 'during', whole);
  }

  #times(times: DayTimes): string {
    switch (times.kind) {
      case 'at':
        return this.#joined(times.times);
      case 'minutes':
        return this.#stepped('minutes', times.step);
      case 'minutesWithin':
        return this.#stepped('minutesWithin', times.step, { from: times.from, to: times.to });
      case 'hourly':
        return times.minute === 0
          ? this.#say('times.onTheHour')
          : this.#say('times.hourly', { minute: String(times.minute) });
      case 'hoursWithin':
        return this.#stepped('hoursWithin', times.step, { from: times.from, to: times.to });
      case 'listed': {
        const minutes = this.#numbers(times.minutes);
        return times.hours.length === 24
          ? this.#say('times.minutesOfHours', { minutes })
          : this.#say('times.listed', { minutes, hours: this.#numbers(times.hours) });
      }
    }
  }

  #stepped(form: string, step: number, values: Readonly<Record<string, string>> = {}): string {
    return this.#say(`times.${form}.${step === 1 ? 'one' : 'other'}`, { ...values, step: String(step) });
  }

  #daysOfYear(days: Days, months: readonly number[]): string {
    if (months.length === 12) {
      return this.#days(days);
    }
    if (days.kind === 'monthly') {
      const values = { months: this.#months(months), days: this.#monthDays(days.days) };
      return this.#say(months.length === 1 && days.days.length === 1 ? 'days.yearly' : 'days.monthlyIn', values);
    }
    return this.#say('days.in', { days: this.#days(days), months: this.#months(months) });
  }

  #days(days: Days): string {
    switch (days.kind) {
      case 'all':
      case 'workdays':
        return this.#say(`days.${days.kind}`);
      case 'weekly':
        return this.#say('days.weekly', { weekdays: this.weekdays(days.weekdays) });
      case 'monthly':
        return this.#say('days.monthly', { days: this.#monthDays(days.days) });
      case 'either':
        return this.#say('days.either', {
          days: this.#say('days.monthly', { days: this.#monthDays(days.days) }),
          weekdays: this.#say('days.weekly', { weekdays: this.weekdays(days.weekdays) }),
        });
    }
  }

  #monthDays(days: readonly number[]): string {
    const rules = new Intl.PluralRules(this.#language(), { type: 'ordinal' });
    return this.#listed(days, (day) => this.#say(`day.${rules.select(day)}`, { day: String(day) }), 'dayRange');
  }

  #months(months: readonly number[]): string {
    const width = this.#isChinese() ? 'short' : 'long';
    return this.#listed(
      months,
      (month) => this.#formatted(Date.UTC(1970, month - 1, 1), { month: width }),
      'monthRange',
    );
  }

  #numbers(numbers: readonly number[]): string {
    return this.#listed(numbers, String, 'numberRange');
  }

  #listed(numbers: readonly number[], nameOf: (number: number) => string, rangeKey: string): string {
    return this.#joined(
      runsOf(numbers).map(([from, to]) =>
        from === to ? nameOf(from) : this.#say(rangeKey, { from: nameOf(from), to: nameOf(to) }),
      ),
    );
  }

  #joined(parts: readonly string[]): string {
    const isNumbers = parts.every((part) => /^[\d:–]+$/.test(part));
    return new Intl.ListFormat(this.#language(), { type: 'conjunction' })
      .formatToParts(parts)
      .map(({ value }) => (isNumbers && /^\p{Script=Han}+$/u.test(value) ? ` ${value} ` : value)) // as the texts have it
      .join('');
  }

  #formatted(ms: number, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.#language(), { ...options, timeZone: 'UTC' }).format(ms);
  }

  #number(value: number): string {
    return new Intl.NumberFormat(this.#language(), { maximumFractionDigits: 3 }).format(value);
  }

  /** A sentence begins with a capital letter, where there are some. */
  #begun(text: string): string {
    return text.charAt(0).toLocaleUpperCase(this.#language()) + text.slice(1);
  }

  #isChinese(): boolean {
    return this.#language().startsWith('zh');
  }

  #language(): string {
    return this.#transloco.getActiveLang();
  }

  #say(key: string, values?: Readonly<Record<string, string>>): string {
    return this.#transloco.translate(`tasks.schedules.when.${key}`, values);
  }
}
