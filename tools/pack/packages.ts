/** A package that others install: what of the workspace is in it, and what it expects beside it. */
export interface PackedLibrary {
  /** Its folder below `libs`, and its name after `@task-queue/`. */
  readonly folder: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly platform: 'any' | 'browser' | 'node';
  /** The names others import by, each with its file from the library's folder: an internal library may have a door, too. */
  readonly doors: Readonly<Record<string, string>>;
  /** Programs it has for a terminal, each with its file. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Packages of ours that it stands on: they are packed before it. */
  readonly ours: readonly string[];
  /** Of ours, those that have to be the host's own copy. */
  readonly oursOfTheHost?: readonly string[];
  /** Packages it brings. */
  readonly brings: readonly string[];
  /** Packages it brings for whoever makes the host with tools of its own: any version that goes with those will do. */
  readonly bringsForTools?: readonly string[];
  /** Packages the host has, as there may be one copy of them alone. */
  readonly expects: readonly string[];
  /** Of those, what has to be this very version. */
  readonly expectsExactly?: readonly string[];
  /** Packages it uses where the host has them, with the versions it can use. */
  readonly mayUse?: Readonly<Record<string, string>>;
  /** Packages of which parts are copied into it: their licences are, too. */
  readonly contains?: readonly string[];
  /** Folders of the library that are in it as they are. */
  readonly ships?: readonly string[];
}

const NEST = ['@nestjs/common', '@nestjs/core', 'class-transformer', 'class-validator', 'reflect-metadata', 'rxjs'];

/** What speaks to an object storage: for who keeps files there. */
const AWS = {
  '@aws-sdk/client-s3': '^3.729.0',
  '@aws-sdk/lib-storage': '^3.729.0',
  '@aws-sdk/s3-request-presigner': '^3.729.0',
};

const ANGULAR = ['cdk', 'common', 'core', 'forms', 'material', 'platform-browser', 'router'];

/** In the order they are packed in. */
export const PACKAGES: readonly PackedLibrary[] = [
  {
    folder: 'contracts',
    description: 'What tasks, their events and the REST API of the task queue look like: types, limits, search',
    keywords: ['task-queue', 'contracts', 'types'],
    platform: 'any',
    doors: { '.': 'src/index.ts' },
    ours: [],
    brings: [],
    expects: [],
  },
  {
    folder: 'client',
    description: 'The REST API and the live events of the task queue, typed, for browsers and Node',
    keywords: ['task-queue', 'client', 'sdk'],
    platform: 'any',
    doors: { '.': 'src/index.ts' },
    ours: ['contracts'],
    brings: ['socket.io-client'],
    expects: [],
  },
  {
    folder: 'tasks',
    description: 'A task queue as a Nest module: priority lanes, retries, progress, search and live events on Redis',
    keywords: ['task-queue', 'nestjs', 'bull', 'redis', 'jobs'],
    platform: 'node',
    doors: {
      '.': 'src/index.ts',
      './artifacts-s3': '../artifacts-s3/src/index.ts',
      './overview': '../overview/src/index.ts',
      './server': 'src/server.ts',
      './testing': 'testing/index.ts',
    },
    programs: { 'task-queue': 'init/bin.ts' },
    ours: ['contracts'],
    brings: ['croner', 'ioredis', 'socket.io'],
    expects: [...NEST, '@nestjs/bull', '@nestjs/platform-socket.io', '@nestjs/swagger', '@nestjs/websockets', 'bull'],
    expectsExactly: ['bull'],
    mayUse: { typescript: '>=5 <7', ...AWS },
  },
  {
    folder: 'task-handlers',
    description:
      'Tasks that come with the task queue: export, cleanup and bulk actions, and some to try things out with',
    keywords: ['task-queue', 'nestjs', 'export', 'cleanup'],
    platform: 'node',
    doors: { '.': 'src/index.ts' },
    ours: ['contracts', 'tasks'],
    oursOfTheHost: ['tasks'],
    brings: ['csv-stringify', 'exceljs'],
    expects: NEST.filter((name) => name !== '@nestjs/core'),
  },
  {
    folder: 'tasks-ui',
    description: 'The pages of the task queue for an Angular application: list, search, details, forms, notifications',
    keywords: ['task-queue', 'angular', 'angular-material', 'jobs'],
    platform: 'browser',
    doors: { '.': 'src/index.ts', './notify': 'src/notify/index.ts', './testing': 'testing/index.ts' },
    ours: ['contracts'],
    brings: ['echarts', 'socket.io-client'],
    bringsForTools: ['@angular-devkit/schematics', '@schematics/angular'],
    expects: [...ANGULAR.map((name) => `@angular/${name}`), '@jsverse/transloco', 'rxjs'],
    mayUse: { typescript: '>=6 <7' },
    contains: ['@material-symbols/svg-400'],
    ships: ['assets', 'schematics', 'styles'],
  },
];
