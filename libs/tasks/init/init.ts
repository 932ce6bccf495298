import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathOfTasks } from './address.js';
import { manifestOfInstalled, readApplication, sourcesOf, type Application } from './application.js';
import { HANDLER, IDENTITY, MODULE_ENTRIES, type FirstFile } from './first-files.js';
import { addToModule } from './module-edit.js';
import { Refusal } from './refusal.js';

const PACKAGE = '@task-queue/tasks';

const SHUTDOWN_HOOKS =
  'app.enableShutdownHooks() before app.listen: else a stop is as a crash to running tasks, which wait for their lease to run out';

/** What came of it, a line each. */
export interface Report {
  readonly done: readonly string[];
  /** What is left to the application's author. */
  readonly left: readonly string[];
  /** Where tasks are below the application's address, e.g. `/tasks`. */
  readonly path: string;
}

/**
 * Adds tasks to the Nest application in a folder: the module, a first handler, and a place to say who people are. All of
 * it or nothing; nothing where the module is there already.
 *
 * @param moduleFile - the application's module, from its folder, where that is not to be found from `main.ts`
 * @throws Refusal why nothing was changed
 */
export function init(folder: string, moduleFile?: string): Report {
  const application = readApplication(folder, moduleFile);
  const sources = sourcesOf(application);
  const path = pathOfTasks(application.ts, sources.values());
  const known = [...sources].find(([, text]) => /\bTasksModule\s*\.\s*forRoot(Async)?\b/.test(text));
  if (known !== undefined) {
    const done = [`${known[0]} has the module already: nothing was changed`];
    return { done, left: leftTo(application, sources), path };
  }
  const { file } = application.module;
  const text = readFileSync(join(folder, file), 'utf8');
  const firstFiles = [HANDLER, IDENTITY].map((one) => ({
    ...one,
    file: join(application.sourceRoot, `${one.name}.ts`),
  }));
  const nameOf = (to: string): string => {
    const name = relative(dirname(file), to).replaceAll('\\', '/').replace(/\.ts$/, '');
    return `${name.startsWith('.') ? name : `./${name}`}${endingOfImports(application, text)}`;
  };
  const edited = addToModule(application.ts, { name: file, text }, application.module.className, {
    names: [
      { name: 'TasksModule', from: PACKAGE },
      ...firstFiles.map((one) => ({ name: one.gives, from: nameOf(one.file) })),
    ],
    entries: MODULE_ENTRIES,
  });
  const missing = firstFiles.filter((one) => !isThere(folder, one));
  for (const one of missing) {
    mkdirSync(dirname(join(folder, one.file)), { recursive: true });
    writeFileSync(join(folder, one.file), one.text);
  }
  writeFileSync(join(folder, file), edited);
  return {
    done: [...missing.map((one) => `${one.file} is new`), `${file} imports TasksModule, with ${HANDLER.gives}`],
    left: [
      `${join(application.sourceRoot, `${IDENTITY.name}.ts`)}: say who calls; until then everybody is one developer, and nobody in production`,
      ...leftTo(application, sources),
    ],
    path,
  };
}

/** @throws Refusal where something else has the file's name */
function isThere(folder: string, { file, gives }: FirstFile & { readonly file: string }): boolean {
  const path = join(folder, file);
  if (!existsSync(path)) {
    return false;
  }
  if (!new RegExp(`\\bexport (class|const|function) ${gives}\\b`).test(readFileSync(path, 'utf8'))) {
    throw new Refusal(`${file} is there already, and does not export ${gives}: rename it first`);
  }
  return true;
}

/** Whether Nest tells modules of a signal to stop. */
const hearsSignals = (sources: ReadonlyMap<string, string>): boolean =>
  [...sources.values()].some((text) => /\.\s*enableShutdownHooks\s*\(/.test(text));

/** As the module's own imports end; else as Node wants it. */
function endingOfImports({ manifest }: Application, text: string): string {
  const own = /\bfrom\s+['"]\.[^'"]*?(\.js)?['"]/.exec(text);
  return own === null ? (manifest.type === 'module' ? '.js' : '') : (own[1] ?? '');
}

/** What the application lacks that is for its author to add. */
function leftTo(application: Application, sources: ReadonlyMap<string, string>): string[] {
  const { folder, ts } = application;
  const { peerDependencies = {}, peerDependenciesMeta = {} } = manifestOfInstalled(folder, PACKAGE) ?? {};
  const missing = Object.entries(peerDependencies)
    .filter(([name]) => peerDependenciesMeta[name]?.optional !== true && !manifestOfInstalled(folder, name))
    .map(([name, version]) => `${name}@${version}`);
  const configFile = join(folder, 'tsconfig.json');
  const { config = {} } = ts.readConfigFile(configFile, (path) => ts.sys.readFile(path)) as { config?: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const off = [
    ...(options.experimentalDecorators ? [] : ['experimentalDecorators']),
    ...(options.emitDecoratorMetadata ? [] : ['emitDecoratorMetadata']),
  ];
  return [
    ...(missing.length > 0 ? [`npm install ${missing.join(' ')}`] : []),
    ...(hearsSignals(sources) ? [] : [SHUTDOWN_HOOKS]),
    ...(off.length > 0 ? [`tsconfig.json: turn on ${off.join(' and ')}`] : []),
    'REDIS_URL: a Redis 7 or newer; redis://localhost:6379 without it',
  ];
}
