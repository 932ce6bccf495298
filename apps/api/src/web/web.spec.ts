import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locale } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

const INDEX = `<!doctype html><html lang="__LANG__"><title>__TITLE__</title>
<meta name="description" content="__DESCRIPTION__" /><meta name="default-locale" content="__DEFAULT_LOCALE__" />
<meta name="sign-in" content="__SIGN_IN__" />
<noscript>__NOSCRIPT__</noscript><app-root ngCspNonce="__CSP_NONCE__"></app-root></html>`;

let api: RunningApi;
let webDir: string;
beforeAll(async () => {
  webDir = await mkdtemp(join(tmpdir(), 'task-queue-web-'));
  await writeFile(join(webDir, 'index.html'), INDEX);
  await writeFile(join(webDir, 'main-ABCDEFGH.js'), 'export {};');
  await writeFile(join(webDir, 'main-ABCDEFGH.js.br'), brotliCompressSync('export {};'));
  await writeFile(join(webDir, 'chunk-BzHkR1Nf.js'), 'export {};');
  await writeFile(join(webDir, 'notification-worker.js'), '');
  api = await startApi({}, webDir);
});
afterAll(async () => {
  await api.stop();
  await rm(webDir, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Answer<string>> =>
  api.request('GET', path, { headers });
const policyOf = ({ headers }: Answer<unknown>): string => headers.get('content-security-policy') ?? '';

describe('the page', () => {
  test('stands at every address of its own, with a nonce of its own each time', async () => {
    const nonces = new Set<string>();
    for (const path of ['/', '/system/tasks', '/login']) {
      const answer = await get(path);
      const nonce = /ngCspNonce="([^"]+)"/.exec(answer.body)?.[1] ?? 'none';
      expect(policyOf(answer)).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  test('is told the ways to sign in: a password, where there is no provider', async () => {
    expect((await get('/login')).body).toContain('<meta name="sign-in" content="password" />');
  });

  test('runs no script but its own files and stands in no frame', async () => {
    const answer = await get('/');
    expect(policyOf(answer)).toContain("script-src 'self';");
    expect(policyOf(answer)).toContain("frame-ancestors 'none'");
    expect(policyOf(answer)).not.toContain('unsafe-inline');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
  });

  describe.each<{ readonly DEFAULT_LOCALE: Locale; readonly asked: [language: string, locale: Locale][] }>([
    {
      DEFAULT_LOCALE: 'zh-CN',
      asked: [
        ['', 'zh-CN'],
        ['fr', 'zh-CN'],
        ['en-GB,zh;q=0.9', 'en'],
        ['zh-TW', 'zh-CN'],
        ['*', 'zh-CN'],
      ],
    },
    {
      DEFAULT_LOCALE: 'en',
      asked: [
        ['', 'en'],
        ['fr', 'en'],
        ['en-GB', 'en'],
        ['fr,zh-HK;q=0.9,en;q=0.8', 'zh-CN'],
      ],
    },
  ])('of a server set to $DEFAULT_LOCALE', ({ DEFAULT_LOCALE, asked }) => {
    let own: RunningApi;
    beforeAll(async () => {
      own = await startApi({ DEFAULT_LOCALE }, webDir);
    });
    afterAll(() => own.stop());

    test.each(asked)('asked for %j is in %s before its program runs, as a problem is', async (language, locale) => {
      const headers = { 'accept-language': language };
      const answer = await own.request<string>('GET', '/login', { headers });
      expect(answer.body).toContain(`<html lang="${locale}"><title>${locale === 'en' ? 'Task queue' : '任务队列'}<`);
      expect(answer.body).toContain(`name="default-locale" content="${DEFAULT_LOCALE}"`);
      expect(answer.body).toContain(locale === 'en' ? 'This page needs JavaScript' : '此页面需要 JavaScript');
      expect(answer.body).not.toMatch(/__[A-Z]/);
      expect(answer.headers.get('content-language')).toBe(locale);
      expect(answer.headers.get('vary')).toContain('accept-language');
      const problem = await own.request('GET', '/api/tasks', { headers });
      expect(problem.headers.get('content-language')).toBe(locale);
    });
  });

  test('lets its named-by-content files be kept for ever, and no others', async () => {
    for (const file of ['/main-ABCDEFGH.js', '/chunk-BzHkR1Nf.js']) {
      expect((await get(file)).headers.get('cache-control')).toContain('immutable');
    }
    expect((await get('/notification-worker.js')).headers.get('cache-control')).toBe('no-cache');
  });

  test('is sent compressed to who can read it', async () => {
    const canRead = { 'accept-encoding': 'br' };
    const compressed = await get('/main-ABCDEFGH.js', canRead);
    expect(compressed.headers.get('content-encoding')).toBe('br');
    expect(compressed.headers.get('content-type')).toContain('javascript');
    expect(compressed.body).toBe('export {};');
    expect((await get('/chunk-BzHkR1Nf.js', canRead)).headers.get('content-encoding')).toBeNull();
  });

  test.each(['/api/nowhere', '/missing.js', '/..%2f..%2fetc%2fpasswd.txt', '/metrics/x'])(
    'is not given for %s',
    async (path) => {
      const { status, body } = await get(path);
      expect(status).toBe(404);
      expect(JSON.stringify(body)).not.toContain('app-root');
    },
  );
});

describe('the API documentation', () => {
  test('is served with every call described', async () => {
    expect((await get('/api/docs')).body).toContain('swagger-ui');
    const { body } = await api.request<{ paths: Record<string, unknown> }>('GET', '/api/docs-json');
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/api/tasks', '/api/tasks/{id}', '/api/tasks/{id}/cancel', '/api/auth/login']),
    );
  });

  test('is not there when it is off', async () => {
    const closed = await startApi({ API_DOCS: 'off' });
    const paths = ['/api/docs', '/api/docs-json', '/api/docs/asyncapi.json'];
    const statuses = await Promise.all(paths.map(async (path) => (await closed.request('GET', path)).status));
    await closed.stop();
    expect(statuses).toEqual([404, 404, 404]);
  });
});
