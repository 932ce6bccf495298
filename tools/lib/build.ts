import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compressBelow } from './compress.ts';
import { UsageError } from './commands.ts';
import { fingerprintOf, isMadeOf } from './fingerprint.ts';

const STAMP = 'dist/.build-stamp';
const OUTPUTS = ['dist/apps/api/main.js', 'dist/apps/api/backup.js', 'dist/apps/web/browser/index.html'];
const INPUTS = ['nx.json', 'package-lock.json', 'tsconfig.base.json', 'apps/api', 'apps/web', 'libs'];

/**
 * Builds server and page where a file of theirs has changed since the last build; otherwise nothing is started at all.
 *
 * @throws UsageError when the build fails
 */
export function buildWhatChanged(): void {
  const fingerprint = fingerprintOf(INPUTS);
  if (isMadeOf(fingerprint, STAMP, OUTPUTS)) {
    return;
  }
  console.log('Building server and page …');
  const startedMs = Date.now();
  const nx = join('node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const args = [nx, 'run-many', '-t', 'build', '-p', 'api,web', '--outputStyle=static'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new UsageError(`${stdout}\n${stderr}\nThe build failed, see above.`);
  }
  compressBelow(join('dist', 'apps', 'web', 'browser'));
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, fingerprint);
  console.log(`Built in ${Math.round((Date.now() - startedMs) / 1000)} s`);
}
