import { parseArgs } from 'node:util';
import { FormatError, RedisConnectionError } from '@task-queue/tasks';
import { loadSettings, SettingsError } from '../settings/settings.js';
import { ArchiveError } from './archive-error.js';
import { backup } from './backup.js';
import { restore, RestoreRefusal } from './restore.js';

const HELP = `backup <file>                 writes Redis and the files of tasks to it, while programs run
restore <file> [--overwrite]  puts them back into an empty Redis; --overwrite deletes what is there
Settings come from the environment, as those of the server.`;

/** What the person who called can mend: its message alone is printed. */
const EXPECTED = [ArchiveError, FormatError, RedisConnectionError, RestoreRefusal, SettingsError];

/** Node's words for a file that cannot be read or written. */
const FILE_FAULTS: readonly (string | undefined)[] = [
  'EACCES',
  'EDQUOT',
  'EFBIG',
  'EISDIR',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
];

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${wordsFor(error)}\n`);
  process.exitCode = 1;
}

function wordsFor(error: unknown): string {
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code?.startsWith('ERR_PARSE_ARGS')) {
    return HELP;
  }
  const isExpected = EXPECTED.some((kind) => error instanceof kind) || FILE_FAULTS.includes(code);
  return isExpected ? message : (stack ?? String(error));
}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { overwrite: { type: 'boolean' } } });
  const [command, path, ...others] = positionals;
  if (path === undefined || others.length > 0) {
    process.stderr.write(`${HELP}\n`);
    return 1;
  }
  if (command === 'backup') {
    const { tasks, files, bytes, damage, sealedWith } = await backup(loadSettings(process.env), path);
    process.stdout.write(`Backed up ${tasks} tasks and ${files} files to ${path}: ${bytes} bytes\n`);
    if (damage.records + damage.files > 0) {
      process.stdout.write(
        `Not in it, as they were lost before: ${damage.records} records and ${damage.files} files of tasks\n`,
      );
    }
    for (const [id, count] of sealedWith) {
      process.stdout.write(`Secrets of ${count} tasks and schedules are sealed with the key ${id}\n`);
    }
    return 0;
  }
  if (command === 'restore') {
    const { at, entries, sealedWith } = await restore(loadSettings(process.env), path, values.overwrite ?? false);
    process.stdout.write(`Restored ${entries} entries of the backup of ${at}. Everybody has to sign in again\n`);
    for (const [id, count] of sealedWith) {
      process.stdout.write(
        `Secrets of ${count} tasks and schedules need the key ${id}, which SECRETS_KEYS does not have here\n`,
      );
    }
    return 0;
  }
  process.stderr.write(`${HELP}\n`);
  return 1;
}
