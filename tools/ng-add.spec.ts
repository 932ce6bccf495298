import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule } from '@angular-devkit/schematics';
import { SchematicTestRunner, type UnitTestTree } from '@angular-devkit/schematics/testing/index.js';
import { describe, expect, it, jest } from '@jest/globals';
import { lastValueFrom } from 'rxjs';

jest.setTimeout(60_000); // an application is made for each

const SCHEMATICS = resolve('libs/tasks-ui/schematics');
const runner = new SchematicTestRunner('tasks-ui', `${SCHEMATICS}/collection.json`);
const { ngAdd } = (await import(pathToFileURL(`${SCHEMATICS}/ng-add/ng-add.mjs`).href)) as {
  ngAdd: (options: object) => Rule; // its schema says which
};

/** An application as `ng new` makes it. */
async function application(): Promise<UnitTestTree> {
  const angular = resolve('node_modules/@schematics/angular/collection.json');
  return runner.runExternalSchematic(angular, 'ng-new', {
    name: 'shop',
    directory: '.',
    version: '22.0.0',
    routing: true,
    style: 'scss',
    skipInstall: true,
    skipGit: true,
  });
}

const add = async (tree: UnitTestTree, options: object = {}): Promise<UnitTestTree> =>
  (await lastValueFrom(runner.callRule(ngAdd(options), tree))) as UnitTestTree; // the same tree, changed

/** All that adding can change, by its path. */
const contents = (tree: UnitTestTree): Record<string, string> =>
  Object.fromEntries(
    ['/src/app/app.config.ts', '/src/app/app.routes.ts', '/angular.json'].map((path) => [path, tree.readText(path)]),
  );

const stylesOf = (tree: UnitTestTree): unknown =>
  (tree.readJson('/angular.json') as { projects: Record<string, { architect: { build: { options: object } } }> })
    .projects['shop']!.architect.build.options;

describe('ng add @task-queue/tasks-ui', () => {
  it('adds provider, texts, route and styles to an application that is new', async () => {
    const tree = await add(await application(), { path: 'work/jobs', baseUrl: 'https://tasks.example/api' });
    const config = tree.readText('/src/app/app.config.ts');
    expect(config).toContain("import { provideTasksUi, withLanguage } from '@task-queue/tasks-ui';");
    expect(config).toContain("baseUrl: 'https://tasks.example/api'");
    expect(config).toContain("mountedAt: '/work/jobs'");
    expect(config).toContain("withLanguage('en')");
    expect(tree.readText('/src/app/app.routes.ts')).toContain(
      "import('@task-queue/tasks-ui').then(({ tasksUiRoutes }) => tasksUiRoutes)",
    );
    expect(stylesOf(tree)).toMatchObject({
      styles: ['node_modules/@task-queue/tasks-ui/styles/tasks-ui.css', 'src/styles.scss'],
    });
  });

  it('can be run again without harm', async () => {
    const tree = await add(await application());
    const once = contents(tree);
    expect(contents(await add(tree, { path: 'elsewhere' }))).toEqual(once);
  });

  it('brings no second Transloco into an application that has one', async () => {
    const tree = await application();
    tree.create(
      '/src/app/texts.ts',
      "import { provideTransloco } from '@jsverse/transloco';\nvoid provideTransloco;\n",
    );
    const config = (await add(tree)).readText('/src/app/app.config.ts');
    expect(config).toContain('provideTasksUi({');
    expect(config).not.toContain('withLanguage');
  });

  it('puts its route before the one that takes every address', async () => {
    const tree = await application();
    const routes =
      "import { Routes } from '@angular/router';\nexport const routes: Routes = [{ path: '**', redirectTo: '' }];\n";
    tree.overwrite('/src/app/app.routes.ts', routes);
    const text = (await add(tree)).readText('/src/app/app.routes.ts');
    expect(text.indexOf("path: 'jobs'")).toBeGreaterThan(0);
    expect(text.indexOf("path: 'jobs'")).toBeLessThan(text.indexOf("path: '**'"));
  });

  it.each([
    ['the router is given', 'app.routes', 'routes'],
    ['the router is given, whatever its file is called', 'pages', 'pages'],
  ])('puts its route into the list that %s, not into that of a part of the application', async (_which, name, list) => {
    const tree = await application();
    const part = "import { Routes } from '@angular/router';\nexport const ROUTES: Routes = [];\n";
    tree.create('/src/app/account/account.routes.ts', part);
    tree.create('/src/app/account.routes.ts', part);
    tree.delete('/src/app/app.routes.ts');
    tree.create(`/src/app/${name}.ts`, `${part}export const ${list}: Routes = [];\n`);
    const config = tree.readText('/src/app/app.config.ts');
    tree.overwrite(
      '/src/app/app.config.ts',
      config
        .replace(/import .* from '.\/app.routes';/, `import { ${list} as all } from './${name}';`)
        .replace('(routes', '(all'),
    );
    const added = await add(tree);
    const written = added.readText(`/src/app/${name}.ts`);
    expect(written).toContain('ROUTES: Routes = [];');
    expect(written).toMatch(new RegExp(`${list}: Routes = \\[\\s*\\{\\s*path: 'jobs'`));
    for (const file of ['account.routes.ts', 'account/account.routes.ts']) {
      expect(added.readText(`/src/app/${file}`)).toBe(part);
    }
  });

  it('puts its route into app.routes.ts where nothing says which list the router is given', async () => {
    const tree = await application();
    const list = tree.readText('/src/app/app.routes.ts');
    tree.delete('/src/app/app.routes.ts');
    for (const file of ['account.routes.ts', 'app.routes.ts']) {
      tree.create(`/src/app/${file}`, list); // in the order of a disk
    }
    const config = tree.readText('/src/app/app.config.ts');
    tree.overwrite('/src/app/app.config.ts', config.replace('(routes', '([...routes]'));
    const added = await add(tree);
    expect(added.readText('/src/app/app.routes.ts')).toContain("path: 'jobs'");
    expect(added.readText('/src/app/account.routes.ts')).not.toContain("path: 'jobs'");
  });

  it('of an application that is not there says so', async () => {
    await expect(add(await application(), { project: 'nowhere' })).rejects.toThrow(/no application nowhere/);
  });
});
