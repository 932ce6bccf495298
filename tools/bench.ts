import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { main, UsageError } from './lib/commands.ts';
import { toMarkdown, withNewer, type Report } from './bench/report.ts';
import { ROWS, runBench } from './bench/run.ts';

const HELP = `npm run bench [-- --full] [--only ${ROWS.map(({ name }) => name).join(',')}] [--soak-minutes N] [--large-tasks N] [--write]

Measures the built program beside its peers and prints Markdown. The report goes to dist/bench.md and dist/bench.json;
with --write to docs/bench.md and docs/bench.json, where rows that --only leaves out stay as they are.`;

main(async () => {
  const { values } = parse();
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const only = values.only?.split(',');
  const soakMinutes = Number(values['soak-minutes'] ?? 10);
  const largeTasks = Number(values['large-tasks'] ?? 10_000_000);
  if (
    !(soakMinutes > 0) ||
    !(largeTasks >= 10_000) ||
    only?.some((wanted) => !ROWS.some(({ name }) => name === wanted))
  ) {
    throw new UsageError(HELP);
  }
  const folder = values.write ? 'docs' : 'dist';
  const earlier = values.write && only ? earlierReport(join(folder, 'bench.json'), values.full) : null;
  const newer = await runBench({ isFull: values.full, soakMinutes, largeTasks, ...(only ? { only } : {}) });
  const names = ROWS.map(({ name }) => name);
  const report = earlier === null ? newer : withNewer(earlier, newer, names);
  const markdown = await write(join(folder, 'bench.md'), toMarkdown(report));
  await write(join(folder, 'bench.json'), JSON.stringify(report));
  console.log(markdown);
  return newer.measured.some(({ error }) => error !== undefined) ? 1 : 0;
});

/** @throws UsageError where its rows are of the other form */
function earlierReport(path: string, isFull: boolean): Report {
  const earlier = JSON.parse(readFileSync(path, 'utf8')) as Report; // as written below
  if ((earlier.form === 'full') !== isFull) {
    throw new UsageError(`${path} is of the ${earlier.form} form: rows of the other do not belong there.`);
  }
  return earlier;
}

/** Writes a file as the workspace's formatter would have it. @returns what was written */
async function write(path: string, text: string): Promise<string> {
  const formatted = await format(text, { ...(await resolveConfig(path)), filepath: path });
  writeFileSync(path, formatted);
  return formatted;
}

function parse(): {
  values: {
    full: boolean;
    write: boolean;
    help: boolean;
    only?: string;
    'soak-minutes'?: string;
    'large-tasks'?: string;
  };
} {
  try {
    return parseArgs({
      options: {
        full: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        only: { type: 'string' },
        'soak-minutes': { type: 'string' },
        'large-tasks': { type: 'string' },
      },
    });
  } catch {
    throw new UsageError(HELP);
  }
}
