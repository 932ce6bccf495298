import { kept } from '../formats/kept';

/**
 * Local times as `datetime-local` fields hold them, e.g. `2027-03-14T09:30`, and the instants they mean. Where clocks go
 * forward some local times mean no instant, where they go back some mean two: such a one is told apart by its difference
 * to UTC behind it, `2027-11-07T01:30-05:00`. A zone of `undefined` is the browser's own.
 */

const DAY_MS = 86_400_000;
const OFFSET = /[+-]\d\d:\d\d(:\d\d)?$/;

/** The text without a difference to UTC. */
export function withoutOffset(text: string): string {
  return text.replace(OFFSET, '');
}

/**
 * The instants that a local time means, in epoch milliseconds, oldest first: one, for a time that does not exist none,
 * for one that comes twice two; `null` where the text is no time.
 */
export function instantsOf(text: string, timeZone?: string): readonly number[] | null {
  const local = withoutOffset(text);
  const wallMs = Date.parse(`${local}Z`);
  if (!local.includes('T') || Number.isNaN(wallMs) || !new Date(wallMs).toISOString().startsWith(local)) {
    return null; // also a day that the month does not have
  }
  const [offset] = OFFSET.exec(text) ?? [];
  // No clock is changed twice within two days.
  const offsets = new Set([wallMs - DAY_MS, wallMs + DAY_MS].map((ms) => offsetMs(ms, timeZone)));
  return [...offsets]
    .map((candidateMs) => wallMs - candidateMs)
    .filter((ms) => offsetMs(ms, timeZone) === wallMs - ms)
    .filter((ms) => offset === undefined || offsetText(wallMs - ms) === offset)
    .sort((a, b) => a - b);
}

/** The one instant that a local time means, as UTC ISO 8601; `''` where there is not one. */
export function toInstant(text: string, timeZone?: string): string {
  const [ms, ...more] = instantsOf(text, timeZone) ?? [];
  return ms === undefined || more.length > 0 ? '' : new Date(ms).toISOString();
}

/** An instant as a local time, to the minute or, where it has some, the second; `''` for none. */
export function toLocalTime(instant: string | number, timeZone?: string): string {
  const ms = new Date(instant).getTime();
  if (Number.isNaN(ms)) {
    return '';
  }
  const offset = offsetMs(ms, timeZone);
  const text = new Date(ms + offset).toISOString().slice(0, 19).replace(/:00$/, '');
  return (instantsOf(text, timeZone)?.length ?? 0) > 1 ? text + offsetText(offset) : text;
}

/** A local time that comes twice, as the one of its instants. */
export function asInstant(text: string, instantMs: number, timeZone?: string): string {
  return withoutOffset(text) + offsetText(offsetMs(instantMs, timeZone));
}

/** The difference to UTC at an instant as people read it, e.g. `GMT-4` or `GMT+10:30`. */
export function offsetName(instantMs: number, timeZone?: string): string {
  const [, sign, hours, minutes] = /^(.)0?(\d+):(\d\d)/.exec(offsetText(offsetMs(instantMs, timeZone)))!;
  const tail = minutes === '00' ? '' : `:${minutes}`;
  return hours === '0' && tail === '' ? 'GMT' : `GMT${sign}${hours}${tail}`;
}

/** The browser's time zone by its name, e.g. `Asia/Shanghai`. */
export function zoneName(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** As ISO 8601 has it, e.g. `-04:00`; with seconds where there are some, as before zones had whole minutes. */
function offsetText(offset: number): string {
  const iso = new Date(Math.abs(offset)).toISOString().slice(11, 19).replace(/:00$/, '');
  return (offset < 0 ? '-' : '+') + iso;
}

/** How far the clocks of a zone are before UTC at an instant, in milliseconds. */
function offsetMs(instantMs: number, timeZone?: string): number {
  const wholeMs = Math.floor(instantMs / 1_000) * 1_000;
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(wholeMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const wall = new Date(0);
  wall.setUTCFullYear(part('year'), part('month') - 1, part('day'));
  wall.setUTCHours(part('hour'), part('minute'), part('second'));
  return wall.getTime() - wholeMs;
}

const formats = new Map<string | undefined, Intl.DateTimeFormat>();

function formatOf(timeZone: string | undefined): Intl.DateTimeFormat {
  const make = (): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      ...(timeZone === undefined ? {} : { timeZone }),
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  return kept(formats, timeZone, make);
}
