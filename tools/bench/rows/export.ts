import { until } from '../../chaos/until.ts';
import type { Bench } from '../bench.ts';
import { compare } from '../figures.ts';
import { number } from '../report.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';
import { send } from '../timing.ts';

const MIB = 1024 ** 2;

interface Exported {
  readonly rowsPerSecond: number;
  readonly peakMib: number;
}

/** The export: memory does not grow with its rows. */
export const exportRow: Row = {
  name: 'export',
  title: 'Export to CSV',
  async measure(bench) {
    const [small, large] = bench.pick([2_000, 20_000] as const, [10_000, 1_000_000] as const);
    const timed = await interleave(bench.pick(2, 3), {
      large: () => exportFrom(bench, large, 1),
      small: () => exportFrom(bench, small, large / small),
    });
    const of = (name: keyof Exported): { ours: number[]; theirs: number[]; peer: string } => ({
      ours: timed.large.map((exported) => exported[name]),
      theirs: timed.small.map((exported) => exported[name]),
      peer: `${number(large / small)} exports of ${number(small)}`,
    });
    return {
      figures: [
        compare({ what: `${number(large)} rows`, unit: 'rows per second', ...of('rowsPerSecond') }),
        compare({
          what: `${number(large)} rows: worker’s peak memory`,
          unit: 'MiB',
          ...of('peakMib'),
          goal: { of: 'difference', atMost: 32 },
        }),
      ],
      notes: [
        'As many rows in one export as in several small ones, each in a worker process of its own: so the memory that any ' +
          'process takes when it first works is in both.',
      ],
    };
  },
};

/** Exports everything of a set so many times, in one worker. */
async function exportFrom(bench: Bench, size: number, times: number): Promise<Exported> {
  const prefix = await bench.filledWith(size);
  const api = await bench.ours(prefix, { ROLE: 'api' });
  const worker = await bench.ours(prefix, { ROLE: 'worker' });
  const { token } = await bench.signInAdmin(api);
  let rows = 0;
  let seconds = 0;
  for (let i = 0; i < times; i += 1) {
    const { result, startedAt, finishedAt } = await exportOnce(`${api.url}/api/tasks`, token);
    rows += result.rows;
    seconds += (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  }
  const { peakResident } = await worker.memory();
  await bench.rest();
  return { rowsPerSecond: rows / seconds, peakMib: peakResident / MIB };
}

async function exportOnce(url: string, token: string): Promise<ExportTask> {
  const body = { type: 'tasks.export', params: { format: 'csv' } };
  const { id } = (await send({ url, token, body })) as ExportTask;
  const done = await until(
    'the export',
    async () => {
      const task = (await send({ url: `${url}/${id}`, token })) as ExportTask;
      return task.finishedAt === null ? null : task;
    },
    { deadlineMs: 1_800_000, everyMs: 50 },
  );
  if (done.status !== 'completed') {
    throw new Error(`The export ended ${done.status}: ${JSON.stringify(done.error)}`);
  }
  return done;
}

/** What is read of the task. */
interface ExportTask {
  readonly id: string;
  readonly status: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly error: unknown;
  readonly result: { readonly rows: number };
}
