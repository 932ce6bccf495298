import type { TaskSummary } from '@task-queue/contracts';
import { stringify } from 'csv-stringify/sync';
import { EXPORT_COLUMNS, rowOf } from './export-columns.js';

const BYTE_ORDER_MARK = '\uFEFF';

/** CSV by RFC 4180, in UTF-8 with a byte order mark so that Excel shows Chinese; the first row names the columns. */
export async function* encodeCsv(batches: AsyncIterable<readonly TaskSummary[]>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + lines([EXPORT_COLUMNS.map(({ name }) => name)]);
  for await (const batch of batches) {
    yield lines(batch.map(rowOf));
  }
}

function lines(rows: readonly (readonly (string | number)[])[]): string {
  return stringify([...rows], { record_delimiter: 'windows' });
}
