import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { init } from './init.js';
import { Refusal } from './refusal.js';

const NAME_IT = "name the application's module by --module <file>";

const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

async function bootstrap() {
  const app = await NestFactory.create<NestExpressApplication>(AppModule);
  await app.listen(process.env.PORT ?? 3000);
}
bootstrap();
`;

const NEW_MODULE = `import { Module } from '@nestjs/common';
import { AppController } from './app.controller.js';

@Module({
  imports: [],
  controllers: [AppController],
})
export class AppModule {}
`;

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** An application with these files beside those that `nest new` makes. */
function application(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'task-queue-init-'));
  folders.push(folder);
  const all = {
    'package.json': JSON.stringify({ type: 'module', dependencies: { '@nestjs/core': '^12.0.0' } }),
    'tsconfig.json': JSON.stringify({ compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata: true } }),
    'nest-cli.json': JSON.stringify({ sourceRoot: 'src' }),
    'node_modules/@nestjs/core/package.json': JSON.stringify({ version: '12.5.1' }),
    'src/main.ts': MAIN,
    'src/app.module.ts': NEW_MODULE,
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  symlinkSync(resolve('node_modules/typescript'), join(folder, 'node_modules/typescript'), 'junction');
  return folder;
}

const read = (folder: string, file = 'src/app.module.ts'): string => readFileSync(join(folder, file), 'utf8');

/** The module of an application that is made of this one, after it was added to. */
function added(module: string): string {
  const folder = application({ 'src/app.module.ts': module });
  init(folder);
  return read(folder);
}

describe('task-queue init', () => {
  test('adds the module, a first handler and who people are to an application that is new', () => {
    const folder = application();
    const { done, left } = init(folder);
    expect(read(folder)).toBe(`import { Module } from '@nestjs/common';
import { AppController } from './app.controller.js';
import { TasksModule } from '@task-queue/tasks';
import { GreetTask } from './tasks/greet.task.js';
import { identity } from './tasks/identity.js';

