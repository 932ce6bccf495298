import { once } from 'node:events';
import { PassThrough, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TaskSummary } from '@task-queue/contracts';
import exceljs from 'exceljs';
import { EXPORT_COLUMNS, rowOf } from './export-columns.js';

/** Rows between two looks at whether the file keeps up; the library itself never waits for it. */
const ROWS_BETWEEN_WAITS = 200;

/** An Excel workbook of one sheet, each row written as it comes. */
export async function writeXlsx(tasks: AsyncIterable<TaskSummary>, file: Writable): Promise<void> {
  const stream = new PassThrough();
  const written = pipeline(stream, file);
  const writeRows = async (): Promise<void> => {
    const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream, useSharedStrings: false, useStyles: false });
    const sheet = workbook.addWorksheet('tasks');
    sheet.addRow(EXPORT_COLUMNS.map(({ name }) => name)).commit();
    let rows = 0;
    for await (const task of tasks) {
      sheet.addRow(rowOf(task)).commit();
      rows += 1;
      if (rows % ROWS_BETWEEN_WAITS === 0) {
        await new Promise(setImmediate); // lets the compressor's output reach the stream
        if (stream.writableNeedDrain) {
          await once(stream, 'drain');
        }
      }
    }
    sheet.commit();
    await workbook.commit();
  };
  try {
    await Promise.all([writeRows(), written]);
  } catch (error) {
    stream.destroy(error as Error);
    await written.catch(() => undefined);
    throw error;
  }
}
