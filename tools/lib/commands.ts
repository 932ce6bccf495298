import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The full path of the first of these programs that is on the PATH. */
export function findOnPath(...names: string[]): string | null {
  return allOnPath(...names)[0] ?? null;
}

/** The full paths of these programs in every folder of the PATH: all of the first one, then all of the next. */
export function allOnPath(...names: string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs a Debian package where that needs no question: as root, or with sudo that asks for no password. */
export function installDebianPackage(name: string): boolean {
  const aptGet = findOnPath('apt-get');
  if (aptGet === null) {
    return false;
  }
  const isRoot = process.getuid?.() === 0;
  const sudo = findOnPath('sudo');
  const prefix = isRoot ? [] : sudo !== null && succeeds([sudo, '-n', 'true']) ? [sudo, '-n'] : null;
  if (prefix === null) {
    return false;
  }
  console.log(`Installing ${name} with apt-get …`);
  const quiet = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', aptGet, '-qq', '-o', 'DPkg::Lock::Timeout=120'];
  succeeds([...quiet, 'update']);
  return succeeds([...quiet, 'install', '-y', '--no-install-recommends', name]);
}

/** The version of a Debian package, as installed; null where it is not. */
export function versionOfDebianPackage(name: string): string | null {
  const dpkgQuery = findOnPath('dpkg-query');
  if (dpkgQuery === null) {
    return null;
  }
  const asked = ['-W', '-f=${db:Status-Status} ${Version}', name];
  const { stdout } = spawnSync(dpkgQuery, asked, { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
  return /^installed (\S+)$/.exec(stdout)?.[1] ?? null;
}

function succeeds([program, ...args]: string[]): boolean {
  return spawnSync(program!, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

/** Runs a program with this process' output; its exit code. */
export function run(program: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** A fault that the person at the terminal can mend: printed as its message alone. */
export class UsageError extends Error {}

/**
 * Runs a tool's main function, then exits; a {@link UsageError} ends it with one clear line. It does not wait for the event
 * loop to run empty: Node, left to end by itself after children that were killed, was seen to turn in circles for ever
 * (`CleanupHandles`). What is written to a pipe or a file is written by then.
 */
export function main(body: () => Promise<number>): void {
  body().then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error instanceof UsageError ? error.message : error);
      process.exit(1);
    },
  );
}
