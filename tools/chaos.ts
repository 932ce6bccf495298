import { parseArgs } from 'node:util';
import { main, UsageError } from './lib/commands.ts';
import { runChaos, SCENARIO_COUNT } from './chaos/run.ts';

const HELP = `npm run test:chaos [-- --short] [--seed N] [--only 1,4]

Kills processes and Redis under the program and counts what is left of its promises: docs/faults.md.`;

main(async () => {
  const { values } = parse();
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const only = values.only?.split(',').map(Number);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  if (!Number.isInteger(seed) || only?.some((number) => !(number >= 1 && number <= SCENARIO_COUNT))) {
    throw new UsageError(HELP);
  }
  const { passed, failed } = await runChaos({ isShort: values.short, seed, ...(only ? { only } : {}) });
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

function parse(): { values: { short: boolean; help: boolean; seed?: string; only?: string } } {
  try {
    return parseArgs({
      options: {
        short: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        seed: { type: 'string' },
        only: { type: 'string' },
      },
    });
  } catch {
    throw new UsageError(HELP);
  }
}
