import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import exceljs from 'exceljs';

/** A row of an export, by column. */
export type ExportRow = Readonly<Record<string, string>>;

/** The rows of a CSV export, read by a parser that is strict about RFC 4180. */
export function readCsv(content: Buffer): ExportRow[] {
  return parse(content, { bom: true, columns: true, record_delimiter: '\r\n', relax_quotes: false });
}

/** The cells of an Excel export as they are stored, one list a sheet. */
export async function readXlsxCells(content: Buffer): Promise<exceljs.CellValue[][][]> {
  const workbook = await new exceljs.Workbook().xlsx.read(Readable.from([content]));
  return workbook.worksheets.map((sheet) => {
    const rows: exceljs.CellValue[][] = [];
    sheet.eachRow((row) => rows.push((row.values as exceljs.CellValue[]).slice(1)));
    return rows;
  });
}

/** The rows of an Excel export's first sheet, every value as text. */
export async function readXlsx(content: Buffer): Promise<ExportRow[]> {
  const [[header = [], ...rows] = []] = await readXlsxCells(content);
  return rows.map((row) => Object.fromEntries(header.map((name, column) => [String(name), String(row[column] ?? '')])));
}
