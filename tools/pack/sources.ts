import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { readDoors, rootDir } from '../lib/workspace.mjs';

/** Imports of these are texts: they are packed as modules that give the text. */
const TEXT = /\.(lua|svg)$/;

/** What tells that texts can be imported: packed, they are modules with types of their own. */
const AMBIENT = /^\/\/\/ <reference path="[^"]+" \/>$/gm;

/** Files beside a component that its decorator names, with their place from it. */
const BESIDE = /'(\.[^']+\.(?:html|scss))'/g;
const STYLE_USE = /@use '([^'@:]+)'/g;

const require = createRequire(import.meta.url);
const doors = new Map(readDoors().map(({ name, file }) => [name, file]));

/** A file of the workspace that is reached, and what it imports: the words in it, and where they lead. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
  /** Imports of files, by where their name stands in the text. */
  readonly imports: readonly { readonly start: number; readonly end: number; readonly file: string }[];
  /** Packages it imports from. */
  readonly packages: readonly string[];
  /** Templates and styles beside it. */
  readonly beside: readonly string[];
}

/**
 * Everything that files need of the workspace, themselves included; what they import from packages that stay packages
 * ends there.
 *
 * @param entries - from the workspace's folder
 * @param isPackage - whether a name that is imported is a package of its own
 */
export function reachableFrom(
  entries: readonly string[],
  isPackage: (name: string) => boolean,
): ReadonlyMap<string, SourceFile> {
  const found = new Map<string, SourceFile>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (!found.has(file)) {
      const source = readSource(file, isPackage);
      found.set(file, source);
      waiting.push(...source.imports.map((one) => one.file));
    }
  }
  return found;
}

function readSource(file: string, isPackage: (name: string) => boolean): SourceFile {
  const text = readFileSync(join(rootDir, file), 'utf8').replace(AMBIENT, '');
  if (TEXT.test(file)) {
    return { file, text, imports: [], packages: [], beside: [] };
  }
  const imports = [];
  const packages = new Set<string>();
  for (const { fileName, pos } of ts.preProcessFile(text, true, false).importedFiles) {
    const leadsTo = isPackage(fileName) ? null : resolve(file, fileName);
    if (leadsTo === null) {
      packages.add(fileName);
    } else {
      const start = text.indexOf(fileName, pos);
      imports.push({ start, end: start + fileName.length, file: leadsTo });
    }
  }
  return { file, text, imports, packages: [...packages], beside: besideOf(file, text) };
}

/** The file behind an import, or null where it is a package. */
function resolve(from: string, name: string): string | null {
  if (TEXT.test(name) && !name.startsWith('.')) {
    return relative(rootDir, require.resolve(name));
  }
  const path = name.startsWith('.') ? join(dirname(from), name) : doors.get(name);
  if (path === undefined) {
    if (name.startsWith('@task-queue/')) {
      throw new Error(`${from} imports ${name}, which is no door`);
    }
    return null;
  }
  const file = [path, path.replace(/\.js$/, '.ts'), `${path}.ts`, join(path, 'index.ts')].find(
    (one) => /\.(ts|lua|svg)$/.test(one) && existsSync(join(rootDir, one)),
  );
  if (file === undefined) {
    throw new Error(`${from} imports ${name}, which is not there`);
  }
  return file;
}

/** Templates and styles of a component, and what those styles use. */
function besideOf(file: string, text: string): string[] {
  const named = [...text.matchAll(BESIDE)].map(([, name]) => join(dirname(file), name!));
  return named.flatMap((one) => (one.endsWith('.scss') ? withUsed(one) : [one]));
}

function withUsed(style: string): string[] {
  const text = readFileSync(join(rootDir, style), 'utf8');
  const used = [...text.matchAll(STYLE_USE)].flatMap(([, name]) => {
    const path = join(dirname(style), name!);
    return withUsed(join(dirname(path), `_${path.slice(dirname(path).length + 1)}.scss`));
  });
  return [style, ...used];
}

/**
 * Writes files to where they stand in a package, with their imports leading there.
 *
 * @param placeOf - where a file stands in the package
 * @param nameOf - how one file in the package names another
 */
export function writeSources(
  sources: Iterable<SourceFile>,
  folder: string,
  placeOf: (file: string) => string,
  nameOf: (from: string, to: string) => string,
): void {
  for (const source of sources) {
    const place = placeOf(source.file);
    write(join(folder, place), TEXT.test(source.file) ? textModule(source.text) : rewritten(source, nameOf));
    for (const file of source.beside) {
      write(join(folder, placeOf(file)), readFileSync(join(rootDir, file), 'utf8'));
    }
  }
}

function rewritten(source: SourceFile, nameOf: (from: string, to: string) => string): string {
  let { text } = source;
  for (const { start, end, file } of source.imports.toSorted((a, b) => b.start - a.start)) {
    text = text.slice(0, start) + nameOf(source.file, file) + text.slice(end);
  }
  return text;
}

/** A module that gives a text. */
function textModule(text: string): string {
  return `const text: string = ${JSON.stringify(text)};\nexport default text;\n`;
}

/** The name by which a module in a package imports another of it. */
export function relativeName(from: string, to: string): string {
  const name = relative(dirname(from), to).replace(/\.ts$/, '.js');
  return name.startsWith('.') ? name : `./${name}`;
}

/** Where a file of the workspace stands in the package of a library: internal libraries are in a folder of their own. */
export function placeInPackage(library: string, file: string): string {
  const [, name, rest] = /^libs\/([^/]+)\/(.+)$/.exec(file) ?? [];
  const at = TEXT.test(file) ? '.ts' : '';
  if (name === undefined || rest === undefined) {
    return `src/internal/icons/${file.slice(file.lastIndexOf('/') + 1)}${at}`;
  }
  if (name !== library) {
    return `src/internal/${name}/${rest.replace(/^src\//, '')}${at}`;
  }
  return rest.startsWith('src/') ? rest + at : `src/${rest}${at}`;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
