import { buffer } from 'node:stream/consumers';
import { readXlsxCells, sheetXml } from '../../testing/read-export.js';
import { SampleTasks, sampleTask } from '../../testing/sample-tasks.js';
import { inBatches } from '../in-batches.js';
import { encodeXlsx } from './xlsx-format.js';

test('rows beyond what a sheet can hold go on in a further sheet, under the same header', async () => {
  const tasks = new SampleTasks(450).scan({ id: 'u', username: 'u', roles: [] }, {});
  const sheets = await readXlsxCells(await buffer(encodeXlsx(inBatches(tasks, 100), 201)));
  expect(sheets.map(({ length }) => length)).toEqual([201, 201, 51]);
  expect(new Set(sheets.map(([header]) => String(header))).size).toBe(1);
  const ids = sheets.flatMap((rows) => rows.slice(1).map(([id]) => id));
  expect(new Set(ids).size).toBe(450);
});

async function fileOf(...titles: string[]): Promise<Buffer> {
  const tasks = new SampleTasks(titles.length, (number) => sampleTask(number, { title: titles[number - 1]! }));
  return buffer(encodeXlsx(inBatches(tasks.scan({ id: 'u', username: 'u', roles: [] }, {}), 100)));
}

test('in the XML itself texts are texts, dates and numbers are numbers, and nothing is a formula', async () => {
  const xml = sheetXml(await fileOf('=1+1', '_x0041_BC', 'a\u0000\u0085\u202Eb'));
  const cell = (place: string): string => new RegExp(`<c r="${place}".*?</c>`).exec(xml)![0];
  expect(cell('C2')).toBe('<c r="C2" t="str"><v>=1+1</v></c>');
  expect(cell('C3')).toContain('<v>_x005F_x0041_BC</v>');
  expect(cell('C4')).toContain('<v>a␀\uFFFDb</v>');
  expect(cell('H2')).toMatch(/^<c r="H2" s="\d+"><v>46024\.\d+<\/v><\/c>$/); // days since 1900: 2 January 2026
  expect(cell('L2')).toBe('<c r="L2"><v>0</v></c>');
  expect(xml).not.toContain('<f');
});

test('a text longer than a cell can hold is cut where the cell ends, and breaks no character', async () => {
  const [[, ...rows] = []] = await readXlsxCells(await fileOf('x'.repeat(40_000), `${'x'.repeat(32_766)}📊`));
  expect(rows.map((row) => String(row[2]))).toEqual(['x'.repeat(32_767), `${'x'.repeat(32_766)}\uFFFD`]);
});
