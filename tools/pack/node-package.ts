import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from '../lib/workspace.mjs';
import { manifestOf } from './manifest.ts';
import type { PackedLibrary } from './packages.ts';
import { runProgram } from './run-program.ts';
import { placeInPackage, reachableFrom, relativeName, writeSources } from './sources.ts';

/**
 * Makes the folder of a package without templates: ES modules, declarations, and the sources their maps lead to.
 *
 * @param folder - where it is made; packages of ours stand beside it
 */
export async function buildNodePackage(library: PackedLibrary, folder: string): Promise<void> {
  const ours = library.ours.map((name) => `@task-queue/${name}`);
  const { doors, programs = {} } = library;
  const inWorkspace = (file: string): string => join('libs', library.folder, file);
  const entries = [...Object.values(doors), ...Object.values(programs)].map(inWorkspace);
  const placeOf = (file: string): string => placeInPackage(library.folder, file);
  const sources = reachableFrom(entries, (name) => ours.includes(name));
  writeSources(sources.values(), folder, placeOf, (from, to) => relativeName(placeOf(from), placeOf(to)));

  const built = (file: string, ending: string): string =>
    placeOf(inWorkspace(file)).replace(/^src\/(.*)\.ts$/, `dist/$1${ending}`);
  const exports = Object.entries(doors).map(([door, file]): [string, object] => [
    door,
    { types: `./${built(file, '.d.ts')}`, default: `./${built(file, '.js')}` },
  ]);
  const bin = Object.entries(programs).map(([name, file]) => [name, built(file, '.js')]); // as npm writes it: without ./
  const manifest = {
    ...manifestOf(library),
    exports: { ...Object.fromEntries(exports), './package.json': './package.json' },
    ...(bin.length === 0 ? {} : { bin: Object.fromEntries(bin) as object }),
    files: ['dist', 'src'],
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const config = join(folder, 'tsconfig.json');
  writeFileSync(config, JSON.stringify(compilerConfig(library, entries.map(placeOf))));
  await runProgram(join(rootDir, 'node_modules/.bin/tsc'), ['-p', config], folder);
}

function compilerConfig(library: PackedLibrary, files: readonly string[]): object {
  return {
    extends: join(rootDir, 'tsconfig.base.json'),
    compilerOptions: {
      noEmit: false,
      rootDir: 'src',
      outDir: 'dist',
      // As Node itself finds modules: what only a bundler would find is an error here.
      module: 'nodenext',
      moduleResolution: 'nodenext',
      declaration: true,
      declarationMap: true,
      sourceMap: true,
      experimentalDecorators: library.platform === 'node',
      emitDecoratorMetadata: library.platform === 'node',
      lib: library.platform === 'node' ? ['es2024'] : ['es2024', 'dom', 'dom.iterable'],
      types: library.platform === 'node' ? ['node'] : [],
      paths: Object.fromEntries(library.ours.map((name) => [`@task-queue/${name}`, [`../${name}/dist/index.d.ts`]])),
    },
    files,
  };
}
