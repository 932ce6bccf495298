import { expect, test } from '@jest/globals';
import { serverUrl } from './server-url.ts';

test.each([
  [{}, 'http://127.0.0.1:3000'],
  [{ HOST: '', PORT: '' }, 'http://127.0.0.1:3000'],
  [{ HOST: '0.0.0.0', PORT: '80' }, 'http://127.0.0.1:80'],
  [{ HOST: '::1' }, 'http://[::1]:3000'],
  [{ HOST: '::', PORT: '4000' }, 'http://[::1]:4000'],
  [{ HOST: 'tasks.local' }, 'http://tasks.local:3000'],
])('with %j the server is reached at %s', (env, url) => {
  expect(serverUrl(env)).toBe(url);
  expect(URL.canParse(url)).toBe(true);
});
