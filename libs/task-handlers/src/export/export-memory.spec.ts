import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runTask } from '@task-queue/tasks/testing';
import { SampleTasks, sampleTask } from '../../testing/sample-tasks.js';
import { EXPORT_FORMATS } from './export-format.js';
import { ExportTasksTask } from './export-tasks.task.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const ROWS = 50_000;
/** What the process may grow by; an xlsx that did not wait for its compressor grew by 37 MB. */
const MAX_GROWTH_BYTES = 16 * 1024 * 1024;

describe('exporting 50,000 rows', () => {
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'export-'));
  });

  afterAll(() => rm(dir, { recursive: true }));

  test.each(EXPORT_FORMATS)(
    'as %s takes no more memory than exporting a few',
    async (format) => {
      let firstBytes = 0;
      let peakBytes = 0;
      const tasks = new SampleTasks(ROWS, sampleTask, (number) => {
        if (number % 5_000 === 0) {
          const usedBytes = liveBytes();
          firstBytes ||= usedBytes;
          peakBytes = Math.max(peakBytes, usedBytes);
        }
      });
      const artifactPath = join(dir, format);
      const { result, progress } = await runTask(new ExportTasksTask(tasks), { format }, { artifactPath });

      expect(result).toMatchObject({ rows: ROWS, sizeBytes: (await stat(artifactPath)).size });
      expect(progress.at(-1)?.percent).toBe(100);
      expect(peakBytes - firstBytes).toBeLessThan(MAX_GROWTH_BYTES);
    },
    120_000,
  );
});

/** What is in use after a collection: objects, and buffers outside the heap. */
function liveBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
