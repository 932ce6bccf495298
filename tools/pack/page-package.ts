import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rootDir } from '../lib/workspace.mjs';
import { manifestOf } from './manifest.ts';
import type { PackedLibrary } from './packages.ts';
import { runProgram } from './run-program.ts';
import { placeInPackage, reachableFrom, relativeName, writeSources, type SourceFile } from './sources.ts';

/**
 * The door behind which everything is that several doors need. Each of them hands on what is its own of it, so that there is
 * one copy of each class.
 */
const SHARED = 'private';

/** What ng-packagr is told of every door. */
const ENTRY_POINT = { lib: { entryFile: 'index.ts' } };

/**
 * Makes the folder of a package in Angular's format, by ng-packagr: partial Ivy; templates, styles and icons inlined. The
 * sources go along for the maps of the declarations.
 *
 * @param folder - where it is made; packages of ours stand beside it
 */
export async function buildPagePackage(library: PackedLibrary, folder: string): Promise<void> {
  const workspace = `${folder}.sources`;
  const doors = doorsOf(library);
  const placeOf = (file: string): string => placeInPackage(library.folder, file);
  const writeBehind = (door: string, behind: readonly Door[]): void => {
    const sources = new Map(behind.flatMap((one) => [...one.sources]));
    const place = join(workspace, door);
    writeSources(sources.values(), place, placeOf, (from, to) => relativeName(placeOf(from), placeOf(to)));
    const lines = behind.map(({ entry }) => `export * from '${relativeName('index.ts', placeOf(entry))}';\n`);
    writeFileSync(join(place, 'index.ts'), lines.join(''));
    writeJson(join(place, 'ng-package.json'), ENTRY_POINT);
    cpSync(join(place, 'src'), join(workspace, 'src'), { recursive: true });
  };

  const together = doors.filter((door) => doors.some((other) => other !== door && haveInCommon(door, other)));
  writeBehind(SHARED, together);
  for (const door of doors) {
    if (together.includes(door)) {
      const source = door.sources.get(door.entry)!;
      if (source.text.includes('export *')) {
        throw new Error(`${door.entry} has to name what it exports: else it would export everything that is shared`);
      }
      const place = (): string => 'index.ts';
      writeSources([source], join(workspace, door.name), place, () => `@task-queue/${library.folder}/${SHARED}`);
      writeJson(join(workspace, door.name, 'ng-package.json'), ENTRY_POINT);
    } else {
      writeBehind(door.name, [door]);
    }
  }
  // What is declared is for packages.ts to say.
  writeJson(join(workspace, 'ng-package.json'), { ...ENTRY_POINT, dest: folder, allowedNonPeerDependencies: ['.'] });
  writeJson(join(workspace, 'package.json'), pageManifest(library));
  const config = join(workspace, 'tsconfig.json');
  writeJson(config, compilerConfig(library));
  const bin = join(rootDir, 'node_modules/.bin/ng-packagr');
  await runProgram(bin, ['-p', join(workspace, 'ng-package.json'), '-c', config], workspace);
  cpSync(join(workspace, 'src'), join(folder, 'src'), { recursive: true });
  pointMapsAt('src', folder);
  dropOldDoor(folder);
}

/** A name others import by, and all that stands behind it. */
interface Door {
  /** From the package's folder; `.` is the package's own. */
  readonly name: string;
  readonly entry: string;
  readonly sources: ReadonlyMap<string, SourceFile>;
}

function doorsOf(library: PackedLibrary): Door[] {
  const ours = library.ours.map((name) => `@task-queue/${name}`);
  return Object.entries(library.doors).map(([name, file]) => {
    const entry = `libs/${library.folder}/${file}`;
    return { name, entry, sources: reachableFrom([entry], (one) => ours.includes(one)) };
  });
}

function haveInCommon(one: Door, other: Door): boolean {
  return [...one.sources.keys()].some((file) => other.sources.has(file));
}

/** Maps name the sources where they were compiled: behind a door each. */
function pointMapsAt(sources: string, folder: string): void {
  for (const bundles of ['fesm2022', 'types']) {
    for (const name of readdirSync(join(folder, bundles)).filter((one) => one.endsWith('.map'))) {
      const file = join(folder, bundles, name);
      const map = JSON.parse(readFileSync(file, 'utf8')) as { sources: string[] };
      const moved = map.sources.map((source) => source.replace(/^.*\.sources\/[^/]+\/src\//, `../${sources}/`));
      writeFileSync(file, JSON.stringify({ ...map, sources: moved }));
    }
  }
}

/** For whoever knows no `exports` the package would have one door, which leads to others that are not there. */
function dropOldDoor(folder: string): void {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeJson(file, { ...manifest, module: undefined, typings: undefined });
}

/** What ng-packagr adds the doors to. */
function pageManifest(library: PackedLibrary): object {
  const { ships = [] } = library;
  return {
    ...manifestOf(library),
    sideEffects: ['**/*.css'],
    exports: Object.fromEntries(ships.map((name) => [`./${name}/*`, `./${name}/*`])),
    ...(ships.includes('schematics') ? { schematics: './schematics/collection.json' } : {}),
  };
}

function compilerConfig(library: PackedLibrary): object {
  return {
    extends: join(rootDir, 'tsconfig.base.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      declarationMap: true,
      sourceMap: true,
      inlineSources: true,
      importHelpers: true,
      experimentalDecorators: true,
      lib: ['es2024', 'dom', 'dom.iterable'],
      paths: Object.fromEntries(library.ours.map((name) => [`@task-queue/${name}`, [`../${name}/dist/index.d.ts`]])),
    },
    angularCompilerOptions: { compilationMode: 'partial', strictTemplates: true, strictInjectionParameters: true },
  };
}

function writeJson(file: string, value: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
