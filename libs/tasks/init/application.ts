import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Compiler } from './module-edit.js';
import { Refusal } from './refusal.js';

/** The first Nest that the module is for. */
const OLDEST_NEST = 12;

/** What of a manifest matters here. */
export interface Manifest {
  readonly version?: string;
  readonly type?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Somebody's Nest application, as its files tell of it. */
export interface Application {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly ts: Compiler;
  /** From its folder, as all files here. */
  readonly sourceRoot: string;
  /** The module that it is made of. */
  readonly module: { readonly file: string; readonly className: string | null };
}

/**
 * Reads which application there is in a folder.
 *
 * @param moduleFile - its module, where that is not to be found from `main.ts`
 * @throws Refusal where there is none that tasks can be added to
 */
export function readApplication(folder: string, moduleFile?: string): Application {
  const manifestFile = join(folder, 'package.json');
  if (!existsSync(manifestFile)) {
    throw new Refusal(`${folder} has no package.json: run this in the folder of a Nest application`);
  }
  const manifest = readJson<Manifest>(manifestFile);
  const nest = manifestOfInstalled(folder, '@nestjs/core')?.version;
  if (manifest.dependencies?.['@nestjs/core'] === undefined || nest === undefined) {
    throw new Refusal(`${folder} is no Nest application, or is not installed: it has no @nestjs/core`);
  }
  if (Number.parseInt(nest) < OLDEST_NEST) {
    throw new Refusal(`@nestjs/core is ${nest} here: ${OLDEST_NEST} or newer is needed`);
  }
  const ts = compilerOf(folder);
  const cli = existsSync(join(folder, 'nest-cli.json'))
    ? readJson<{ sourceRoot?: string; entryFile?: string }>(join(folder, 'nest-cli.json'))
    : {};
  const sourceRoot = cli.sourceRoot ?? 'src';
  const module =
    moduleFile === undefined
      ? moduleOf(ts, folder, join(sourceRoot, `${cli.entryFile ?? 'main'}.ts`))
      : { file: relative(folder, join(folder, moduleFile)), className: null };
  if (!statSync(join(folder, module.file), { throwIfNoEntry: false })?.isFile()) {
    throw new Refusal(`There is no file ${module.file}: name the application's module by --module <file>`);
  }
  if (!statSync(join(folder, sourceRoot), { throwIfNoEntry: false })?.isDirectory()) {
    throw new Refusal(
      `There is no folder ${sourceRoot}: name that of the application's programs in nest-cli.json, as sourceRoot`,
    );
  }
  return { folder, manifest, ts, sourceRoot, module };
}

/** The application's own TypeScript: what reads its files as it does. */
function compilerOf(folder: string): Compiler {
  try {
    const ts = createRequire(join(folder, 'package.json'))('typescript') as Compiler;
    if (typeof ts.createSourceFile === 'function') {
      return ts;
    }
  } catch {
    // as if it were another one
  }
  throw new Refusal(
    'The application has no TypeScript that can be asked (5 or 6): npm install --save-dev typescript@6',
  );
}

/** The module that `main.ts` hands to Nest, and the file that `main.ts` has it from. */
function moduleOf(ts: Compiler, folder: string, main: string): Application['module'] {
  if (!existsSync(join(folder, main))) {
    throw new Refusal(`${main} is not there: name the application's module by --module <file>`);
  }
  const text = readFileSync(join(folder, main), 'utf8');
  const className = /\bNestFactory\s*\.\s*create\w*\s*(?:<[^(]*>)?\(\s*([A-Za-z_$][\w$]*)/.exec(text)?.[1];
  if (className === undefined) {
    throw new Refusal(`${main} hands no module to NestFactory.create: name it by --module <file>`);
  }
  const source = ts.createSourceFile(main, text, ts.ScriptTarget.Latest, true);
  for (const statement of source.statements.filter((one) => ts.isImportDeclaration(one))) {
    const named = statement.importClause?.namedBindings;
    const from = ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : '';
    const element =
      named && ts.isNamedImports(named) && named.elements.find(({ name: { text: name } }) => name === className);
    if (element && from.startsWith('.')) {
      const path = join(dirname(main), from).replace(/\.js$/, '');
      const file = [`${path}.ts`, join(path, 'index.ts')].find((one) => existsSync(join(folder, one)));
      return { file: file ?? `${path}.ts`, className: (element.propertyName ?? element.name).text };
    }
  }
  return { file: main, className };
}

/** Every program of the application but its tests, by its file, with its text. */
export function sourcesOf({ folder, sourceRoot }: Application): ReadonlyMap<string, string> {
  const files = readdirSync(join(folder, sourceRoot), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.spec|\.d)\.ts$/.test(file))
    .map((file) => join(sourceRoot, file));
  return new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

/** What an installed package says of itself, found as Node finds it. */
export function manifestOfInstalled(folder: string, name: string): Manifest | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, 'node_modules', name, 'package.json');
    if (existsSync(file)) {
      return readJson(file);
    }
    if (at === dirname(at)) {
      return undefined;
    }
  }
}

function readJson<Shape>(file: string): Shape {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Shape; // whoever asks knows which file this is
  } catch {
    throw new Refusal(`${file} is no JSON`);
  }
}
