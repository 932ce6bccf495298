import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTasksClient } from '@task-queue/client';
import type { ArtifactLink } from '@task-queue/contracts';
import { connected, openClient } from '../../testing/live-listener.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';
import { talk } from '../../testing/talk.js';
import { basePath, Unfit } from '../settings/setting-values.js';
import { BasePath } from './base-path.js';

const BASE_PATH = '/tools/tasks';
const CREDENTIALS = { username: 'admin', password: PASSWORD };

let api: RunningApi;
let webDir: string;
let token: string;
beforeAll(async () => {
  webDir = await mkdtemp(join(tmpdir(), 'task-queue-web-'));
  await writeFile(join(webDir, 'index.html'), '<base href="/" /><app-root ngCspNonce="__CSP_NONCE__"></app-root>');
  await writeFile(join(webDir, 'main-ABCDEFGH.js'), 'export {};');
  api = await startApi({ BASE_PATH, TRUST_PROXY: 'loopback', API_DOCS: 'open' }, webDir);
  token = (await api.login('admin')).accessToken;
});
afterAll(async () => {
  await api.stop();
  await rm(webDir, { recursive: true });
});

describe.each([
  ['handed on by the proxy', BASE_PATH],
  ['taken off by the proxy', ''],
])('below a base path that is %s', (_how, prefix) => {
  test('the page is at every address of its own and goes on from the base path', async () => {
    for (const path of ['/', '', '?within=1h', '/system/tasks']) {
      const { status, body } = await api.request<string>('GET', prefix + path);
      expect([status, body]).toEqual([200, expect.stringContaining(`<base href="${BASE_PATH}/" /><app-root`)]);
    }
    const file = await api.request('GET', `${prefix}/main-ABCDEFGH.js`);
    expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect((await api.request('GET', `${prefix}/missing.js`)).status).toBe(404);
  });

  test('health and metrics answer', async () => {
    expect((await api.request('GET', `${prefix}/health/ready`)).status).toBe(200);
    expect((await api.request('GET', `${prefix}/metrics`)).status).toBe(200);
  });

  test('calls are refused as ever, and none is kept by a cache', async () => {
    const unknown = await api.request('GET', `${prefix}/api/nowhere`, { token });
    expect([unknown.status, unknown.headers.get('cache-control')]).toEqual([404, 'no-store']);
    const method = await api.request('PUT', `${prefix}/api/tasks`, { token });
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    const large = await api.request('POST', `${prefix}/api/auth/login`, {
      body: { username: 'a', password: 'p'.repeat(5_000) },
    });
    expect(large.status).toBe(413);
  });

  test('a new task is where Location says to somebody outside, and its file where the link does', async () => {
    const body = { type: 'tasks.export', params: { format: 'csv' } };
    const created = await api.request<{ id: string }>('POST', `${prefix}/api/tasks`, { token, body });
    const { id } = created.body;
    expect(created.headers.get('location')).toBe(`${BASE_PATH}/api/tasks/${id}`);
    await api.finished(token, id);
    const link = await api.request<ArtifactLink>('POST', `${prefix}/api/tasks/${id}/artifact/link`, { token });
    expect(link.body.url).toMatch(new RegExp(`^${BASE_PATH}/api/tasks/${id}/artifact/download\\?signature=`));
    const file = await api.request<string>('GET', link.body.url.replace(BASE_PATH, prefix));
    expect([file.status, file.headers.get('content-disposition')]).toEqual([200, expect.stringContaining('.csv')]);
  });

  test('the cookies of a session are for the base path alone', async () => {
    const over = async (scheme: string): Promise<string[]> => {
      const headers = { 'x-forwarded-proto': scheme };
      const answer = await api.request('POST', `${prefix}/api/auth/login`, { body: CREDENTIALS, headers });
      return answer.headers.getSetCookie();
    };
    for (const cookie of await over('http')) {
      expect(cookie).toMatch(/^task-queue-\w+-[0-9a-f]{8}=.*; Path=\/tools\/tasks; HttpOnly; SameSite=Strict$/);
    }
    const secure = await over('https');
    expect(secure).not.toEqual([]);
    for (const cookie of secure) {
      expect(cookie).toMatch(/^__Secure-task-queue-.*; Path=\/tools\/tasks; HttpOnly; Secure; SameSite=Strict$/);
    }
    const [cookie] = secure.map((each) => each.split(';')[0]!).filter((each) => each.includes('refresh'));
    const headers = { 'x-forwarded-proto': 'https', cookie: cookie! };
    const renewed = await api.request('POST', `${prefix}/api/auth/refresh`, { headers });
    expect(renewed.status).toBe(200);
  });

  test('TLS is asked for of this host alone: those below it in name are its owner’s', async () => {
    for (const path of ['/health/live', '/api/tasks', '/socket.io/?EIO=4&transport=polling']) {
      const { headers } = await api.request('GET', prefix + path);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    }
  });

  test('the API documentation is there, and tries calls below the base path', async () => {
    const page = await api.request<string>('GET', `${prefix}/api/docs`);
    expect(page.body).toContain('swagger-ui');
    expect(page.headers.get('content-security-policy')).toContain("style-src 'self' 'unsafe-inline'");
    const parts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part!);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      const { origin, pathname } = new URL(part, `http://outside${BASE_PATH}/api/docs`); // as a browser reads it
      expect([part, origin, pathname.startsWith(`${BASE_PATH}/api/docs/`)]).toEqual([part, 'http://outside', true]);
      expect((await api.request('GET', prefix + pathname.slice(BASE_PATH.length))).status).toBe(200);
    }
    const { body } = await api.request<{ servers: unknown[] }>('GET', `${prefix}/api/docs-json`);
    expect(body.servers).toMatchObject([{ url: BASE_PATH }]);
  });

  test('the client of programs calls, listens and downloads', async () => {
    const client = createTasksClient({ url: api.url + prefix, token });
    const { id } = await client.tasks.create({ type: 'tasks.export', params: { format: 'csv' } });
    expect((await client.waitFor(id)).status).toBe('completed');
    expect((await fetch((await client.tasks.artifactLink(id)).url)).status).toBe(200);
  });

  test.each(['websocket', 'polling'] as const)('sockets connect by %s', async (transport) => {
    const options = { path: `${prefix}/socket.io`, transports: [transport] };
    const client = openClient(api.url, { token }, options);
    await expect(connected(client)).resolves.toBeUndefined();
    client.disconnect();
  });
});

test('an address that only begins like the base path is not below it', async () => {
  const { status } = await api.request('GET', `${BASE_PATH}-else/api/tasks`, { token });
  expect(status).toBe(200); // the page, to which no such address is known
  expect(new BasePath('/v1.0').strip('/v1x0/api')).toBe('/v1x0/api');
});

test('a whole address, as some proxies ask for, is read the same way', async () => {
  const host = new URL(api.url).host;
  const said = `GET http://${host}${BASE_PATH}/health/live HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  expect((await talk(api.url, said)).text).toMatch(/^HTTP\/1.1 200 [\s\S]*"up"/);
});

test('at the root nothing is taken off', async () => {
  expect(new BasePath('').strip('/api/tasks?page=2')).toBe('/api/tasks?page=2');
});

test.each([
  'https://a.example/tools',
  '/',
  '/tools/../tasks',
  '/tools/a b',
  '/a"><script>',
  '/a?b=1',
  '/a;b',
  '/%61',
  '/工具',
])('%s is no base path', (path) => expect(basePath(path)).toBeInstanceOf(Unfit));

test.each(['/tasks', '/tools/tasks', '/v1.0/~ann/task_queue-2', '/apis'])('%s is one', (path) => {
  expect(basePath(path)).toBe(path);
});
