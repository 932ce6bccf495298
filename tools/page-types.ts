// eslint-disable-next-line @nx/enforce-module-boundaries -- its compiler, which runs on Node
import { formatDiagnostics, performCompilation, readConfiguration } from '@angular/compiler-cli';
import { main, UsageError } from './lib/commands.ts';

/**
 * `node tools/page-types.ts libs/ui/tsconfig.json …`: types and templates of the page's projects at once, each file once:
 * `ngc -p` of each checks every library again in each project that imports it. They share their options, but for the
 * globals that they know: here all know those of each.
 */
main(() => {
  const projects = process.argv.slice(2).map((config) => readConfiguration(config));
  const [first] = projects;
  if (first === undefined) {
    throw new UsageError('node tools/page-types.ts <tsconfig.json> …');
  }
  const { diagnostics } = performCompilation({
    rootNames: [...new Set(projects.flatMap(({ rootNames }) => rootNames))],
    options: { ...first.options, types: [...new Set(projects.flatMap(({ options }) => options.types ?? []))] },
  });
  const all = [...projects.flatMap(({ errors }) => errors), ...diagnostics];
  if (all.length > 0) {
    console.error(formatDiagnostics(all));
  }
  return Promise.resolve(all.length === 0 ? 0 : 1);
});
