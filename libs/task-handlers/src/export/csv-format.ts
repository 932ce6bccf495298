import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TaskSummary } from '@task-queue/contracts';
import { stringify } from 'csv-stringify';
import { EXPORT_COLUMNS, rowOf } from './export-columns.js';

/** CSV by RFC 4180, in UTF-8 with a byte order mark so that Excel shows Chinese. */
export async function writeCsv(tasks: AsyncIterable<TaskSummary>, file: Writable): Promise<void> {
  const columns = EXPORT_COLUMNS.map(({ name }) => name);
  await pipeline(
    async function* () {
      for await (const task of tasks) {
        yield rowOf(task);
      }
    },
    stringify({ header: true, columns, bom: true, record_delimiter: 'windows' }),
    file,
  );
}
