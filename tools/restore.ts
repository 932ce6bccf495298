import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runBackupProgram } from './lib/backup-program.ts';
import { main, UsageError } from './lib/commands.ts';

const HELP = `npm run restore -- <file> [--overwrite]

Puts a backup into the empty Redis and the data folder that REDIS_URL, REDIS_PREFIX and DATA_DIR name. The service is stopped
before. --overwrite deletes what is there.`;

main(async () => {
  const { file, mayOverwrite, isHelp } = parse();
  if (isHelp) {
    console.log(HELP);
    return 0;
  }
  if (file === undefined) {
    throw new UsageError(HELP);
  }
  return runBackupProgram(['restore', resolve(file), ...(mayOverwrite ? ['--overwrite'] : [])], false);
});

/** @throws UsageError for a flag that nobody knows */
function parse(): { readonly file?: string; readonly mayOverwrite: boolean; readonly isHelp: boolean } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { overwrite: { type: 'boolean' }, help: { type: 'boolean' } },
    });
    const [file, ...others] = positionals;
    return {
      ...(file === undefined || others.length > 0 ? {} : { file }),
      mayOverwrite: values.overwrite ?? false,
      isHelp: values.help ?? false,
    };
  } catch {
    throw new UsageError(HELP);
  }
}
