import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import angular from 'angular-eslint';
import importX from 'eslint-plugin-import-x';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';
import { depConstraints } from './tools/lib/import-rules.mjs';
import { complaintsOfWorkspace, readProjects } from './tools/lib/workspace.mjs';

const onPlatform = (...platforms) =>
  readProjects()
    .filter(({ platform }) => platforms.includes(platform))
    .map(({ root }) => root);
const below = (projects, ending) => projects.map((project) => `${project}/**/*${ending}`);

const NODE_MODULES = builtinModules.filter((name) => !name.startsWith('_'));

/** Who may import whom is in tools/lib/import-rules.mjs, by the tags of each `project.json`. */
const complaints = complaintsOfWorkspace(depConstraints.map(({ sourceTag }) => sourceTag));
if (complaints.length > 0) {
  throw new Error(complaints.join('\n'));
}

/**
 * Inside libs/tasks, one direction: http → service → life, lanes; worker → duties, lanes → attempts → life, handlers;
 * life → index → record; live → record; all → domain.
 */
const zone = (target, from, message) => ({
  target: `./libs/tasks/src/${target}`,
  from: from.map((folder) => `./libs/tasks/src/${folder}`),
  message,
});
/** What runs tasks. */
const RUNNING = ['worker', 'duties', 'lanes', 'attempts'];
/** What is kept of tasks. */
const KEPT = ['life', 'index', 'record'];
const TOP = ['tasks.service.ts', 'tasks.module.ts', 'redis-connections.provider.ts'];
const zones = [
  zone(
    'domain',
    ['http', ...KEPT, ...RUNNING, 'live', 'artifacts', 'handlers', ...TOP],
    'the domain knows nobody above it',
  ),
  zone('record', ['http', 'life', 'index', ...RUNNING, 'live', 'handlers', ...TOP], 'the record knows nobody above it'),
  zone('index', ['http', 'life', ...RUNNING, 'live', 'handlers', ...TOP], 'the index knows the record alone'),
  zone('life', ['http', ...RUNNING, 'live', 'handlers', ...TOP], 'what becomes of a task does not know who runs it'),
  zone('worker', ['http', 'live'], 'the stream is the only bridge from workers to the gateway'),
  zone('duties', ['http', 'live', 'worker', 'lanes'], 'a duty does not know who takes tickets'),
  zone('lanes', ['http', 'live', 'worker', 'duties'], 'a lane hands its tickets to attempts'),
  zone(
    'attempts',
    ['http', 'live', 'worker', 'duties', 'lanes'],
    'an attempt does not know where its ticket came from',
  ),
  zone('live', ['http', ...RUNNING, 'handlers'], 'the gateway reads the stream alone'),
  zone('handlers', ['http', ...KEPT, ...RUNNING, 'live'], 'handlers know the domain alone'),
  zone('artifacts', ['http', ...KEPT, ...RUNNING, 'live', 'handlers'], 'artifact storage stands by itself'),
];

/** Inside libs/tasks-ui, a folder a page: no page knows another, and what two of them need lies in one of these. */
const BELOW_PAGES = ['bulk', 'data', 'forms', 'frame', 'i18n', 'icons', 'my-tasks', 'notify', 'status-icon', 'waiting'];
const PAGES = readdirSync(`${import.meta.dirname}/libs/tasks-ui/src`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !BELOW_PAGES.includes(entry.name))
  .map(({ name }) => name);
const pageZones = PAGES.map((page) => ({
  target: [...BELOW_PAGES, ...PAGES]
    .filter((folder) => folder !== page)
    .map((folder) => `./libs/tasks-ui/src/${folder}`),
  from: `./libs/tasks-ui/src/${page}`,
  message: 'what two pages need lies below both',
}));

