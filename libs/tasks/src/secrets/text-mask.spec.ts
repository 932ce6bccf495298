import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { SECRET_MASK } from '@task-queue/contracts';
import { messageOf } from '../domain/error-text.js';
import { NO_MASK, TextMask } from './text-mask.js';

const SECRET = 'Pä"ss/wörd+1?&%\\ Ω';
const mask = new TextMask([SECRET]);
const basic = (user: string, encoding: BufferEncoding = 'base64'): string =>
  Buffer.from(`${user}:${SECRET}@end`).toString(encoding);

test.each([
  ['as it is', `login failed for ${SECRET}!`],
  ['as JSON', JSON.stringify({ body: { password: SECRET } })],
  ['in an address', `GET /?password=${encodeURIComponent(SECRET)}&x=1`],
  ['in an address in small letters', encodeURIComponent(SECRET).replaceAll(/%../g, (code) => code.toLowerCase())],
  ['as a form', new URLSearchParams({ password: SECRET }).toString()],
  ['in base64', Buffer.from(SECRET).toString('base64')],
  ['in base64 after others, of one byte', basic('a')],
  ['in base64 after others, of two bytes', basic('ab')],
  ['in base64 after others, of three bytes', basic('abc')],
  ['in base64 of addresses', basic('abcd', 'base64url')],
])('a secret is hidden %s', (_how, text) => {
  const masked = mask.text(text);
  expect(masked).toContain(SECRET_MASK);
  const left = masked + decodeURIComponent(masked.replaceAll('+', ' ')) + Buffer.from(masked, 'base64').toString();
  expect(left).not.toMatch(/ss\/w|rd\+1|ss%2|C3%B6|c3%b6/);
});

test('each line of one that has several is hidden, as an error tells of one of them', () => {
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQ\n-----END KEY-----';
  expect(new TextMask([key]).text('bad line kqhkiG9w0BAQ')).toBe(`bad line ${SECRET_MASK}`);
});

test('one with blanks at its ends is hidden as a handler uses it that trims it', () => {
  expect(new TextMask([' s3cret-1\t\n']).text('no entry with s3cret-1!')).toBe(`no entry with ${SECRET_MASK}!`);
});

test('the longer of two secrets is hidden whole where the shorter is a part of it', () => {
  expect(new TextMask(['abcd', 'xx-abcd-yy']).text('xx-abcd-yy abcd')).toBe(`${SECRET_MASK} ${SECRET_MASK}`);
});

test('texts of less than four characters, and what is no text, hide nothing', () => {
  const little = new TextMask(['abc', '', null, 12345, true]);
  expect([little.isEmpty, little.text('abc 12345 true'), NO_MASK.text('abc…')]).toEqual([
    true,
    'abc 12345 true',
    'abc…',
  ]);
});

test('what is left of one where a text was cut is hidden as well', () => {
  const long = `k-${'0123456789'.repeat(100)}`;
  const told = messageOf({ request: { auth: `token ${long}` } });
  expect(told).toContain('k-0123456789');
  expect(new TextMask([long]).text(told)).toBe(`{"request":{"auth":"token ${SECRET_MASK}…"}}`);
});

test('a value is hidden at any depth, in names and numbers too, and stays what it is', () => {
  const value = { [SECRET]: [{ deep: `x ${SECRET}` }], pin: 123456, count: 5, none: null, yes: true };
  const json = JSON.parse(JSON.stringify(value)) as unknown;
  expect(new TextMask([SECRET, '123456']).value(json)).toEqual({
    [SECRET_MASK]: [{ deep: `x ${SECRET_MASK}` }],
    pin: SECRET_MASK,
    count: 5,
    none: null,
    yes: true,
  });
});

test('what holds it says nothing of it', () => {
  expect(inspect(mask, { depth: 9, showHidden: true })).not.toContain('ss/w');
});

test('a long text takes no time worth speaking of', () => {
  const text = `${'a'.repeat(999)}… `.repeat(1_000);
  const begunUs = process.threadCpuUsage().user;
  new TextMask(['b'.repeat(10_000), SECRET]).text(text);
  expect(process.threadCpuUsage().user - begunUs).toBeLessThan(2_000_000);
});
