import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../lib/commands.ts';
import { Bench, OTHER_BUILD, type BenchOptions } from './bench.ts';
import type { Measured, Report } from './report.ts';
import type { Row } from './row.ts';
import { batch } from './rows/batch.ts';
import { combinations } from './rows/combinations.ts';
import { commands } from './rows/commands.ts';
import { cost } from './rows/cost.ts';
import { create } from './rows/create.ts';
import { deep } from './rows/deep.ts';
import { exportRow } from './rows/export.ts';
import { fanOut } from './rows/fan-out.ts';
import { large } from './rows/large.ts';
import { latency } from './rows/latency.ts';
import { list } from './rows/list.ts';
import { memory } from './rows/memory.ts';
import { page } from './rows/page.ts';
import { priority } from './rows/priority.ts';
import { reader } from './rows/reader.ts';
import { soak } from './rows/soak.ts';
import { stopRow } from './rows/stop.ts';
import { told } from './rows/told.ts';
import { versions } from './rows/versions.ts';
import { worker } from './rows/worker.ts';

/** Every row, in the order of the report. */
export const ROWS: readonly Row[] = [
  create,
  batch,
  worker,
  told,
  list,
  combinations,
  deep,
  large,
  priority,
  latency,
  stopRow,
  fanOut,
  page,
  memory,
  exportRow,
  soak,
  commands,
  cost,
  reader,
  ...(OTHER_BUILD === undefined ? [] : [versions(OTHER_BUILD)]),
];

/** What {@link runBench} takes. */
export interface RunOptions extends BenchOptions {
  /** Names of rows. @default all */
  readonly only?: readonly string[];
}

/** Builds the program, measures row by row, says how each went. */
export async function runBench({ only, ...options }: RunOptions): Promise<Report> {
  build();
  const isWanted = ({ name, isFullOnly = false }: Row): boolean =>
    only === undefined ? options.isFull || !isFullOnly : only.includes(name);
  const bench = await Bench.start(options);
  const stop = (): void => void bench.stop().finally(() => process.exit(1));
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const measured: Measured[] = [];
  try {
    const version = /redis_version:(\S+)/.exec(await bench.redis.info('server'))?.[1] ?? 'of unknown version';
    for (const row of ROWS.filter(isWanted)) {
      measured.push(await measure(row, bench));
    }
    return { form: options.isFull ? 'full' : 'quick', machine: machine(version), measured };
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await bench.stop();
  }
}

async function measure(row: Row, bench: Bench): Promise<Measured> {
  const startedMs = Date.now();
  const { name, title } = row;
  const at = new Date(startedMs).toISOString().slice(0, 16).replace('T', ' ');
  const seconds = (): number => Math.round((Date.now() - startedMs) / 1000);
  try {
    const outcome = await row.measure(bench);
    await bench.rest();
    console.error(`${name}: ${seconds()} s`);
    return { row: { name, title }, outcome, at, seconds: seconds() };
  } catch (error) {
    console.error(name, error);
    await bench.rest();
    return { row: { name, title }, outcome: { figures: [] }, at, seconds: seconds(), error: String(error) };
  }
}

function machine(redisVersion: string): string {
  const cores = cpus();
  const memoryGib = Math.round(totalmem() / 1024 ** 3);
  const parts = [`${cores.length} cores of ${cores[0]?.model.trim() ?? 'unknown make'}`, `${memoryGib} GiB`];
  return `${parts.join(', ')}, Node ${process.versions.node}, Redis ${redisVersion}.`;
}

function build(): void {
  const rolldown = join('node_modules', 'rolldown', 'bin', 'cli.mjs');
  const args = [rolldown, '-c', 'apps/api/rolldown.bench.config.mjs'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new UsageError(`${stderr}\nThe program could not be built, see above.`);
  }
}
