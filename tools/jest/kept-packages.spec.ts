import { beforeAll, describe, expect, test } from '@jest/globals';
import nodePreset from './node-preset.mjs';
import { findingsOf, type Found } from './two-files.ts';

/** A workspace with packages of both kinds and two files of tests, which say one after the other what they find. */
const FILES = {
  'node_modules/imported/package.json': '{ "name": "imported", "type": "module", "exports": "./index.js" }',
  'node_modules/imported/index.js': `
    globalThis.madeByPackage = 'here';
    export class Refused extends Error {}
    export const later = async () => (await import('./later.js')).default;
    export const seen = [];`,
  'node_modules/imported/later.js': `export default 'later';`,
  'node_modules/required/package.json': '{ "name": "required" }',
  'node_modules/required/index.js': `exports.seen = []; exports.later = () => require('./later.js');`,
  'node_modules/required/later.js': `module.exports = ['later'];`,
  'ours.ts': 'export const seen: string[] = [];',
  'probe.ts': `
    import { expect, jest } from '@jest/globals';
    import { later, Refused, seen } from 'imported';
    import required from 'required';
    import { seen as ours } from './ours.js';

    export async function probe(name: string) {
      const found = {
        name, imported: [...seen], required: [...required.seen], ours: [...ours],
        isError: new Refused() instanceof Error, isArray: required.later() instanceof Array, later: await later(),
        global: globalThis.leak, env: process.env.LEAK, fetch: fetch === globalThis.ownFetch, made: globalThis.madeByPackage,
        now: Date.now() === 0,
      };
      console.log('FOUND ' + JSON.stringify(found));
      seen.push(name); required.seen.push(name); ours.push(name);
      globalThis.leak = process.env.LEAK = name;
      globalThis.ownFetch = globalThis.fetch = () => undefined;
      jest.useFakeTimers({ now: 0 });
      expect(found.name).toBe(name);
    }`,
  'a.spec.ts': `import { test } from '@jest/globals'; import { probe } from './probe.js'; test('a', () => probe('a'));`,
  'b.spec.ts': `import { test } from '@jest/globals'; import { probe } from './probe.js'; test('b', () => probe('b'));`,
};

describe('two files of tests of one worker', () => {
  let found: readonly [Found, Found];
  beforeAll(() => {
    found = findingsOf(FILES, nodePreset);
  }, 60_000);

  test('have the packages in common, which are loaded once', () => {
    expect(found.map(({ imported }) => imported)).toEqual([[], [found[0]['name']]]);
    expect(found.map(({ required }) => required)).toEqual([[], [found[0]['name']]]);
  });

  test('have modules of their own where they are ours', () => {
    expect(found.map(({ ours }) => ours)).toEqual([[], []]);
  });

  test('find globals, environment and time as if no other had run, and what a package made', () => {
    const untouched = { fetch: false, made: 'here', now: false };
    expect(found[1]).toMatchObject(untouched);
    expect(found[1]).not.toHaveProperty('global');
    expect(found[1]).not.toHaveProperty('env');
  });

  test('know errors and arrays of packages as such, and what these load late', () => {
    const known = { isError: true, isArray: true, later: 'later' };
    expect(found).toEqual([expect.objectContaining(known), expect.objectContaining(known)]);
  });
});
