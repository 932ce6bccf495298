import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { keyIdOf, KeyRing, type SecretKey } from './key-ring.js';

const keyOf = (id: string): SecretKey => ({ id, key: randomBytes(32) });
const [OLD, NEW] = [keyOf('old-1'), keyOf('new_2')];

test('what is sealed opens where it belongs, says its key and nothing of itself, and is never twice the same', () => {
  const ring = new KeyRing([OLD]);
  const sealed = [ring.seal('hunter2 🔑', 'mine'), ring.seal('hunter2 🔑', 'mine')];
  expect(sealed.map((one) => ring.open(one, 'mine'))).toEqual(['hunter2 🔑', 'hunter2 🔑']);
  expect(sealed.map(keyIdOf)).toEqual(['old-1', 'old-1']);
  expect(sealed[0]).not.toBe(sealed[1]);
  expect(sealed.join()).not.toMatch(/hunter|aHVudGVy/);
});

test('the first of the keys seals, each of them opens what it has sealed', () => {
  const before = new KeyRing([OLD]).seal('a', '');
  const ring = new KeyRing([NEW, OLD]);
  expect([ring.open(before, ''), keyIdOf(ring.seal('b', ''))]).toEqual(['a', 'new_2']);
});

describe('it does not open', () => {
  const sealed = new KeyRing([OLD]).seal('secret', 'mine');
  const changed = (at: number): string => {
    const [version, id, text] = sealed.split('.');
    const bytes = Buffer.from(text!, 'base64url');
    bytes[at < 0 ? bytes.length + at : at]! ^= 1;
    return `${version}.${id}.${bytes.toString('base64url')}`;
  };

  test.each([
    ['for something else', sealed, 'theirs'],
    ['with another nonce', changed(0), 'mine'],
    ['with another ciphertext', changed(12), 'mine'],
    ['with another tag', changed(-1), 'mine'],
    ['with a shorter tag', sealed.slice(0, -4), 'mine'],
    ['as another version', sealed.replace('1.', '2.'), 'mine'],
    ['without its end', sealed.slice(0, 20), 'mine'],
  ])('%s', (_how, text, context) => {
    const open = () => new KeyRing([OLD]).open(text, context);
    expect(open).toThrow('The secret params do not open with the key "old-1"');
  });

  test.each([[[]], [[NEW]]])('without its key, which is named: %#', (keys: SecretKey[]) => {
    expect(() => new KeyRing(keys).open(sealed, 'mine')).toThrow(
      'sealed with the key "old-1", which this process does not',
    );
  });

  test('as the work of another key of that name', () => {
    expect(() => new KeyRing([{ ...NEW, id: 'old-1' }]).open(sealed, 'mine')).toThrow(
      'do not open with the key "old-1"',
    );
  });
});

test.each([
  ['a short one', [{ id: 'a', key: randomBytes(31) }]],
  ['a name that could not be told from the rest', [{ id: 'a.b', key: randomBytes(32) }]],
  ['no name', [{ id: '', key: randomBytes(32) }]],
  ['two of a name', [OLD, { ...NEW, id: OLD.id }]],
])('keys are refused by name: %s', (_what, keys) => {
  expect(() => new KeyRing(keys)).toThrow(`secrets.keys: "${keys.at(-1)!.id}" is no key of`);
});

test('a digest tells texts apart, and without the key nobody can try them out', () => {
  const [ring, other] = [new KeyRing([OLD, NEW]), new KeyRing([NEW, OLD])];
  expect(ring.digest('a')).toBe(new KeyRing([OLD]).digest('a'));
  expect(ring.digest('a')).not.toBe(ring.digest('b'));
  expect(ring.digest('a')).not.toBe(other.digest('a'));
});
