import { CRON_FIELDS, cronNumberOf, splitCron, type CronField } from '@task-queue/contracts';
import { ascending, parseCron, range } from './cron';
import { writeField } from './plan';

/** Something to be said of a conversion: the key of a text and what it names. */
export interface ConversionNote {
  readonly key:
    | 'seconds'
    | 'second'
    | 'questionMark'
    | 'sundayIs1'
    | 'sundayIs0'
    | 'steps'
    | 'wraps'
    | 'year'
    | 'noSeconds'
    | 'noLast'
    | 'noNearest'
    | 'noNth'
    | 'noYear'
    | 'noBoth'
    | 'unreadable';
  readonly values: Readonly<Record<string, string>>;
}

/** A 5-field expression in the place of what was pasted, and how it differs. */
export interface Offer {
  readonly cron: string;
  readonly notes: readonly ConversionNote[];
}

/**
 * What can be made of an expression: nothing is to be done with one of five fields; one of Quartz or Spring is offered
 * converted, in both readings where its weekdays have two; what no five fields say is refused, with every reason.
 */
export type Conversion =
  | { readonly kind: 'none' }
  | { readonly kind: 'offered'; readonly offers: readonly Offer[] }
  | { readonly kind: 'refused'; readonly reasons: readonly ConversionNote[] };

/** Which weekday is 1: Quartz counts from Sunday, cron and Spring have it as Monday. */
type Reading = 'sundayIs1' | 'sundayIs0';

/** What converting one field came to. */
interface Converted {
  readonly text: string;
  readonly notes: readonly ConversionNote[];
}

class Unconvertible extends Error {
  constructor(readonly note: ConversionNote) {
    super(note.key);
  }
}

const [MINUTE, HOUR, DAY, MONTH, WEEKDAY] = CRON_FIELDS;
const QUARTZ_WEEKDAY: CronField = { ...WEEKDAY, min: 1, max: 7 };
/** Sunday once. */
const NAMED_WEEKDAY: CronField = { ...WEEKDAY, max: 6 };

/** Reads what somebody has pasted where five fields are expected. */
export function convertCron(text: string): Conversion {
  const parts = splitCron(text.toUpperCase());
  if (parts.length < 5 || parts.length > 7 || parseCron(text) !== null) {
    return { kind: 'none' };
  }
  const [second, fields, year] =
    parts.length === 5 ? [undefined, parts, undefined] : [parts[0], parts.slice(1, 6), parts[6]];
  const weekday = fields[4]!;
  const hasQuestion = [fields[2], weekday].includes('?');
  // Quartz demands a question mark, and no other dialect has six fields with one and counts from Sunday.
  const readings: readonly Reading[] =
    !hasNumbers(weekday) || (hasQuestion && parts.length > 5) ? ['sundayIs1'] : ['sundayIs0', 'sundayIs1'];
  const attempts = readings.map((reading) => attempt(second, fields, year, reading, readings.length > 1));
  const offers = attempts.flatMap((one) => ('cron' in one ? [one] : []));
  return offers.length > 0
    ? { kind: 'offered', offers: withoutTwins(offers) }
    : { kind: 'refused', reasons: attempts.flatMap((one) => ('reasons' in one ? [one.reasons] : []))[0]! };
}

function attempt(
  second: string | undefined,
  fields: readonly string[],
  year: string | undefined,
  reading: Reading,
  isDoubtful: boolean,
): Offer | { readonly reasons: readonly ConversionNote[] } {
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  const reasons: ConversionNote[] = [];
  const tried = (convert: () => Converted): Converted => {
    try {
      return convert();
    } catch (error) {
      if (!(error instanceof Unconvertible)) {
        throw error;
      }
      reasons.push(error.note);
      return { text: '', notes: [] };
    }
  };
  const parts = [
    tried(() => secondOf(second)),
    tried(() => fieldOf(minute, MINUTE)),
    tried(() => fieldOf(hour, HOUR)),
    tried(() => dayOf(day)),
    tried(() => fieldOf(month, MONTH)),
    tried(() => weekdayOf(weekday, reading, isDoubtful)),
    tried(() => yearOf(year)),
  ];
  if (![day, weekday].some((text) => text === '?' || text === '*')) {
    reasons.push({ key: 'noBoth', values: {} });
  }
  const cron = parts.flatMap(({ text }) => (text === '' ? [] : [text])).join(' ');
  if (reasons.length > 0 || parseCron(cron) === null) {
    return { reasons: reasons.length > 0 ? reasons : [{ key: 'unreadable', values: { text: fields.join(' ') } }] };
  }
  return { cron, notes: unique(parts.flatMap(({ notes }) => notes)) };
}

