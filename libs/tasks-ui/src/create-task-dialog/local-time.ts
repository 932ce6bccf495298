/** An instant as a `datetime-local` field holds it, in the browser's time zone, to the minute or, where it has some, the second. */
export function toLocalTime(instant: string | number): string {
  const time = new Date(instant);
  if (Number.isNaN(time.getTime())) {
    return '';
  }
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const minute = `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
  return time.getSeconds() === 0 ? minute : `${minute}:${two(time.getSeconds())}`;
}

/** What a `datetime-local` field holds, as an instant. */
export function toInstant(localTime: string): string {
  return new Date(localTime).toISOString();
}

/** The browser's difference to UTC, e.g. `GMT+8`. */
export function zoneOffset(language: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZoneName: 'shortOffset' }).formatToParts(new Date());
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** The browser's time zone by its name, e.g. `Asia/Shanghai, GMT+8`. */
export function zoneName(language: string): string {
  return `${new Intl.DateTimeFormat().resolvedOptions().timeZone}, ${zoneOffset(language)}`;
}
