import ts from 'typescript';
import { main, UsageError } from './lib/commands.ts';

/** Each file as it was read first: projects differ in what they may use, not in how a file is read. */
const sources = new Map<string, ts.SourceFile | undefined>();

const FORMAT: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => ts.sys.getCurrentDirectory(),
  getNewLine: () => '\n',
};

/**
 * `node tools/types.ts libs/a/tsconfig.json …`: types of several projects at once. `tsc -p` for each reads and checks every
 * library again in each project that imports it; here a file is read once, and checked in the project that it belongs to,
 * or where it belongs to none in the first that imports it.
 */
main(() => {
  const configs = process.argv.slice(2);
  if (configs.length === 0) {
    throw new UsageError('node tools/types.ts <tsconfig.json> …');
  }
  const projects = configs.map(readProject);
  const checked = new Set(projects.flatMap(({ fileNames }) => fileNames));
  const errors = projects.flatMap((project) => errorsOf(project, checked));
  if (errors.length > 0) {
    console.error(ts.formatDiagnosticsWithColorAndContext(ts.sortAndDeduplicateDiagnostics(errors), FORMAT));
  }
  return Promise.resolve(errors.length === 0 ? 0 : 1);
});

function readProject(config: string): ts.ParsedCommandLine {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: refuse };
  return ts.getParsedCommandLineOfConfigFile(config, undefined, host)!; // without one it was refused
}

function refuse(diagnostic: ts.Diagnostic): never {
  throw new UsageError(ts.formatDiagnostic(diagnostic, FORMAT));
}

function errorsOf({ fileNames, options, errors }: ts.ParsedCommandLine, checked: Set<string>): ts.Diagnostic[] {
  const reader = ts.createCompilerHost(options);
  const getSourceFile: typeof reader.getSourceFile = (name, ...how) => {
    if (!sources.has(name)) {
      sources.set(name, reader.getSourceFile(name, ...how));
    }
    return sources.get(name);
  };
  const host = { ...reader, getSourceFile };
  const program = ts.createProgram({ rootNames: fileNames, options, host });
  const own = new Set(fileNames);
  const files = program.getSourceFiles().filter((file) => own.has(file.fileName) || !checked.has(file.fileName));
  files.forEach((file) => checked.add(file.fileName));
  return [
    ...errors,
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
}