@Module({
  imports: [
    TasksModule.forRoot({
      redis: { url: process.env['REDIS_URL'] ?? 'redis://localhost:6379' },
      identity,
    }),
    TasksModule.forFeature([GreetTask]),
  ],
  controllers: [AppController],
})
export class AppModule {}
`);
    expect(read(folder, 'src/tasks/greet.task.ts')).toContain('export class GreetTask');
    expect(read(folder, 'src/tasks/identity.ts')).toContain('export const identity: IdentityResolver');
    expect(done).toHaveLength(3);
    expect(left.map((line) => line.split(':')[0])).toEqual([
      'src/tasks/identity.ts',
      'app.enableShutdownHooks() before app.listen',
      'REDIS_URL',
    ]);
  });

  test('leaves what is for the end to who has not seen to it', () => {
    const folder = application({ 'src/main.ts': MAIN.replace('await app.listen', 'app.enableShutdownHooks();\n  $&') });
    expect(init(folder).left.join('\n')).not.toContain('enableShutdownHooks');
  });

  test.each([
    ['', '/tasks'],
    ["app.setGlobalPrefix('/api/');", '/api/tasks'],
    ["/* app.setGlobalPrefix('old') */ app.setGlobalPrefix('api', { exclude: ['health'] });", '/api/tasks'],
    ['app.setGlobalPrefix(config.prefix);', '/<prefix>/tasks'],
    ['app.enableVersioning();', '/tasks'],
    ["app.enableVersioning({ type: VersioningType.HEADER, header: 'v', defaultVersion: '2' });", '/tasks'],
    ["app.enableVersioning({ defaultVersion: ['2', '3'] });", '/v2/tasks'],
    [
      "app.setGlobalPrefix(`shop`).enableVersioning({ type: VersioningType.URI, prefix: false, defaultVersion: '1' });",
      '/shop/1/tasks',
    ],
  ])('knows where tasks are with %s', (code, path) => {
    const folder = application({ 'src/main.ts': MAIN.replace('await app.listen', `${code}\n  $&`) });
    expect([init(folder).path, init(folder).path]).toEqual([path, path]);
  });

  test('changes nothing when it is run again, nor where the module is in another file', () => {
    const folder = application();
    init(folder);
    const [once, files] = [read(folder), read(folder, 'src/tasks/greet.task.ts')];
    expect(init(folder).done).toEqual([expect.stringContaining('nothing was changed')]);
    expect([read(folder), read(folder, 'src/tasks/greet.task.ts')]).toEqual([once, files]);
    const other = application({
      'src/jobs/jobs.module.ts': 'export const jobs = TasksModule.forRootAsync(options);\n',
    });
    init(other);
    expect(read(other)).toBe(NEW_MODULE);
  });

  test('writes imports as the author does: quotes, endings, line ends', () => {
    const module = NEW_MODULE.replaceAll("'", '"').replaceAll('.js"', '"').replaceAll('\n', '\r\n');
    const text = added(module);
    expect(text).toContain('import { TasksModule } from "@task-queue/tasks";\r\n');
    expect(text).toContain('import { GreetTask } from "./tasks/greet.task";\r\n');
    expect(text).toContain('process.env["REDIS_URL"]');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('leaves what else a module imports as it is', () => {
    const listed = NEW_MODULE.replace(
      'imports: []',
      `imports: [\n    Cats.forRoot("it's"), // as before\n    Dogs // the last\n  ]`,
    );
    expect(added(listed)).toContain(
      `  imports: [\n    Cats.forRoot("it's"), // as before\n    Dogs, // the last\n    TasksModule.forRoot({\n`,
    );
    expect(added(NEW_MODULE.replace('imports: []', `imports: [Cats.forRoot("it's"), Dogs]`))).toContain(
      `  imports: [\n    Cats.forRoot("it's"),\n    Dogs,\n    TasksModule.forRoot({\n`,
    );
    expect(added(NEW_MODULE.replace('  imports: [],\n', ''))).toContain(
      '@Module({\n  imports: [\n    TasksModule.forRoot({\n',
    );
    expect(added(NEW_MODULE.replace(/\(\{[^]*\}\)/, '({ controllers: [AppController] })'))).toContain(
      '    TasksModule.forFeature([GreetTask]),\n  ],\n  controllers: [AppController] })',
    );
  });

  test('finds the module that main.ts hands to Nest, wherever it is', () => {
    const folder = application({
      'nest-cli.json': JSON.stringify({ sourceRoot: 'apps/shop/src', entryFile: 'server' }),
      'apps/shop/src/server.ts': MAIN.replace('{ AppModule }', '{ ShopModule as AppModule }').replace(
        './app.module',
        './shop/shop.module',
      ),
      'apps/shop/src/shop/shop.module.ts': `${NEW_MODULE}\n@Module({ imports: [] })\nexport class ShopModule {}\n`,
    });
    init(folder);
    const text = read(folder, 'apps/shop/src/shop/shop.module.ts');
    expect(text).toContain("import { GreetTask } from '../tasks/greet.task.js';");
    expect(text).toMatch(/imports: \[\],\n[^]*class AppModule[^]*TasksModule\.forRoot[^]*class ShopModule/);
    expect(existsSync(join(folder, 'apps/shop/src/tasks/identity.ts'))).toBe(true);
  });

  test('says which packages and which settings of TypeScript are missing', () => {
    const { left } = init(
      application({
        'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } }',
        'node_modules/@task-queue/tasks/package.json': JSON.stringify({
          peerDependencies: { '@nestjs/core': '^12.0.0', bull: '4.16.5', typescript: '>=5', other: '1' },
          peerDependenciesMeta: { other: { optional: true } },
        }),
      }),
    );
    expect(left).toContain('npm install bull@4.16.5');
    expect(left).toContain('tsconfig.json: turn on emitDecoratorMetadata');
  });

  const refused: readonly (readonly [string, RegExp, Readonly<Record<string, string>>])[] = [
    ['no Nest application', /no @nestjs\/core/, { 'package.json': '{}' }],
    ['a package.json that is none', /no JSON/, { 'package.json': '{' }],
    [
      'an older Nest',
      /11\.1\.0 here: 12 or newer/,
      { 'node_modules/@nestjs/core/package.json': '{ "version": "11.1.0" }' },
    ],
    ['a main.ts that hands over no module', /--module <file>/, { 'src/main.ts': 'export {};\n' }],
    [
      'imports that are made elsewhere',
      /by hand:\n {2}TasksModule/,
      { 'src/app.module.ts': NEW_MODULE.replace('[]', 'IMPORTS') },
    ],
    [
      'metadata that is made elsewhere',
      /is not written there/,
      { 'src/app.module.ts': NEW_MODULE.replace(/\(\{[^]*\}\)/, '(METADATA)') },
    ],
    ['a class that is no module', /no class with @Module/, { 'src/app.module.ts': 'export class AppModule {}\n' }],
    ['a file of another meaning', /is there already/, { 'src/tasks/identity.ts': 'export const me = 1;\n' }],
  ];

  test.each(refused)('refuses %s, and changes nothing', (_what, words, files) => {
    const folder = application(files);
    const before = read(folder);
    expect(() => init(folder)).toThrow(words);
    expect(read(folder)).toBe(before);
    expect(existsSync(join(folder, 'src/tasks/greet.task.ts'))).toBe(false);
  });

  test('refuses a folder that is no application, and a module that is not there', () => {
    const folder = application();
    expect(() => init(join(folder, 'src'))).toThrow(/has no package\.json/);
    for (const file of ['src/other.module.ts', 'src/main.ts/app.module.ts', 'src']) {
      expect(() => init(folder, file)).toThrow(new Refusal(`There is no file ${file}: ${NAME_IT}`));
    }
  });

  test('refuses a module where it cannot know the folder of the programs, which nest-cli.json names', () => {
    const folder = application({ 'nest-cli.json': '{}', 'app/app.module.ts': NEW_MODULE });
    rmSync(join(folder, 'src'), { recursive: true });
    expect(() => init(folder, 'app/app.module.ts')).toThrow(Refusal);
    expect(() => init(folder, 'app/app.module.ts')).toThrow(/no folder src: .* nest-cli\.json/);
    expect(read(folder, 'app/app.module.ts')).toBe(NEW_MODULE);
    writeFileSync(join(folder, 'nest-cli.json'), JSON.stringify({ sourceRoot: 'app' }));
    init(folder, 'app/app.module.ts');
    expect(read(folder, 'app/tasks/greet.task.ts')).toContain('export class GreetTask');
  });
});
