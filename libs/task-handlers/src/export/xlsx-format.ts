import { PassThrough, type Writable } from 'node:stream';
import { plainText, type TaskSummary } from '@task-queue/contracts';
import type exceljs from 'exceljs';
import { untilAborted } from '../until-aborted.js';
import { EXPORT_COLUMNS, type ExportColumn } from './export-columns.js';

/** Rows of one sheet, header included: Excel reads no more (1,048,576). What is beyond goes on in a further sheet. */
export const MAX_SHEET_ROWS = 1_048_576;

/** Characters of one cell: Excel takes a file with a longer one for damaged. */
const MAX_CELL_LENGTH = 32_767;

/** How times are shown. Excel knows no zones: the header says that they are UTC. */
const TIME_FORMAT = 'yyyy-mm-dd hh:mm:ss';

/** An Excel workbook, each row written as it comes. Every text is a text cell, never a formula; times are dates. */
export async function* encodeXlsx(
  batches: AsyncIterable<readonly TaskSummary[]>,
  maxSheetRows = MAX_SHEET_ROWS,
): AsyncGenerator<Uint8Array> {
  const file = new PassThrough();
  const closed = new AbortController();
  file.once('close', () => closed.abort());
  writeWorkbook(batches, file, maxSheetRows, closed.signal).catch((error: unknown) => file.destroy(error as Error));
  yield* file as AsyncIterable<Uint8Array>;
}

async function writeWorkbook(
  batches: AsyncIterable<readonly TaskSummary[]>,
  file: Writable,
  maxSheetRows: number,
  signal: AbortSignal,
): Promise<void> {
  const { default: exceljs } = await import('exceljs'); // 0.25 s of a server’s start: only where it is needed
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream: file, useSharedStrings: false, useStyles: true });
  let sheet = addSheet(workbook, 1);
  let sheetRows = 1;
  let sheets = 1;
  let earlier = Promise.resolve();
  for await (const batch of batches) {
    for (const task of batch) {
      if (sheetRows === maxSheetRows) {
        sheet.commit();
        sheets += 1;
        sheet = addSheet(workbook, sheets);
        sheetRows = 1;
      }
      sheet.addRow(EXPORT_COLUMNS.map((column) => valueOf(column, task))).commit();
      sheetRows += 1;
    }
    await untilAborted(earlier, signal);
    earlier = taken(sheet); // one batch is compressed while the next one is made
  }
  sheet.commit();
  await workbook.commit();
}

function addSheet(workbook: exceljs.stream.xlsx.WorkbookWriter, number: number): exceljs.Worksheet {
  const sheet = workbook.addWorksheet(number === 1 ? 'tasks' : `tasks ${number}`);
  EXPORT_COLUMNS.forEach(({ isTime }, i) => {
    if (isTime) {
      Object.assign(sheet.getColumn(i + 1), { numFmt: TIME_FORMAT, width: 19 });
    }
  });
  sheet.addRow(EXPORT_COLUMNS.map(({ name, isTime }) => (isTime ? `${name} (UTC)` : name))).commit();
  return sheet;
}

function valueOf({ cell, isTime }: ExportColumn, task: TaskSummary): exceljs.CellValue {
  const value = cell(task);
  if (typeof value !== 'string') {
    return value;
  }
  return isTime ? new Date(value) : xmlSafe(value);
}

/**
 * Settles when the compressor has taken the rows written so far. The library itself never waits for it: it answers
 * every write at once and keeps the rest in memory, in the stream between a sheet and its archive, which it does not
 * publish. Writes are taken in order, so an empty one tells of those before it.
 */
function taken(sheet: exceljs.Worksheet): Promise<void> {
  const { stream } = sheet as unknown as { readonly stream: { readonly pipes: readonly Writable[] } };
  const [input] = stream.pipes;
  if (input === undefined) {
    throw new Error('exceljs no longer shows the stream its sheets are written to');
  }
  return new Promise((resolve) => input.write(Buffer.alloc(0), () => resolve()));
}

/**
 * A text of a cell: control characters as their pictures, no half characters, none of the two code points that XML 1.0 has
 * no place for. What looks like an escape of a character (`_x0041_`, ISO/IEC 29500-1, 22.9.2.19) is escaped itself.
 */
function xmlSafe(text: string): string {
  return plainText(text.slice(0, MAX_CELL_LENGTH).toWellFormed())
    .replace(/[\uFFFE\uFFFF]/g, '')
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
}
