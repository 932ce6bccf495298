import { plainText, type TaskSummary } from '@task-queue/contracts';
import { stringify } from 'csv-stringify/sync';
import { EXPORT_COLUMNS, type Cell } from './export-columns.js';

/** One column of a table. */
export interface CsvColumn<Row> {
  /** For programs: it stays English. */
  readonly name: string;
  readonly cell: (row: Row) => Cell;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** What a spreadsheet may take for the beginning of a formula; Chinese and Japanese ones read the wide forms too. */
const FORMULA = '[=+\\-@＝＋－＠]';
/**
 * Where a cell may begin: at its own beginning, and inside it for a program that separates by other characters. Quotes do
 * not keep a text together for such a one: they mean something at the beginning of its cells alone.
 */
const FORMULA_START = new RegExp(`(?=${FORMULA})(?<=(?:^|[;\\t\\n])["\\s]*)`, 'g');

/** Tasks as CSV. */
export function encodeCsv(batches: AsyncIterable<readonly TaskSummary[]>): AsyncGenerator<string> {
  return csvOf(EXPORT_COLUMNS, batches);
}

/**
 * CSV by RFC 4180, in UTF-8 with a byte order mark so that Excel shows Chinese; the first row names the columns. Every text
 * stands in quotes, so that a line break or a semicolon in it ends nothing.
 */
export async function* csvOf<Row>(
  columns: readonly CsvColumn<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + lines([columns.map(({ name }) => name)]);
  for await (const batch of batches) {
    yield lines(batch.map((row) => columns.map(({ cell }) => harmless(cell(row)))));
  }
}

function lines(rows: readonly (readonly Cell[])[]): string {
  return stringify([...rows], { record_delimiter: 'windows', quoted_string: true });
}

/**
 * A cell that every reader takes as one text: what begins like a formula gets an apostrophe in front (OWASP, CSV Injection),
 * control characters, at which Python's reader stops, become their pictures (␀), line breaks are one character. Numbers are
 * ours and stay.
 */
export function harmless(cell: Cell): Cell {
  return typeof cell === 'string'
    ? plainText(cell.toWellFormed())
        .replace(/\r\n?/g, '\n')
        .replace(FORMULA_START, "'")
        .replace(/^(?=[\t\n])/, "'")
    : cell;
}
