import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, UsageError } from '../lib/commands.ts';
import { rootDir } from '../lib/workspace.mjs';
import { runProgram } from '../pack/run-program.ts';
import { installPackages } from './install.ts';

const CLI = 'node_modules/@angular/cli/bin/ng.js';

/** What an application with Material has, and what the package's README says to install. */
const ADDED = ['@angular/cdk', '@angular/material', '@task-queue/contracts', '@task-queue/tasks-ui'];

const WORDS = ['libs/tasks-ui/README.md', 'docs/embedding.md'];

/** Makes an Angular application in an empty folder, adds the task pages as their README says, and builds it: `dist/shop`. */
main(async () => {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    throw new UsageError('node tools/hosts/angular-host.ts <an empty folder>');
  }
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
  console.log(await ng(folder, 'build'));
  return 0;
});

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
