import type { TaskSummary } from '@task-queue/contracts';
import { encodeCsv } from './csv-format.js';
import { encodeJson } from './json-format.js';
import { encodeXlsx } from './xlsx-format.js';

/**
 * Turns tasks into the pieces of a file as they come. It holds a batch or two at a time, asks for the next one when its
 * pieces were taken, and lets go of everything when its consumer stops early.
 */
export type EncodeTasks = (batches: AsyncIterable<readonly TaskSummary[]>) => AsyncIterable<string | Uint8Array>;

/** The formats of an export. */
export const EXPORT_FORMATS = ['csv', 'xlsx', 'json'] as const;

/** One of {@link EXPORT_FORMATS}. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How each format is written, and what it is on the wire. */
export const FORMATS: Readonly<Record<ExportFormat, { readonly contentType: string; readonly encode: EncodeTasks }>> = {
  csv: { contentType: 'text/csv; charset=utf-8', encode: encodeCsv },
  xlsx: { contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', encode: encodeXlsx },
  json: { contentType: 'application/json; charset=utf-8', encode: encodeJson },
};
