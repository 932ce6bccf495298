import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { listen } from '../../testing/live-listener.js';
import { startApi } from '../../testing/start-api.js';

test('RETENTION_COMPLETED deletes a finished task with its file, and says so', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'task-queue-retention-'));
  const api = await startApi({ RETENTION_COMPLETED: '1s', DATA_DIR: dataDir });
  try {
    const { accessToken: token } = await api.person('keeper');
    const listener = await listen(api.url, token);
    await listener.subscribe();
    const filesOf = async (id: string): Promise<string[]> =>
      readdir(join(dataDir, 'artifacts', id.slice(-2), id)).catch(() => []);

    const failing = await api.create(token, { type: 'demo.flaky', params: { failures: 1 }, maxRetries: 0 });
    await listener.until('task:failed', failing.id);
    const { id } = await api.create(token, { type: 'tasks.export', params: { format: 'csv' } });
    await listener.until('task:completed', id);
    expect(await filesOf(id)).toHaveLength(1);

    await listener.until('task:deleted', id); // workers look every ten seconds
    expect((await api.request('GET', `/api/tasks/${id}`, { token })).status).toBe(404);
    expect((await api.request('GET', `/api/tasks/${failing.id}`, { token })).status).toBe(200); // kept by its own setting
    while ((await filesOf(id)).length > 0); // the event is of the record; the file follows
    listener.client.disconnect();
  } finally {
    await api.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
