import type { Writable } from 'node:stream';
import type { TaskSummary } from '@task-queue/contracts';
import { writeCsv } from './csv-format.js';
import { writeJson } from './json-format.js';
import { writeXlsx } from './xlsx-format.js';

/** Writes tasks to a file as they come, in constant memory, and ends the file. */
export type WriteTasks = (tasks: AsyncIterable<TaskSummary>, file: Writable) => Promise<void>;

/** The formats of an export. */
export const EXPORT_FORMATS = ['csv', 'xlsx', 'json'] as const;

/** One of {@link EXPORT_FORMATS}. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How each format is written, and what it is on the wire. */
export const FORMATS: Readonly<Record<ExportFormat, { readonly contentType: string; readonly write: WriteTasks }>> = {
  csv: { contentType: 'text/csv; charset=utf-8', write: writeCsv },
  xlsx: { contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', write: writeXlsx },
  json: { contentType: 'application/json; charset=utf-8', write: writeJson },
};
