import { resolve } from 'node:path';
import { runBackupProgram } from './lib/backup-program.ts';
import { main, UsageError } from './lib/commands.ts';

const HELP = `npm run backup -- <file>

Writes Redis and the files of tasks to a file, also while the service runs. REDIS_URL, REDIS_PREFIX and DATA_DIR are those of the
service.`;

main(async () => {
  const [file, ...others] = process.argv.slice(2);
  if (file === '--help') {
    console.log(HELP);
    return 0;
  }
  if (file === undefined || others.length > 0 || file.startsWith('-')) {
    throw new UsageError(HELP);
  }
  return runBackupProgram(['backup', resolve(file)], true);
});
