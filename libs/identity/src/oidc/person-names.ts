import { randomUUID } from 'node:crypto';
import { nameKey } from '../accounts/name-key.js';
import type { Claims } from './role-of-claims.js';

/** The longest name of an account, and what is left of one that gets a number behind it. */
const [LONGEST, LONGEST_STEM] = [64, 54];

/** Numbers that are tried behind a name that somebody has. */
const NUMBERS = [2, 3, 4, 5, 6, 7, 8, 9];

/**
 * Names for somebody's new account, the best first: as the provider calls them, the same with a number behind, and one that nobody
 * has. Whoever has a name keeps it: a name says nothing of who somebody is.
 *
 * @param reserved - a name that nobody from outside gets: the first administrator's, who may have to be made again
 */
export function namesFor(claims: Claims, subject: string, reserved: string): string[] {
  const wanted =
    [claims['preferred_username'], claims['email'], claims['name'], subject]
      .map((claim) => (typeof claim === 'string' ? allowed(claim) : ''))
      .find((name) => name.length >= 2) ?? 'person';
  const stem = wanted.slice(0, LONGEST_STEM);
  const names = [wanted.slice(0, LONGEST), ...NUMBERS.map((number) => `${stem}-${number}`)];
  return [...names, `${stem}-${randomUUID().slice(0, 8)}`].filter((name) => nameKey(name) !== nameKey(reserved));
}

/** Of a text, what a user name is made of. */
function allowed(text: string): string {
  return text
    .normalize('NFC')
    .trim()
    .replaceAll(/[^\p{L}\p{N}._@-]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
}
