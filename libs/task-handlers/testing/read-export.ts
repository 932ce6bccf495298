import { spawnSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { inflateRawSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import exceljs from 'exceljs';
import papaparse from 'papaparse';

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

/** The XML of an Excel export's first sheet, as any program but exceljs finds it: by the archive's directory at its end. */
export function sheetXml(archive: Buffer): string {
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = archive.readUInt32LE(end + 16);
  for (let files = archive.readUInt16LE(end + 10); files > 0; files -= 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    if (archive.toString('utf8', at + 46, at + 46 + nameLength!) === 'xl/worksheets/sheet1.xml') {
      const local = archive.readUInt32LE(at + 42);
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      return inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(at + 20))).toString();
    }
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  throw new Error('The workbook has no first sheet');
}

/** Reads CSV into rows of cells, with a separator. */
export type ReadCsv = (content: string, separator: string) => string[][];

const PYTHON =
  'import csv,io,json,sys; json.dump(list(csv.reader(io.StringIO(sys.stdin.read(), newline=""), delimiter=sys.argv[1])), sys.stdout)';
const hasPython = spawnSync('python3', ['--version']).status === 0;

/** Readers of CSV that know nothing of each other; Python's where the machine has it. */
export const CSV_READERS: [string, ReadCsv][] = [
  ['csv-parse', (content, delimiter) => parse(content, { bom: true, delimiter, record_delimiter: '\r\n' })],
  [
    'papaparse',
    (content, delimiter) => papaparse.parse<string[]>(content.trimEnd().replace('\uFEFF', ''), { delimiter }).data,
  ],
  ...(hasPython ? ([["Python's", readByPython]] as [string, ReadCsv][]) : []),
];

function readByPython(content: string, separator: string): string[][] {
  const { stdout, stderr } = spawnSync('python3', ['-c', PYTHON, separator], {
    input: content.replace('\uFEFF', ''),
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf8', PYTHONUTF8: '1' },
  });
  if (stderr !== '') {
    throw new Error(stderr);
  }
  return JSON.parse(stdout) as string[][];
}

/** A text of a workbook as Excel shows it: exceljs gives `_x005F_` as it is stored. */
export function unescaped(text: string): string {
  return text.replace(/_x([0-9a-f]{4})_/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
