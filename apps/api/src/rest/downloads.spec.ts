import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ArtifactLink, LoginResponse, Task } from '@task-queue/contracts';
import { TaskHandler, type TaskContext } from '@task-queue/tasks';
import { RedisConnections } from '@task-queue/tasks/server';
import { startApi, type RunningApi } from '../../testing/start-api.js';

const CONTENT = randomBytes(12 * 1024 * 1024);
const MINUTE_MS = 60_000;

class NoParams {}

@TaskHandler({ type: 'test.file', title: { zh: '文件', en: 'File' }, params: NoParams })
class FileTask {
  async run(_params: NoParams, { artifact }: TaskContext): Promise<void> {
    await pipeline([CONTENT], artifact('报表\u202Ecod.bin', 'application/octet-stream'));
  }
}

const lines: string[] = [];
let dataDir: string;
let api: RunningApi;
let ann: LoginResponse;
let ben: LoginResponse;
let file: Task;
const start = (env: Readonly<Record<string, string>> = {}): Promise<RunningApi> =>
  startApi({ DATA_DIR: dataDir, LOG_LEVEL: 'trace', ...env }, undefined, [FileTask], {
    write: (line) => void lines.push(line),
  });
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'task-queue-downloads-'));
  api = await start();
  ann = await api.person('ann');
  ben = await api.person('ben');
  file = await made(ann);
});
afterAll(async () => {
  await api.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function made({ accessToken }: LoginResponse): Promise<Task> {
  const { id } = await api.create(accessToken, { type: 'test.file' });
  return api.finished(accessToken, id);
}

const linkOf = async ({ accessToken }: LoginResponse, { id } = file): Promise<ArtifactLink> =>
  (await api.request<ArtifactLink>('POST', `/api/tasks/${id}/artifact/link`, { token: accessToken })).body;

interface Download {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

/** As a browser does it: without a token. */
async function download(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Download> {
  const response = await fetch(`${api.url}${path}`, { method, headers });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

const statusOf = async (path: string, headers?: Record<string, string>): Promise<number> =>
  (await download(path, headers)).status;
const codeIn = ({ bytes }: Download): unknown => (JSON.parse(bytes.toString()) as { code: unknown }).code;
const isContent = (bytes: Buffer): boolean => bytes.equals(CONTENT);

describe('a signed address', () => {
  test('downloads the file without a token, in the same words as with one', async () => {
    const { url, expiresAt } = await linkOf(ann);
    expect(url).toMatch(new RegExp(`^/api/tasks/${file.id}/artifact/download\\?signature=[\\w-]+$`));
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - MINUTE_MS)).toBeLessThan(30_000);
    const byLink = await download(url);
    const byToken = await download(`/api/tasks/${file.id}/artifact`, { authorization: `Bearer ${ann.accessToken}` });
    expect([byLink.status, isContent(byLink.bytes)]).toEqual([200, true]);
    for (const name of ['content-disposition', 'content-length', 'content-type', 'etag', 'last-modified']) {
      expect(byLink.headers.get(name)).toBe(byToken.headers.get(name));
    }
    expect(byLink.headers.get('etag')).toMatch(/^"[\w-]+"$/);
    expect(byLink.headers.get('accept-ranges')).toBe('bytes');
    expect(byLink.headers.get('cache-control')).toBe('private, no-store');
    expect(byLink.headers.get('content-disposition')).toContain(encodeURIComponent('报表cod.bin'));
  });

  test('is good for its own file, and refused in words that say what to do', async () => {
    const { url } = await linkOf(ann);
    const other = await made(ann);
    const refused = await Promise.all([
      download(url.replace(file.id, other.id)),
      download(url.slice(0, -1)),
      download(`${url}&signature=x`),
      download(url.replace(/=.*/, '=')),
    ]);
    expect(refused.map((one) => [one.status, codeIn(one)])).toEqual(refused.map(() => [403, 'INVALID_LINK']));
    expect(await statusOf(url.replace(/\?.*/, ''))).toBe(401);
    const { bytes } = await download(url.slice(0, -1), { 'accept-language': 'en' });
    expect(JSON.parse(bytes.toString())).toMatchObject({ detail: expect.stringContaining('download the file from') });
  });

  test('is given to whoever may see the file, and for none that is not there', async () => {
    const ask = (id: string, { accessToken: token }: LoginResponse) =>
      api.request('POST', `/api/tasks/${id}/artifact/link`, { token });
    expect((await ask(file.id, ben)).body).toMatchObject({ status: 404, code: 'TASK_NOT_FOUND' });
    const { id: without } = await api.create(ann.accessToken, { type: 'demo.steps', runAt: '2099-01-01T00:00:00Z' });
    expect((await ask(without, ann)).body).toMatchObject({ status: 404, code: 'ARTIFACT_NOT_FOUND' });
    const lost = await made(ann);
    await rm(join(dataDir, 'artifacts', lost.id.slice(-2), lost.id), { recursive: true });
    expect((await ask(lost.id, ann)).body).toMatchObject({ status: 404, code: 'ARTIFACT_NOT_FOUND' });
    const { url } = await linkOf(ann, { ...file, id: file.id.toUpperCase() });
    expect([await statusOf(url), await statusOf(url.replace(/tasks\/[^/]+/, `tasks/${file.id}`))]).toEqual([200, 200]);
  });

  test('is good for a minute to begin, and for an hour for whoever has begun', async () => {
    const clock = api.app.get(RedisConnections).clock;
    const { url } = await linkOf(ann);
    const etag = (await download(url, {}, 'HEAD')).headers.get('etag')!;
    const goOn = { range: 'bytes=1000-', 'if-range': etag };
    const nowMs = clock.nowMs();
    const now = jest.spyOn(clock, 'nowMs');
    try {
      now.mockReturnValue(nowMs + MINUTE_MS + 1_000);
      expect(await statusOf(url)).toBe(403);
      expect(await statusOf(url, { range: 'bytes=0-' })).toBe(403);
      expect(await statusOf(url, { range: 'bytes=0-', 'if-range': '"made up"' })).toBe(403);
      expect(await statusOf(url, goOn)).toBe(206);
      expect(await statusOf(url, { range: 'bytes=1000-', 'if-match': etag })).toBe(206);
      now.mockReturnValue(nowMs + 61 * MINUTE_MS);
      expect(await statusOf(url, goOn)).toBe(403);
    } finally {
      now.mockRestore();
    }
  });

  test('ends with the session it was asked for in, with the account, and with the role it needed', async () => {
    const admin = await api.login('admin');
    const change = (id: string, body: object) =>
      api.request('PATCH', `/api/users/${id}`, { token: admin.accessToken, body });
    const again = await api.login('ann');
    const [signedOut, other] = [await linkOf(again), await linkOf(ann)];
    await api.request('POST', '/api/auth/logout', { token: again.accessToken });
    expect([await statusOf(signedOut.url), await statusOf(other.url)]).toEqual([403, 200]);

    const boss = await api.person('boss', 'admin');
    const { url } = await linkOf(boss);
    expect(await statusOf(url)).toBe(200);
    await change(boss.user.id, { role: 'user' });
    expect(await statusOf(url)).toBe(403);

    const gone = await api.person('gone');
    const own = await linkOf(gone, await made(gone));
    expect(await statusOf(own.url)).toBe(200);
    await change(gone.user.id, { disabled: true });
    expect(await statusOf(own.url)).toBe(403);
  });

  test('of a task that was deleted leads nowhere', async () => {
    const task = await made(ann);
    const { url } = await linkOf(ann, task);
    await api.request('DELETE', `/api/tasks/${task.id}`, { token: ann.accessToken });
    const answer = await download(url);
    expect([answer.status, codeIn(answer)]).toEqual([404, 'TASK_NOT_FOUND']);
  });

  test('that one process signed is good at every other', async () => {
    const { url } = await linkOf(ann);
    const other = await start({ REDIS_PREFIX: api.fixture.prefix, ROLE: 'api' });
    try {
      const response = await fetch(`${other.url}${url}`);
      expect([response.status, isContent(Buffer.from(await response.arrayBuffer()))]).toEqual([200, true]);
    } finally {
      await other.app.close();
      await other.fixture.close();
    }
  });

  test('is in no log line, whatever is logged and whether it was good or not', async () => {
    const from = lines.length;
    const { url } = await linkOf(ann);
    const signature = new URL(url, api.url).searchParams.get('signature')!;
    await download(url);
    await download(url.slice(0, -1));
    await download(`/nowhere?signature=${signature}`);
    await download(url, {}, 'DELETE');
    const said = lines.slice(from);
    expect(said.filter((line) => line.includes('/artifact/download')).length).toBeGreaterThan(2);
    expect(said.filter((line) => line.includes(signature.slice(0, -1)))).toEqual([]);
  });
});

describe('a download', () => {
  /** The answer when its headers are there, and nothing of it is read. */
  const begun = (url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => get(`${api.url}${url}`, { headers }, resolve).on('error', reject));

  test('that broke off goes on where it was, by the same address', async () => {
    const { url } = await linkOf(ann);
    const first = await begun(url);
    const parts: Buffer[] = [];
    for await (const chunk of first) {
      parts.push(chunk as Buffer);
      if (Buffer.concat(parts).length > 1_000_000) {
        break; // which closes the connection
      }
    }
    const got = Buffer.concat(parts);
    const rest = await begun(url, { range: `bytes=${got.length}-`, 'if-range': first.headers.etag! });
    expect(rest.statusCode).toBe(206);
    expect(rest.headers['content-range']).toBe(`bytes ${got.length}-${CONTENT.length - 1}/${CONTENT.length}`);
    expect(rest.headers['content-length']).toBe(String(CONTENT.length - got.length));
    const whole = Buffer.concat([got, await buffer(rest)]);
    expect(createHash('sha256').update(whole).digest('hex')).toBe(createHash('sha256').update(CONTENT).digest('hex'));
  });

  test('by a token has parts and conditions too', async () => {
    const path = `/api/tasks/${file.id}/artifact`;
    const ask = (headers: Record<string, string>, method?: string) =>
      download(path, { authorization: `Bearer ${ann.accessToken}`, ...headers }, method);
    const { headers: known } = await ask({}, 'HEAD');
    const [etag, modified] = [known.get('etag')!, known.get('last-modified')!];
    expect(known.get('content-length')).toBe(String(CONTENT.length));
    expect(Date.parse(modified)).toBe(Math.floor(Date.parse(file.finishedAt!) / 1000) * 1000);

    const part = await ask({ range: 'bytes=5-9', 'if-range': etag });
    expect([part.status, part.bytes]).toEqual([206, CONTENT.subarray(5, 10)]);
    expect((await ask({ range: 'bytes=-3' })).bytes).toEqual(CONTENT.subarray(-3));
    expect(isContent((await ask({ range: 'bytes=5-9', 'if-range': '"an older one"' })).bytes)).toBe(true);

    const beyond = await ask({ range: `bytes=${CONTENT.length}-` });
    expect([beyond.status, codeIn(beyond)]).toEqual([416, 'RANGE_NOT_SATISFIABLE']);
    expect(beyond.headers.get('content-range')).toBe(`bytes */${CONTENT.length}`);
    expect(beyond.headers.get('content-type')).toContain('application/problem+json');

    const same = await ask({ 'if-none-match': etag });
    expect([same.status, same.bytes.length, same.headers.get('etag')]).toEqual([304, 0, etag]);
    expect((await ask({ 'if-modified-since': modified })).status).toBe(304);
    const another = await ask({ 'if-match': '"an older one"' });
    expect([another.status, codeIn(another)]).toEqual([412, 'PRECONDITION_FAILED']);
  });

  test('of 12 MB shows its headers before anybody reads it, and waits for a slow reader', async () => {
    const { url } = await linkOf(ann);
    const answer = await begun(url);
    expect(answer.headers['content-length']).toBe(String(CONTENT.length));
    expect(answer.readableLength).toBeLessThan(CONTENT.length / 2);
    expect(isContent(await buffer(answer))).toBe(true);
  });
});

describe('files', () => {
  test('are downloaded as an attachment of a fixed type that nothing sniffs or keeps', async () => {
    const { id } = await api.create(ann.accessToken, { type: 'tasks.export', params: { format: 'json' } });
    await api.finished(ann.accessToken, id);
    const { headers } = await api.request('GET', `/api/tasks/${id}/artifact`, { token: ann.accessToken });
    expect(headers.get('content-type')).toMatch(/^application\/(json|x-ndjson)/);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="tasks-[\d-]+\.\w+"/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test.each(['..%2f..%2fetc%2fpasswd', '..', '%00', '.%2e%2f', '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55%2f..'])(
    'are not found by the path %s',
    async (id) => {
      const { status } = await api.request('GET', `/api/tasks/${id}/artifact`, { token: ann.accessToken });
      expect([400, 404]).toContain(status);
    },
  );
});
