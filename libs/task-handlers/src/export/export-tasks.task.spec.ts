import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ValidationError } from '@task-queue/tasks';
import { runTask, type RunTaskOverrides, type TaskRunReport } from '@task-queue/tasks/testing';
import { CSV_READERS, readCsv, readXlsx, readXlsxCells, unescaped, type ExportRow } from '../../testing/read-export.js';
import { SampleTasks, sampleTask } from '../../testing/sample-tasks.js';
import { EXPORT_FORMATS, type ExportFormat } from './export-format.js';
import { ExportTasksTask, type ExportTasksParams, type ExportTasksResult } from './export-tasks.task.js';

const COLUMNS =
  'id,type,title,status,priority,progress,createdBy,createdAt,startedAt,finishedAt,runAt,' +
  'retryCount,maxRetries,timeoutMs,resultSummary,errorCode,errorMessage';
/** What a spreadsheet may take for a formula. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;
const HEADER = COLUMNS.replace(/\w+/g, '"$&"');

function exported(
  tasks: SampleTasks,
  params: Partial<ExportTasksParams> = {},
  overrides: RunTaskOverrides = {},
): Promise<TaskRunReport<ExportTasksResult>> {
  return runTask(new ExportTasksTask(tasks), params, overrides);
}

async function contentOf(tasks: SampleTasks, format: ExportFormat): Promise<Buffer> {
  return (await exported(tasks, { format })).artifact!.content;
}

describe('tasks.export', () => {
  test('asks for what its creator may see, as it was before the export itself', async () => {
    const tasks = new SampleTasks(0);
    const createdBy = { id: 'u1', username: 'han', roles: ['user'] as const };
    await exported(tasks, { filter: { status: ['failed'] } }, { createdBy, taskId: 'the-export' });
    const question = { identity: createdBy, filter: { status: ['failed'] }, before: 'the-export' };
    expect(tasks.asked).toEqual([question, question]);
  });

  test('asks for them in the order that was asked for', async () => {
    const tasks = new SampleTasks(0);
    await exported(tasks, { sort: '-finishedAt' });
    expect(tasks.asked.at(-1)).toMatchObject({ sort: '-finishedAt' });
    await expect(exported(tasks, { sort: JSON.parse('"title"') as 'progress' })).rejects.toMatchObject({
      problems: [{ field: 'params.sort' }],
    });
  });

  test('a filter value that no task can have is refused, and so is a facet there is none of', async () => {
    const refused = exported(new SampleTasks(0), {
      filter: JSON.parse('{"owner": "me", "status": ["gone"]}') as object,
    });
    await expect(refused).rejects.toBeInstanceOf(ValidationError);
    await expect(refused).rejects.toMatchObject({
      problems: [{ field: 'params.filter.owner' }, { field: 'params.filter.status' }],
    });
  });

  test.each(['createdBy', 'createdFrom', 'createdTo'])('an empty %s is refused, not taken for one', async (field) => {
    const refused = exported(new SampleTasks(0), { filter: { [field]: '' } });
    await expect(refused).rejects.toMatchObject({ problems: [{ field: `params.filter.${field}` }] });
  });

  test.each([
    ['zh-CN', '已写入 0 / 5,000 行', '已写入 1,000 / 5,000 行', '已导出 5,000 行'],
    ['en', '0 of 5,000 rows written', '1,000 of 5,000 rows written', 'Exported 5,000 rows'],
  ] as const)('tells its progress by rows written, in %s', async (locale, first, later, last) => {
    const { progress, summary } = await exported(new SampleTasks(5_000), {}, { locale });
    expect(progress.at(0)).toEqual({ percent: 0, text: first });
    expect(progress).toContainEqual({ percent: 20, text: later });
    expect(progress.at(-1)?.percent).toBe(100);
    const percents = progress.map(({ percent }) => percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(summary).toBe(last);
  });

  test('speaks of one row as of one', async () => {
    const { progress, summary } = await exported(new SampleTasks(1), {}, { locale: 'en' });
    expect(progress.at(-1)?.text).toBe('1 of 1 row written');
    expect(summary).toBe('Exported 1 row');
  });

  test.each([
    ['csv', 'text/csv; charset=utf-8'],
    ['json', 'application/json; charset=utf-8'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ] as const)('a %s has its content type, a name with the time, and its size in the result', async (format, type) => {
    const { artifact, result } = await exported(new SampleTasks(3), { format });
    expect(artifact?.contentType).toBe(type);
    expect(artifact?.name).toMatch(new RegExp(`^tasks-\\d{4}-\\d\\d-\\d\\d-\\d{6}\\.${format}$`));
    expect(result).toEqual({ format, rows: 3, file: artifact?.name, sizeBytes: artifact?.content.length });
  });

  test('csv begins with a byte order mark and the column names, and ends its lines by CRLF', async () => {
    const content = await contentOf(new SampleTasks(1), 'csv');
    const row =
      '"01936b2e-0000-7000-8000-000000000001","reports.monthly","月度报表 1","completed","normal",100,"李雷",';
    const times =
      '"2026-01-02T03:04:05.678Z","2026-01-02T03:04:06.000Z","2026-01-02T03:04:07.000Z",,0,3,300000,"done",,';
    expect(content.toString()).toBe(`\uFEFF${HEADER}\r\n${row}${times}\r\n`);
  });

  test('without tasks each format is a whole file without rows', async () => {
    expect((await contentOf(new SampleTasks(0), 'csv')).toString()).toBe(`\uFEFF${HEADER}\r\n`);
    expect(JSON.parse((await contentOf(new SampleTasks(0), 'json')).toString())).toEqual([]);
    expect(await readXlsxCells(await contentOf(new SampleTasks(0), 'xlsx'))).toEqual([
      [COLUMNS.replace(/\w+At/g, '$& (UTC)').split(',')],
    ]);
  });

  test('json holds the tasks as the API gives them', async () => {
    const rows: unknown = JSON.parse((await contentOf(new SampleTasks(250), 'json')).toString());
    expect(rows).toEqual(Array.from({ length: 250 }, (_, index) => sampleTask(index + 1)));
  });

  test('json has no half characters, and no line breaks that end a line of a program', async () => {
    const odd = (number: number): ReturnType<typeof sampleTask> =>
      sampleTask(number, { title: 'a\uD800b\u2028c\u2029d\u0000' });
    const json = (await contentOf(new SampleTasks(1, odd), 'json')).toString();
    expect(json).toContain(String.raw`"a�b\u2028c\u2029d\u0000"`.replace(String.raw`\uFFFD`, '\uFFFD'));
    expect(JSON.parse(json)).toMatchObject([{ title: 'a\uFFFDb\u2028c\u2029d\u0000' }]);
  });

  const spreadsheets: [ExportFormat, (content: Buffer) => ExportRow[] | Promise<ExportRow[]>][] = [
    ['csv', readCsv],
    ['xlsx', readXlsx],
  ];

  test.each(spreadsheets)('%s gives back Chinese, quotes, commas, line breaks and every row', async (format, read) => {
    const title = '报表 "Q3", 第二行:\nline 3\n<b>R&D</b> 🀄';
    const rows = await read(await contentOf(new SampleTasks(250, (number) => sampleTask(number, { title })), format));
    expect(rows).toHaveLength(250);
    expect(rows[249]).toMatchObject({
      id: sampleTask(250).id,
      title,
      createdBy: '李雷',
      progress: '100',
      errorCode: '',
    });
  });

  test.each(spreadsheets)('%s tells why a task failed', async (format, read) => {
    const error = { message: 'no route to host', code: 'HANDLER_ERROR', attempt: 1 } as const;
    const failed = (number: number): ReturnType<typeof sampleTask> => sampleTask(number, { status: 'failed', error });
    const [row] = await read(await contentOf(new SampleTasks(1, failed), format));
    expect(row).toMatchObject({ status: 'failed', errorCode: 'HANDLER_ERROR', errorMessage: 'no route to host' });
  });

  const hostile = [
    '=1+1',
    '+8613800138000',
    '-5 °C',
    '@SUM(A1)',
    '\t=1',
    ' =1',
    '＝1',
    "=cmd|' /C calc'!A0",
    'a\n=1+1',
    'a\r=1+1',
    'a\r\n-1',
    'Report;=1+1;x',
    'Report;\t@x',
    'tab\t+1',
    'a\u0000b\u001B[31mc\u007F',
    '"quoted";"=1"',
  ];
  const hostileTasks = (): SampleTasks =>
    new SampleTasks(hostile.length, (number) => {
      const message = hostile[number - 1]!;
      const error = { message, code: 'HANDLER_ERROR', attempt: 1 } as const;
      return sampleTask(number, { title: message, status: 'failed', error });
    });

  test.each(CSV_READERS)(
    'of csv, %s finds each row whole, no formula, and nothing it cannot read',
    async (_name, read) => {
      const content = await contentOf(hostileTasks(), 'csv');
      const rows = read(content.toString(), ',');
      expect(rows).toHaveLength(1 + hostile.length);
      expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([COLUMNS.split(',').length]));
      const titles = rows.slice(1).map((row) => row[2]!);
      const plain = titles.map((title) => title.replaceAll("'", ''));
      expect(plain).toEqual(
        hostile.map((text) =>
          text
            .replace(/\r\n?/g, '\n')
            .replaceAll("'", '')
            .replace('\u0000', '␀')
            .replace('\u001B', '␛')
            .replace('\u007F', '␡'),
        ),
      );
      expect(rows.flat().filter((cell) => FORMULA.test(cell))).toEqual([]);
    },
  );

  test.each([';', '\t'])('csv has no formula for a program that separates by %j either', async (separator) => {
    const content = (await contentOf(hostileTasks(), 'csv')).toString();
    for (const [name, read] of CSV_READERS.filter(([reader]) => reader !== 'csv-parse')) {
      const cells = read(content, separator).flat();
      expect([name, cells.filter((cell) => FORMULA.test(cell))]).toEqual([name, []]);
    }
    // One that takes quotes for nothing at all.
    expect(content.split(/[;\t\r\n]+/).filter((cell) => FORMULA.test(cell))).toEqual([]);
  });

  test('xlsx keeps every text as it is, in text cells', async () => {
    const texts = ['=1+1', '+8613800138000', '-5 °C', '@SUM(A1)', '_x0041_BC', 'a_x000D_\n=1', '＝1'];
    const tasks = new SampleTasks(texts.length, (number) => sampleTask(number, { title: texts[number - 1]! }));
    const file = await contentOf(tasks, 'xlsx');
    const [[, ...rows] = []] = await readXlsxCells(file);
    expect(rows.map((row) => unescaped(String(row[2])))).toEqual(texts);
    expect(rows.every((row) => typeof row[2] === 'string')).toBe(true); // a formula would be an object
  });

  test('xlsx has times as dates and numbers as numbers', async () => {
    const [[header = [], row = []] = []] = await readXlsxCells(await contentOf(new SampleTasks(1), 'xlsx'));
    expect(header[7]).toBe('createdAt (UTC)');
    expect(row[7]).toEqual(new Date('2026-01-02T03:04:05.678Z'));
    expect(row.slice(11, 14)).toEqual([0, 3, 300_000]);
  });

  test('xlsx holds texts, and text that is no XML does not break it', async () => {
    const odd = (number: number): ReturnType<typeof sampleTask> =>
      sampleTask(number, { title: 'a\u0000\uFFFE\uD800b' });
    const [[, row] = []] = await readXlsxCells(await contentOf(new SampleTasks(1, odd), 'xlsx'));
    expect(row?.[2]).toBe('a␀\uFFFDb');
  });

  test.each(EXPORT_FORMATS)('an aborted %s export ends with the reason and reads no further', async (format) => {
    const abort = new AbortController();
    const reason = new Error('the deadline passed');
    const tasks = new SampleTasks(1_000_000, sampleTask, (number) => number === 5_000 && abort.abort(reason));
    await expect(exported(tasks, { format }, { signal: abort.signal })).rejects.toBe(reason);
    await tasks.released;
    expect(tasks.read).toBeLessThan(6_000);
  });

  test('an export waiting for the store is aborted at once', async () => {
    const abort = new AbortController();
    const never = Promise.withResolvers<void>().promise;
    const tasks = new SampleTasks(10, sampleTask, () => {
      setImmediate(() => abort.abort(new Error('shutting down')));
      return never;
    });
    await expect(exported(tasks, {}, { signal: abort.signal })).rejects.toThrow('shutting down');
  });

  test.each(EXPORT_FORMATS)('an error while reading fails the %s export', async (format) => {
    const tasks = new SampleTasks(1_000, sampleTask, (number) => {
      if (number === 500) {
        throw new Error('the store is away');
      }
    });
    await expect(exported(tasks, { format })).rejects.toThrow('the store is away');
  });

  test.each(EXPORT_FORMATS)('a file that can not be written fails the %s export', async (format) => {
    const artifactPath = join(tmpdir(), 'no', 'such', 'folder', 'file');
    await expect(exported(new SampleTasks(1_000), { format }, { artifactPath })).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