/** Inside libs/identity: sessions → throttle → accounts. */
const identityZone = (target, from, message) => ({
  target: `./libs/identity/src/${target}`,
  from: [...from, 'identity.module.ts'].map((folder) => `./libs/identity/src/${folder}`),
  message,
});
const identityZones = [
  identityZone('accounts', ['sessions', 'throttle'], 'accounts do not know who signs in to them'),
  identityZone('throttle', ['sessions'], 'who counts attempts does not know what they open'),
  identityZone('sessions', [], 'the module stands above all'),
];

export default tseslint.config(
  { ignores: ['dist', '.nx', '.angular', '.data', 'coverage', '**/node_modules', 'test-results'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { '@nx': nx, 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [
        importX.createNodeResolver({ extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } }),
      ],
    },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, allow: [], checkDynamicDependenciesExceptions: ['.*'], depConstraints },
      ],
      // Nobody can be read, tested or moved alone who is in a circle; what is loaded when it is needed counts too.
      'import-x/no-cycle': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Messages speak of values whose type is not known, by design.
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      // Fastify hooks and Nest lifecycle methods are async by contract, with or without an await.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['tasks', 'event-log', 'redis', 'problems'].map((library) => `libs/${library}/src/**/*.ts`),
    ignores: ['**/*.spec.ts'],
    rules: { 'import-x/no-restricted-paths': ['error', { zones }] },
  },
  {
    files: ['libs/identity/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'import-x/no-restricted-paths': ['error', { zones: identityZones }] },
  },
  {
    files: ['libs/tasks-ui/src/**/*.ts'],
    rules: { 'import-x/no-restricted-paths': ['error', { zones: pageZones }] },
  },
  {
    files: ['libs/tasks/src/domain/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@nestjs/*', 'bull', 'ioredis', 'socket.io', 'fastify'], message: 'the domain is pure' },
          ],
        },
      ],
    },
  },
  {
    // What is longer holds more than one idea. Tests too: what several share is in a `testing` folder.
    files: ['**/*.{ts,js,mjs,cjs}'],
    rules: { 'max-lines': ['error', 400] },
  },
  {
    // The rest of a library's doors are a promise to everybody; this one is for our own server.
    files: below(
      readProjects()
        .filter(({ type }) => type === 'example' || type === 'handlers')
        .map(({ root }) => root),
      '.ts',
    ),
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@task-queue/*/server'], message: 'what only our own server uses is no promise' }] },
      ],
    },
  },
  {
    files: below(onPlatform('browser', 'any'), '.ts'),
    rules: {
      // Nx' own rule does not see Node's built-in modules.
      'no-restricted-imports': [
        'error',
        { paths: NODE_MODULES, patterns: [{ group: ['node:*'], message: 'there is no Node in a browser' }] },
      ],
    },
  },
  {
    // Nest reads a class' constructor types when it runs: an import of a class must stay an import.
    files: below(onPlatform('node'), '.ts'),
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: below(onPlatform('browser'), '.ts'),
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      // Angular files and classes carry no type suffix: https://angular.dev/style-guide
      '@angular-eslint/component-class-suffix': 'off',
      // Validators.required and the like need no `this`.
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
    },
  },
  {
    files: below(onPlatform('browser'), '.html'),
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
  {
    files: ['**/*.spec.ts'],
    ignores: ['apps/web-e2e/**'],
    extends: [jest.configs['flat/recommended']],
    settings: { jest: { version: 30, globalPackage: '@jest/globals' } },
    rules: {
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*'] }],
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // They stand in no project of TypeScript's, and take their preset from tools.
    files: ['**/jest.config.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    // Applications of strangers: they are built, and their types checked, outside of the workspace.
    files: ['tools/hosts/*/**/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
    rules: { '@nx/enforce-module-boundaries': 'off', 'import-x/no-cycle': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        URL: 'readonly',
        setInterval: 'readonly',
        setTimeout: 'readonly',
        MessageChannel: 'readonly',
        globalThis: 'readonly',
      },
    },
  },
);
