import { describe, expect, it } from '@jest/globals';
import { asInstant, instantsOf, offsetName, toInstant, toLocalTime } from './local-time';

const NEW_YORK = 'America/New_York';
const LORD_HOWE = 'Australia/Lord_Howe'; // whose clocks change by half an hour
const SHANGHAI = 'Asia/Shanghai'; // whose clocks don't
const BERLIN = 'Europe/Berlin';
const APIA = 'Pacific/Apia'; // which left out a day

const iso = (instants: readonly number[] | null): string[] | null =>
  instants && instants.map((ms) => new Date(ms).toISOString());

describe('a local time', () => {
  it.each([
    [NEW_YORK, '2027-03-14T01:59', '2027-03-14T06:59:00.000Z', 'GMT-5'],
    [NEW_YORK, '2027-03-14T03:00', '2027-03-14T07:00:00.000Z', 'GMT-4'],
    [NEW_YORK, '2027-07-01T09:00', '2027-07-01T13:00:00.000Z', 'GMT-4'],
    [NEW_YORK, '2027-12-01T09:00', '2027-12-01T14:00:00.000Z', 'GMT-5'],
    [LORD_HOWE, '2027-07-01T09:00', '2027-06-30T22:30:00.000Z', 'GMT+10:30'],
    [LORD_HOWE, '2027-12-01T09:00', '2027-11-30T22:00:00.000Z', 'GMT+11'],
    [SHANGHAI, '2027-03-14T02:30', '2027-03-13T18:30:00.000Z', 'GMT+8'],
    [BERLIN, '2027-07-01T09:00:30', '2027-07-01T07:00:30.000Z', 'GMT+2'],
    ['Asia/Kolkata', '2027-07-01T09:00', '2027-07-01T03:30:00.000Z', 'GMT+5:30'],
    ['Pacific/Kiritimati', '2027-01-01T00:00', '2026-12-31T10:00:00.000Z', 'GMT+14'],
    ['America/St_Johns', '2027-01-01T00:00', '2027-01-01T03:30:00.000Z', 'GMT-3:30'],
    ['UTC', '2027-01-01T00:00', '2027-01-01T00:00:00.000Z', 'GMT'],
  ])('in %s, %s, is one instant, and that one is the same time again', (zone, text, instant, offset) => {
    expect(iso(instantsOf(text, zone))).toEqual([instant]);
    expect(toInstant(text, zone)).toBe(instant);
    expect(toLocalTime(instant, zone)).toBe(text);
    expect(offsetName(Date.parse(instant), zone)).toBe(offset);
  });

  it.each([
    [NEW_YORK, '2027-03-14T02:00'],
    [NEW_YORK, '2027-03-14T02:30'],
    [NEW_YORK, '2027-03-14T02:59:59'],
    [LORD_HOWE, '2027-10-03T02:00'],
    [LORD_HOWE, '2027-10-03T02:29'],
    [BERLIN, '2027-03-28T02:30'],
    [APIA, '2011-12-30T12:00'],
  ])('in %s, %s, that clocks go forward over is none', (zone, text) => {
    expect(instantsOf(text, zone)).toEqual([]);
    expect(toInstant(text, zone)).toBe('');
  });

  it.each([
    [NEW_YORK, '2027-11-07T01:30', ['2027-11-07T05:30:00.000Z', '2027-11-07T06:30:00.000Z'], ['-04:00', '-05:00']],
    [LORD_HOWE, '2027-04-04T01:45', ['2027-04-03T14:45:00.000Z', '2027-04-03T15:15:00.000Z'], ['+11:00', '+10:30']],
    [BERLIN, '2027-10-31T02:00', ['2027-10-31T00:00:00.000Z', '2027-10-31T01:00:00.000Z'], ['+02:00', '+01:00']],
  ])('in %s, %s, that comes twice is two until one is chosen', (zone, text, instants, offsets) => {
    const both = instantsOf(text, zone)!;
    expect(iso(both)).toEqual(instants);
    expect(toInstant(text, zone)).toBe('');
    both.forEach((ms, i) => {
      const chosen = asInstant(text, ms, zone);
      expect(chosen).toBe(text + offsets[i]);
      expect(toInstant(chosen, zone)).toBe(instants[i]);
      expect(toLocalTime(ms, zone)).toBe(chosen);
      expect(asInstant(chosen, both[1 - i]!, zone)).toBe(text + offsets[1 - i]); // and another one after it
    });
  });

  it.each(['', 'tomorrow', '2027-02-30T09:00', '2027-13-01T09:00', '2027-07-01', '09:00'])('%j is no time', (text) => {
    expect(instantsOf(text, NEW_YORK)).toBeNull();
    expect(toInstant(text, NEW_YORK)).toBe('');
  });

  it('is none of an instant that is none', () => {
    expect(toLocalTime('', NEW_YORK)).toBe('');
  });

  it.each([NEW_YORK, LORD_HOWE, BERLIN, SHANGHAI])('in %s goes there and back all through a year', (zone) => {
    const instants = Array.from({ length: 2 * 24 * 365 }, (_, i) => Date.UTC(2027, 0, 1) + i * 30 * 60_000);
    const lost = instants.filter((ms) => toInstant(toLocalTime(ms, zone), zone) !== new Date(ms).toISOString());
    expect(lost.map((ms) => new Date(ms).toISOString())).toEqual([]);
  });

  it('is in the browser’s own zone where none is named', () => {
    const ms = Date.UTC(2027, 6, 1, 9);
    expect(toLocalTime(ms)).toBe(toLocalTime(ms, new Intl.DateTimeFormat().resolvedOptions().timeZone));
  });
});
