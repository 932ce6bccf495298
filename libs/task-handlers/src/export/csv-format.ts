import type { TaskSummary } from '@task-queue/contracts';
import { stringify } from 'csv-stringify/sync';
import { EXPORT_COLUMNS, type Cell } from './export-columns.js';

const BYTE_ORDER_MARK = '\uFEFF';

/** What a spreadsheet may take for the beginning of a formula; Chinese and Japanese ones read the wide forms too. */
const FORMULA = '[=+\\-@＝＋－＠]';
/**
 * Where a cell may begin: at its own beginning, and inside it for a program that separates by other characters. Quotes do
 * not keep a text together for such a one: they mean something at the beginning of its cells alone.
 */
const FORMULA_START = new RegExp(`((?:^|[;\\t\\n])["\\s]*)(?=${FORMULA})`, 'g');

/** Control characters but for tab and line break: Python's reader stops at them. */
// eslint-disable-next-line no-control-regex -- they are what it looks for
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F]/g;

/**
 * CSV by RFC 4180, in UTF-8 with a byte order mark so that Excel shows Chinese; the first row names the columns. Every text
 * stands in quotes, so that a line break or a semicolon in it ends nothing.
 */
export async function* encodeCsv(batches: AsyncIterable<readonly TaskSummary[]>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + lines([EXPORT_COLUMNS.map(({ name }) => name)]);
  for await (const batch of batches) {
    yield lines(batch.map((task) => EXPORT_COLUMNS.map(({ cell }) => harmless(cell(task)))));
  }
}

function lines(rows: readonly (readonly Cell[])[]): string {
  return stringify([...rows], { record_delimiter: 'windows', quoted_string: true });
}

/**
 * A cell that every reader takes as one text: what begins like a formula gets an apostrophe in front (OWASP, CSV Injection),
 * control characters become their pictures (␀), line breaks are one character. Numbers are ours and stay.
 */
export function harmless(cell: Cell): Cell {
  return typeof cell === 'string'
    ? cell
        .toWellFormed()
        .replace(/\r\n?/g, '\n')
        .replace(CONTROL, (character) => pictureOf(character.charCodeAt(0)))
        .replace(FORMULA_START, "$1'")
        .replace(/^(?=[\t\n])/, "'")
    : cell;
}

/** Unicode's picture of a control character. */
function pictureOf(code: number): string {
  return code === 0x7f ? '␡' : String.fromCharCode(0x2400 + code);
}
