import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../lib/commands.ts';
import { fingerprintOf, isMadeOf } from '../lib/fingerprint.ts';
import { rootDir } from '../lib/workspace.mjs';
import { PACKED } from '../pack/pack.ts';
import { runProgram } from '../pack/run-program.ts';
import { installPackages, openHostFolder } from './install.ts';

const CLI = 'node_modules/@angular/cli/bin/ng.js';

/** What an application with Material has, and what the package's README says to install. */
const ADDED = ['@angular/cdk', '@angular/material', '@task-queue/contracts', '@task-queue/tasks-ui'];

const WORDS = ['libs/tasks-ui/README.md', 'docs/embedding.md'];

/** Where the built page is, and what it was built of. */
const BUILT = join(rootDir, 'dist/hosts/shop');
const STAMP = join(rootDir, 'dist/hosts/shop.stamp');
const INPUTS = [...PACKED, ...WORDS, 'tools/hosts/angular', 'tools/hosts/angular-host.ts', 'tools/hosts/install.ts'];

/**
 * Makes an Angular application outside of the workspace, adds the task pages as their README says, and builds it:
 * `dist/hosts/shop`. Where nothing of that has changed since the last time, nothing is done.
 */
main(async () => {
  const fingerprint = fingerprintOf(INPUTS);
  if (isMadeOf(fingerprint, STAMP, [BUILT])) {
    return 0;
  }
  Object.assign(process.env, { NG_CLI_ANALYTICS: 'false', CI: 'true' }); // which asks nothing, and caches nothing
  const folder = openHostFolder();
  try {
    await build(folder);
    rmSync(BUILT, { recursive: true, force: true });
    cpSync(join(folder, 'dist/shop/browser'), BUILT, { recursive: true });
    writeFileSync(STAMP, fingerprint);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
});

async function build(folder: string): Promise<void> {
  const ng = (cli: string, ...args: string[]): Promise<string> =>
    runProgram(process.execPath, [join(cli, CLI), ...args], folder);
  const made = ['--directory=.', '--minimal', '--style=scss', '--skip-install', '--skip-git', '--defaults'];
  await ng(rootDir, 'new', 'shop', ...made);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, object>;
  const names = Object.keys({ ...manifest['dependencies'], ...manifest['devDependencies'] });
  await installPackages(folder, [...names, ...ADDED]);
  cpSync(join(rootDir, 'tools/hosts/angular'), folder, { recursive: true });

  await ng(folder, 'add', '@task-queue/tasks-ui');
  fillIn(join(folder, 'src/app/app.config.ts'), '() => null,', "() => sessionStorage.getItem('token'),");
  writeWords(folder);
  await ng(folder, 'build');
}

/** What is left to whoever adds the pages. */
function fillIn(file: string, gap: string, filling: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(gap)) {
    throw new Error(`${file} has no ${gap}`);
  }
  writeFileSync(file, text.replace(gap, filling));
}

/** The files that the words on the pages give in full. */
function writeWords(folder: string): void {
  for (const words of WORDS) {
    for (const [, file, code] of readFileSync(join(rootDir, words), 'utf8').matchAll(FILE)) {
      writeFileSync(join(folder, file!), code!);
    }
  }
}

const FILE = /```ts\n\/\/ (src\/\S+)\n([\s\S]*?)```/g;
