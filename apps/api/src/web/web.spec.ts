import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi, type Answer, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
let webDir: string;
beforeAll(async () => {
  webDir = await mkdtemp(join(tmpdir(), 'task-queue-web-'));
  await writeFile(join(webDir, 'index.html'), '<!doctype html><app-root ngCspNonce="__CSP_NONCE__"></app-root>');
  await writeFile(join(webDir, 'main-ABCDEFGH.js'), 'export {};');
  api = await startApi({}, webDir);
});
afterAll(async () => {
  await api.stop();
  await rm(webDir, { recursive: true });
});

const get = (path: string): Promise<Answer<string>> => api.request('GET', path);
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

  test('runs no script but its own files and stands in no frame', async () => {
    const answer = await get('/');
    expect(policyOf(answer)).toContain("script-src 'self';");
    expect(policyOf(answer)).toContain("frame-ancestors 'none'");
    expect(policyOf(answer)).not.toContain('unsafe-inline');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
  });

  test('lets its named-by-content files be kept for ever', async () => {
    expect((await get('/main-ABCDEFGH.js')).headers.get('cache-control')).toContain('immutable');
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
    const { status } = await closed.request('GET', '/api/docs-json');
    await closed.stop();
    expect(status).toBe(404);
  });
});
