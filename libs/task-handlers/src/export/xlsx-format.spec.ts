import { buffer } from 'node:stream/consumers';
import { readXlsxCells } from '../../testing/read-export.js';
import { SampleTasks } from '../../testing/sample-tasks.js';
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