/** Five fields are due at second 0. */
function secondOf(text: string | undefined): Converted {
  if (text === undefined) {
    return { text: '', notes: [] };
  }
  if (!/^\d{1,2}$/.test(text) || Number(text) > 59) {
    throw new Unconvertible({ key: 'noSeconds', values: { text } });
  }
  const note: ConversionNote =
    Number(text) === 0 ? { key: 'seconds', values: {} } : { key: 'second', values: { second: String(Number(text)) } };
  return { text: '', notes: [note] };
}

function yearOf(text: string | undefined): Converted {
  if (text === undefined) {
    return { text: '', notes: [] };
  }
  if (text !== '*' && text !== '?') {
    throw new Unconvertible({ key: 'noYear', values: { text } });
  }
  return { text: '', notes: [{ key: 'year', values: {} }] };
}

function dayOf(text: string): Converted {
  if (text.includes('W')) {
    throw new Unconvertible({ key: 'noNearest', values: { text } });
  }
  if (text.includes('L')) {
    throw new Unconvertible({ key: 'noLast', values: { text } });
  }
  return text === '?' ? questionMark() : fieldOf(text, DAY);
}

function weekdayOf(text: string, reading: Reading, isDoubtful: boolean): Converted {
  if (text.includes('#')) {
    throw new Unconvertible({ key: 'noNth', values: { text } });
  }
  if (text.includes('L') && text !== 'L') {
    throw new Unconvertible({ key: 'noLast', values: { text } });
  }
  if (text === '?') {
    return questionMark();
  }
  if (!isDoubtful && !hasNumbers(text) && text !== 'L') {
    return fieldOf(text, NAMED_WEEKDAY); // names are the same everywhere
  }
  const numbers = ascending(text.split(',').flatMap((item) => weekdaysOf(item, reading)));
  const to = writeField(numbers);
  return { text: to, notes: [{ key: reading, values: { from: text, to: numbers.join(',') } }] };
}

/** The weekdays that one part of a list means, counted from Sunday as 0. */
function weekdaysOf(item: string, reading: Reading): number[] {
  if (reading === 'sundayIs1') {
    return itemOf(item === 'L' ? '7' : item, QUARTZ_WEEKDAY).values.map((weekday) => weekday - 1);
  }
  return itemOf(item, item.includes('7') ? WEEKDAY : NAMED_WEEKDAY).values.map((weekday) => weekday % 7);
}

/** Whether weekdays are named by numbers; how many a step is does not count. */
function hasNumbers(weekday: string): boolean {
  return /\d/.test(weekday.replace(/[#/]\d+/g, ''));
}

function questionMark(): Converted {
  return { text: '*', notes: [{ key: 'questionMark', values: {} }] };
}

/** A field whose numbers are the same in both dialects; what cron writes otherwise is written so. */
function fieldOf(text: string, field: CronField): Converted {
  const items = text.split(',').map((item) => itemOf(item, field));
  return { text: items.map((item) => item.text).join(','), notes: items.flatMap(({ notes }) => notes) };
}

/** One part of a list: `*`, `5`, `5-9`, `5/15`, `0/5`, `/5`, `22-2`. */
function itemOf(text: string, field: CronField): Converted & { readonly values: readonly number[] } {
  const [, body = '', stepText] = /^([^/]*)(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  const unreadable = new Unconvertible({ key: 'unreadable', values: { text } });
  const step = Number(stepText ?? 1);
  if (step < 1 || (body === '' && stepText === undefined)) {
    throw unreadable;
  }
  const [fromText = '', toText, ...more] = body.split('-');
  const isAny = body === '*' || body === '';
  const from = isAny ? field.min : read(fromText, field);
  const to = isAny || (stepText !== undefined && toText === undefined) ? field.max : read(toText ?? fromText, field);
  if (from === null || to === null || more.length > 0) {
    throw unreadable;
  }
  if (from > to) {
    const values = [...range(from, field.max), ...range(field.min, to)].filter((_, i) => i % step === 0);
    const listed = ascending(values).join(',');
    return { text: listed, notes: [{ key: 'wraps', values: { from: text, to: listed } }], values };
  }
  const values = range(from, to, step);
  if (stepText === undefined || toText !== undefined || body === '*') {
    return { text, notes: [], values };
  }
  const stepped = from === field.min ? `*/${step}` : `${from}-${to}/${step}`;
  return { text: stepped, notes: [{ key: 'steps', values: { from: text, to: stepped } }], values };
}

function read(text: string, field: CronField): number | null {
  const number = cronNumberOf(text, field);
  return number !== null && number >= field.min && number <= field.max ? number : null;
}

function unique(notes: readonly ConversionNote[]): ConversionNote[] {
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}

/** Two readings that mean the same days are one. */
function withoutTwins(offers: readonly Offer[]): Offer[] {
  return offers.filter(({ cron }, i) => offers.findIndex((other) => other.cron === cron) === i);
}
