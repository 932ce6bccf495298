import { posix } from 'node:path';
import { chain } from '@angular-devkit/schematics';
import { addRootProvider, readWorkspace, updateWorkspace } from '@schematics/angular/utility';
import ts from 'typescript';

const PACKAGE = '@task-queue/tasks-ui';
const STYLES = `node_modules/${PACKAGE}/styles/tasks-ui.css`;

/**
 * Adds to an application what the task pages need: provider, route, texts and styles. What is there stays as it is, so
 * that it can be run again.
 *
 * @param {{ project?: string, path?: string, baseUrl?: string, language?: string }} options
 * @returns {import('@angular-devkit/schematics').Rule}
 */
export function ngAdd({ project, path = 'jobs', baseUrl = '/api', language = 'en' }) {
  return async (tree) => {
    const workspace = await readWorkspace(tree);
    const name = project ?? [...workspace.projects.keys()][0];
    const application = name === undefined ? undefined : workspace.projects.get(name);
    if (!application) {
      throw new Error(`There is no application ${name ?? ''} in this workspace: give --project`);
    }
    const sources = sourcesOf(tree, application.sourceRoot ?? `${application.root}/src`);
    return chain([addProvider(name, sources, { path, baseUrl, language }), addRoute(sources, path), addStyles(name)]);
  };
}

/** @returns the application's programs by their paths, without their tests */
function sourcesOf(tree, folder) {
  const sources = new Map();
  tree.getDir(folder).visit((path) => {
    if (/(?<!\.spec|\.d)\.ts$/.test(path)) {
      sources.set(path, tree.readText(path));
    }
  });
  return sources;
}

const isNamedIn = (sources, pattern) => [...sources.values()].some((text) => pattern.test(text));

/** The provider; and where the application has no Transloco, one with the texts of the pages. */
function addProvider(project, sources, { path, baseUrl, language }) {
  if (isNamedIn(sources, /\bprovideTasksUi\s*\(/)) {
    return chain([]);
  }
  const hasTransloco = isNamedIn(sources, /@(jsverse|ngneat)\/transloco\b/);
  return addRootProvider(project, ({ code, external }) => {
    const options = `{
      baseUrl: '${baseUrl}',
      mountedAt: '/${path}',
      token: () => null, // here comes the token that the server accepts; null: nobody is signed in
    }`;
    const provider = external('provideTasksUi', PACKAGE);
    return hasTransloco
      ? code`${provider}(${options})`
      : code`${provider}(${options}, ${external('withLanguage', PACKAGE)}('${language}'))`;
  });
}

/** The pages' route, before those of the application, whose last one may take every address. */
function addRoute(sources, path) {
  return (tree, context) => {
    if (isNamedIn(sources, /\btasksUiRoutes\b/)) {
      return;
    }
    const route = `{
    path: '${path}',
    loadChildren: () => import('${PACKAGE}').then(({ tasksUiRoutes }) => tasksUiRoutes),
  },`;
    const routes = routesOf(sources);
    if (!routes) {
      context.logger.warn(`No list of routes was found. Add to yours:\n  ${route}`);
      return;
    }
    const { file, list } = routes;
    const update = tree.beginUpdate(file);
    update.insertRight(list.getStart() + 1, list.elements.length > 0 ? `\n  ${route}` : `\n  ${route}\n`);
    tree.commitUpdate(update);
  };
}

/** The list that the router is given; where nothing says which that is, the one in `app.routes.ts`, else the first. */
function routesOf(sources) {
  const programs = [...sources].map(([file, text]) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  const lists = programs.flatMap(routesIn);
  const given = programs.flatMap(routesGivenIn);
  return (
    lists.find(({ file, name }) => given.some((one) => one.name === name && one.files.includes(file))) ??
    lists.find(({ file }) => file.endsWith('/app.routes.ts')) ??
    lists[0]
  );
}

/** Each list in `const routes: Routes = […]`. */
function routesIn(program) {
  return program.statements
    .filter((one) => ts.isVariableStatement(one))
    .flatMap(({ declarationList }) => declarationList.declarations)
    .filter(({ type, initializer: list }) => type?.getText() === 'Routes' && list && ts.isArrayLiteralExpression(list))
    .map(({ name, initializer }) => ({ file: program.fileName, name: name.getText(), list: initializer }));
}

/** What a program hands to the router by a name, as it is called where it is made, and in which files that may be. */
function routesGivenIn(program) {
  const [, called] =
    /\b(?:provideRouter|RouterModule\s*\.\s*forRoot)\s*\(\s*([A-Za-z_$][\w$]*)/.exec(program.text) ?? [];
  if (called === undefined) {
    return [];
  }
  for (const { importClause, moduleSpecifier } of program.statements.filter((one) => ts.isImportDeclaration(one))) {
    const named = importClause?.namedBindings;
    const element = named && ts.isNamedImports(named) && named.elements.find(({ name }) => name.text === called);
    if (element) {
      const path = posix.join(posix.dirname(program.fileName), moduleSpecifier.text.replace(/\.[jt]s$/, ''));
      return [{ name: (element.propertyName ?? element.name).text, files: [`${path}.ts`, `${path}/index.ts`] }];
    }
  }
  return [{ name: called, files: [program.fileName] }];
}

/** The colours of states, before the application's own styles, which may set them anew. */
function addStyles(project) {
  return updateWorkspace((workspace) => {
    for (const target of ['build', 'test']) {
      const options = workspace.projects.get(project)?.targets.get(target)?.options;
      if (options && (target === 'build' || options.styles) && !options.styles?.includes(STYLES)) {
        options.styles = [STYLES, ...(options.styles ?? [])];
      }
    }
  });
}
