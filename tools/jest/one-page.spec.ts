import { beforeAll, describe, expect, test } from '@jest/globals';
import pagePreset from './page-preset.mjs';
import { findingsOf, type Found } from './two-files.ts';

/** Two files of tests of a page that leave behind all that one can, and say what they find. */
const FILES = {
  'node_modules/kept/package.json': '{ "name": "kept" }',
  'node_modules/kept/index.js': `
    exports.seen = [];
    exports.heard = 0;
    window.addEventListener('told', () => (exports.heard += 1));`,
  'ours.ts': 'export const seen: string[] = [];',
  'probe.ts': `
    import * as kept from 'kept';
    import { seen } from './ours';

    const own = (object: object) => Object.keys(object).filter((key) => key.startsWith('left'));

    export function probe(name: string) {
      const heard: string[] = [];
      (window as any).hear = (what: string) => heard.push(what);
      window.dispatchEvent(new Event('told'));
      document.dispatchEvent(new Event('told'));
      jest.useFakeTimers().useRealTimers();
      const found = {
        name, kept: [...kept.seen], ours: [...seen], byPackage: kept.heard, heard,
        html: document.documentElement.outerHTML, stored: localStorage.length + sessionStorage.length, path: location.pathname,
        own: [window, document, navigator, document.documentElement].flatMap(own), hidden: document.hidden,
        now: Date.now() > 1_000, isNode: document.createElement('p') instanceof Node,
      };
      return new Promise<void>((resolve) => setTimeout(() => { // after what the other file left running
        console.log('FOUND ' + JSON.stringify(found));
        kept.seen.push(name); seen.push(name);
        const tell = (what: string) => () => (window as any).hear(what);
        for (const target of [window, document]) {
          target.addEventListener('told', tell('listener'));
          target.addEventListener('told', { handleEvent: tell('object') }, true);
          (target as any).left = name;
        }
        setInterval(tell('interval'), 1);
        setTimeout(tell('timeout'), 5);
        requestAnimationFrame(tell('frame'));
        document.documentElement.lang = name;
        document.body.className = name;
        document.body.append(name);
        document.head.append(document.createElement('style'));
        localStorage.setItem('name', name);
        sessionStorage.setItem('name', name);
        history.pushState(name, '', '/' + name);
        (navigator as any).left = (document.documentElement as any).left = name;
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
        jest.useFakeTimers({ now: 0 });
        resolve();
      }, 40));
    }`,
  'a.spec.ts': `import { probe } from './probe'; test('a', () => probe('a'));`,
  'b.spec.ts': `import { probe } from './probe'; test('b', () => probe('b'));`,
};

describe('two files of tests of the page, of one worker', () => {
  let found: readonly [Found, Found];
  beforeAll(() => {
    found = findingsOf(FILES, { ...pagePreset, setupFilesAfterEnv: [] });
  }, 60_000);

  test('have the packages in common, with those who listen for them, and modules of their own where they are ours', () => {
    const [{ name }, second] = found;
    expect(found[0]).toMatchObject({ kept: [], ours: [], byPackage: 1 });
    expect(second).toMatchObject({ kept: [name], ours: [], byPackage: 2 });
  });

  test('find the page as if no other had run', () => {
    for (const one of found) {
      expect(one).toMatchObject({
        html: '<html><head></head><body></body></html>',
        heard: [],
        stored: 0,
        path: '/',
        own: [],
        hidden: false,
        now: true,
        isNode: true,
      });
    }
  });
});
