import { kept } from '@task-queue/ui/formats';

const formats = new Map<string, Intl.DateTimeFormat>();

/** A day with its weekday and the time, in a zone and a language; with seconds where there are some. */
export function runTime(instant: string, timeZone: string, language: string): string {
  const at = new Date(instant);
  const hasSeconds = at.getUTCSeconds() !== 0;
  const make = (): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(language, {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' },
      ...{ hour: '2-digit', minute: '2-digit', ...(hasSeconds ? { second: '2-digit' } : {}) },
    });
  return kept(formats, `${language} ${timeZone} ${hasSeconds}`, make).format(at);
}
