import { copyFileSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf, isMadeOf } from '../lib/fingerprint.ts';
import { rootDir } from '../lib/workspace.mjs';
import { VERSION } from './manifest.ts';
import { buildNodePackage } from './node-package.ts';
import { PACKAGES, type PackedLibrary } from './packages.ts';
import { buildPagePackage } from './page-package.ts';
import { runProgram } from './run-program.ts';

const FOLDER = join(rootDir, 'dist', 'packages');
const STAMP = join(FOLDER, '.stamp');

/** What the packages are made of. */
export const PACKED = ['LICENSE', 'package.json', 'package-lock.json', 'tsconfig.base.json', 'libs', 'tools/pack'];

/** The packages' tarballs, by the packages' names. */
export type Tarballs = ReadonlyMap<string, string>;

/** Packs every package where a file of theirs has changed since the last time; otherwise nothing is started at all. */
export async function packWhatChanged(): Promise<Tarballs> {
  const tarballs = new Map(PACKAGES.map((library) => [`@task-queue/${library.folder}`, tarballOf(library)]));
  const fingerprint = fingerprintOf(PACKED);
  if (!isMadeOf(fingerprint, STAMP, [...tarballs.values()])) {
    mkdirSync(FOLDER, { recursive: true });
    // In a folder of its own until it is whole: two that pack at the same time do not meet.
    const work = mkdtempSync(join(rootDir, 'dist', '.packing-'));
    try {
      for (const library of PACKAGES) {
        await build(library, join(work, library.folder));
      }
      await Promise.all(PACKAGES.map((library) => pack(join(work, library.folder))));
      for (const library of PACKAGES) {
        const tarball = tarballOf(library);
        renameSync(join(work, library.folder, tarball.slice(FOLDER.length + 1)), tarball);
      }
      writeFileSync(STAMP, fingerprint);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return tarballs;
}

function tarballOf({ folder }: PackedLibrary): string {
  return join(FOLDER, `task-queue-${folder}-${VERSION}.tgz`);
}

async function build(library: PackedLibrary, folder: string): Promise<void> {
  const source = join(rootDir, 'libs', library.folder);
  await (library.platform === 'browser' ? buildPagePackage(library, folder) : buildNodePackage(library, folder));
  copyFileSync(join(rootDir, 'LICENSE'), join(folder, 'LICENSE'));
  copyFileSync(join(source, 'README.md'), join(folder, 'README.md'));
  for (const shipped of library.ships ?? []) {
    cpSync(join(source, shipped), join(folder, shipped), { recursive: true });
  }
  for (const name of library.contains ?? []) {
    cpSync(join(rootDir, 'node_modules', name, 'LICENSE'), join(folder, 'licenses', name, 'LICENSE'));
  }
}

async function pack(folder: string): Promise<void> {
  await runProgram('npm', ['pack', '--ignore-scripts', '--silent'], folder);
}
