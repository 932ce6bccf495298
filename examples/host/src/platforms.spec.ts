import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { finishedNote, startHost, type Host } from '../testing/host.js';

const UUID = /^[0-9a-f-]{36}$/;

describe.each(['fastify', 'express'] as const)('a host on %s', (platform) => {
  let host: Host;
  beforeAll(async () => {
    host = await startHost({ platform });
  }, 60_000);
  afterAll(() => host.stop());

  test('creates a task, says where it is, and finds it there', async () => {
    const created = await host.call('ann', 'POST', '/tasks', { type: 'note', params: { text: 'one' } });
    const { id } = (await created.json()) as { id: string };
    expect([created.status, created.headers.get('location')]).toEqual([201, `/tasks/${id}`]);
    const found = await host.call('ann', 'GET', `/tasks/${id}`);
    expect([found.status, await found.json()]).toEqual([200, expect.objectContaining({ id, type: 'note' })]);
    expect((await host.call('ben', 'GET', `/tasks/${id}`)).status).toBe(404);
  });

  test('answers the same idempotency key with the same task', async () => {
    const headers = { 'idempotency-key': 'once' };
    const answers = [
      await host.call('ann', 'POST', '/tasks', { type: 'note' }, headers),
      await host.call('ann', 'POST', '/tasks', { type: 'note' }, headers),
    ];
    const [first, second] = (await Promise.all(answers.map((answer) => answer.json()))) as { id: string }[];
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
    expect(second!.id).toBe(first!.id);
  });

  test('reads comma lists and numbers of a query', async () => {
    const page = await host.call('ann', 'GET', '/tasks?status=completed,failed&type=note&pageSize=5&page=1');
    expect([page.status, await page.json()]).toEqual([200, expect.objectContaining({ page: 1, pageSize: 5 })]);
  });

  test('refuses in problem documents, each named by an id that is in its header too', async () => {
    const refusals = await Promise.all([
      host.call(null, 'GET', '/tasks'),
      host.call('ann', 'GET', '/tasks/unknown'),
      host.call('ann', 'POST', '/tasks', { type: 'note', params: { text: 5 }, colour: 'red' }),
      host.call('ann', 'GET', '/tasks?pageSize=1000'),
      host.call('ann', 'POST', '/tasks', []),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual([401, 404, 422, 422, 422]);
    for (const { headers } of refusals) {
      expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    }
    const bodies = (await Promise.all(refusals.map((refusal) => refusal.json()))) as { requestId: string }[];
    const ids = bodies.map(({ requestId }) => requestId);
    expect(ids).toEqual(refusals.map(({ headers }) => headers.get('x-request-id')));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => platform === 'express' && !UUID.test(id))).toEqual([]);
    expect(bodies[2]).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ field: 'colour' })]) });
  });

  test('acts on one task and on many', async () => {
    const { id } = await finishedNote(host, 'ann', 'to be deleted');
    const conflict = await host.call('ann', 'POST', `/tasks/${id}/cancel`);
    expect([conflict.status, await conflict.json()]).toEqual([409, expect.objectContaining({ code: 'TASK_FINISHED' })]);
    const bulk = await host.call('ann', 'POST', '/tasks/bulk', { action: 'retry', ids: [id] });
    expect([bulk.status, await bulk.json()]).toEqual([200, [expect.objectContaining({ id, ok: false })]]);
    const removed = await host.call('ann', 'DELETE', `/tasks/${id}`);
    expect([removed.status, await removed.text()]).toEqual([204, '']);
    expect((await host.call('ann', 'GET', `/tasks/${id}`)).status).toBe(404);
  });

  test('serves the file of a task whole, in part, not again, and by its head alone', async () => {
    const { id } = await finishedNote(host, 'ann', 'abcdefghij');
    const path = `/tasks/${id}/artifact`;
    const whole = await host.call('ann', 'GET', path);
    const etag = whole.headers.get('etag')!;
    expect([whole.status, await whole.text()]).toEqual([200, 'abcdefghij']);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'text/plain',
      'content-length': '10',
      'content-disposition': `attachment; filename="note.txt"; filename*=UTF-8''note.txt`,
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
    const part = await host.call('ann', 'GET', path, undefined, { range: 'bytes=2-4' });
    expect([
      part.status,
      await part.text(),
      part.headers.get('content-range'),
      part.headers.get('content-length'),
    ]).toEqual([206, 'cde', 'bytes 2-4/10', '3']);
    const known = await host.call('ann', 'GET', path, undefined, { 'if-none-match': etag });
    expect([known.status, await known.text(), known.headers.get('etag')]).toEqual([304, '', etag]);
    const head = await host.call('ann', 'HEAD', path);
    expect([head.status, await head.text(), head.headers.get('content-length')]).toEqual([200, '', '10']);
    const beyond = await host.call('ann', 'GET', path, undefined, { range: 'bytes=50-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    expect((await host.call('ben', 'GET', path)).status).toBe(404);
  });

  test('signs an address that a browser downloads by without a key', async () => {
    const { id } = await finishedNote(host, 'ann', 'signed');
    const link = await host.call('ann', 'POST', `/tasks/${id}/artifact/link`);
    const { url } = (await link.json()) as { url: string };
    const download = await host.call(null, 'GET', url);
    expect([download.status, await download.text()]).toEqual([200, 'signed']);
    expect((await host.call(null, 'GET', `${url}x`)).status).toBe(403);
  });
});

test('a host that is mounted below another names addresses as its caller knows them', async () => {
  const host = await startHost({
    platform: 'express',
    // What an outer application does that mounts another.
    configure: (app) =>
      void app.use((request: { url: string }, _response: unknown, next: () => void) => {
        request.url = request.url.replace(/^\/inner/, '');
        next();
      }),
  });
  try {
    const created = await host.call('ann', 'POST', '/inner/tasks', { type: 'note' });
    const { id } = (await created.json()) as { id: string };
    expect([created.status, created.headers.get('location')]).toEqual([201, `/inner/tasks/${id}`]);
  } finally {
    await host.stop();
  }
}, 60_000);
