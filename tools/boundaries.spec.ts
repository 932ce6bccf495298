import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { depConstraints } from './lib/import-rules.mjs';
import { readDoors, readProjects, rootDir, type Project } from './lib/workspace.mjs';

const ROOT = rootDir;
const PROJECTS_OF_OURS = readProjects();
const DOORS = readDoors();

/** One import that the rules forbid, and the rule that says so. */
type Row = readonly [file: string, imported: string, rule: string];

const PROJECTS = '@nx/enforce-module-boundaries';
const ZONES = 'import-x/no-restricted-paths';
const IMPORTS = 'no-restricted-imports';
const CONTRACTS = 'libs/contracts/src/task.ts';
const REDIS = 'libs/redis/src/redis-connections.ts';
const REFUSALS = 'libs/problems/src/problem.filter.ts';
const EVENT_LOG = 'libs/event-log/src/event-log.ts';
const CLIENT = 'libs/client/src/calls.ts';
const ACCESS = 'libs/access/src/identity.ts';
const IDENTITY = 'libs/identity/src/identity.module.ts';
const ENGINE = 'libs/tasks/src/tasks.service.ts';
const STORAGE = 'libs/artifacts-s3/src/s3-place.ts';
const AUDIT_TRAIL = 'libs/audit-trail/src/audit-log.ts';
const AUDIT = 'libs/audit/src/audit.module.ts';
const OVERVIEW = 'libs/overview/src/overview.module.ts';
const HANDLERS = 'libs/task-handlers/src/cleanup.task.ts';
const FOUNDATION = 'libs/ui/src/storage/stored.ts';
const UI = 'libs/tasks-ui/src/provide-tasks-ui.ts';
const ACCOUNTS = 'libs/identity-ui/src/session/session.ts';
const API = 'apps/api/src/app.module.ts';
const EXAMPLE = 'examples/host/src/app.module.ts';
const WEB = 'apps/web/src/app.ts';

const FORBIDDEN: readonly Row[] = [
  [CONTRACTS, 'rxjs', PROJECTS],
  [CONTRACTS, 'node:fs', IMPORTS],
  [CLIENT, '@task-queue/tasks', PROJECTS],
  [CLIENT, 'rxjs', PROJECTS],
  [CLIENT, 'node:fs', IMPORTS],
  [REDIS, '@task-queue/contracts', PROJECTS],
  [REDIS, '@task-queue/tasks', PROJECTS],
  [REDIS, '@task-queue/task-handlers', PROJECTS],
  [REDIS, '@angular/core', PROJECTS],
  [REDIS, '@nestjs/common', PROJECTS],
  [REDIS, 'bull', PROJECTS],
  [REFUSALS, '@task-queue/redis', PROJECTS],
  [REFUSALS, '@task-queue/tasks', PROJECTS],
  [REFUSALS, '@angular/core', PROJECTS],
  [REFUSALS, 'ioredis', PROJECTS],
  [REFUSALS, 'bull', PROJECTS],
  [REFUSALS, 'fastify', PROJECTS],
  [EVENT_LOG, '@task-queue/tasks', PROJECTS],
  [EVENT_LOG, '@task-queue/contracts', PROJECTS],
  [EVENT_LOG, '@nestjs/common', PROJECTS],
  [EVENT_LOG, 'bull', PROJECTS],
  [EVENT_LOG, '@angular/core', PROJECTS],
  [ACCESS, '@task-queue/redis', PROJECTS],
  [ACCESS, '@task-queue/tasks', PROJECTS],
  [ACCESS, '@task-queue/identity', PROJECTS],
  [ACCESS, 'ioredis', PROJECTS],
  [ACCESS, '@angular/core', PROJECTS],
  [IDENTITY, '@task-queue/tasks', PROJECTS],
  [IDENTITY, '@task-queue/task-handlers', PROJECTS],
  [IDENTITY, 'bull', PROJECTS],
  [IDENTITY, 'socket.io', PROJECTS],
  [IDENTITY, '@angular/core', PROJECTS],
  [ENGINE, '@task-queue/identity', PROJECTS],
  [ENGINE, '@angular/core', PROJECTS],
  [ENGINE, 'socket.io-client', PROJECTS],
  [ENGINE, '@task-queue/task-handlers', PROJECTS],
  [ENGINE, '@task-queue/artifacts-s3', PROJECTS],
  [ENGINE, '@aws-sdk/client-s3', PROJECTS],
  [HANDLERS, '@aws-sdk/client-s3', PROJECTS],
  [API, '@aws-sdk/client-s3', PROJECTS],
  [STORAGE, '@task-queue/redis', PROJECTS],
  [STORAGE, '@nestjs/common', PROJECTS],
  [AUDIT_TRAIL, '@task-queue/tasks', PROJECTS],
  [AUDIT_TRAIL, '@task-queue/event-log', PROJECTS],
  [AUDIT_TRAIL, 'fastify', PROJECTS],
  [AUDIT_TRAIL, 'bull', PROJECTS],
  [AUDIT, '@task-queue/identity', PROJECTS],
  [AUDIT, 'ioredis', PROJECTS],
  [AUDIT, 'bull', PROJECTS],
  [OVERVIEW, 'bull', PROJECTS],
  [OVERVIEW, 'socket.io', PROJECTS],
  [OVERVIEW, '@task-queue/identity', PROJECTS],
  [ENGINE, '@task-queue/overview', PROJECTS],
  [HANDLERS, 'bull', PROJECTS],
  [HANDLERS, 'ioredis', PROJECTS],
  [HANDLERS, 'bull/index.js', PROJECTS],
  [HANDLERS, '@nestjs/bull', PROJECTS],
  [HANDLERS, '@angular/core', PROJECTS],
  [FOUNDATION, '@task-queue/tasks-ui', PROJECTS],
  [FOUNDATION, '@nestjs/common', PROJECTS],
  [FOUNDATION, 'node:fs', IMPORTS],
  [UI, '@task-queue/identity-ui', PROJECTS],
  [ACCOUNTS, '@task-queue/tasks-ui', PROJECTS],
  [ACCOUNTS, '@nestjs/common', PROJECTS],
  [ACCOUNTS, 'node:fs', IMPORTS],
  [UI, '@nestjs/common', PROJECTS],
  [UI, 'bull', PROJECTS],
  [UI, 'ioredis', PROJECTS],
  [UI, 'socket.io', PROJECTS],
  [UI, 'class-validator', PROJECTS],
  [UI, 'node:fs', IMPORTS],
  [UI, 'fs', IMPORTS],
  [UI, '@task-queue/tasks', PROJECTS],
  [API, '@angular/core', PROJECTS],
  [API, '@task-queue/tasks-ui', PROJECTS],
  [EXAMPLE, '@task-queue/task-handlers', PROJECTS],
  [EXAMPLE, '@angular/core', PROJECTS],
  [EXAMPLE, '@task-queue/tasks/server', IMPORTS],
  [HANDLERS, '@task-queue/tasks/server', IMPORTS],
  [WEB, '@nestjs/common', PROJECTS],
  [WEB, 'node:fs', IMPORTS],
  [WEB, '@task-queue/tasks', PROJECTS],
  ['libs/identity/src/accounts/user-store.ts', '../sessions/session-store.js', ZONES],
  ['libs/identity/src/throttle/login-throttle.ts', '../sessions/session-store.js', ZONES],
  ['libs/tasks/src/domain/clock.ts', '../record/keys.js', ZONES],
  ['libs/tasks/src/domain/clock.ts', '../tasks.service.js', ZONES],
  ['libs/tasks/src/domain/clock.ts', '@nestjs/common', IMPORTS],
  ['libs/tasks/src/record/keys.ts', '../index/task-terms.js', ZONES],
  ['libs/tasks/src/record/keys.ts', '../tasks.service.js', ZONES],
  ['libs/tasks/src/index/task-terms.ts', '../life/task-store.js', ZONES],
  ['libs/tasks/src/life/task-store.ts', '../attempts/attempt-store.js', ZONES],
  ['libs/tasks/src/handlers/task-context.ts', '../record/keys.js', ZONES],
  ['libs/tasks/src/live/tasks.gateway.ts', '../lanes/task-queue.js', ZONES],
  ['libs/tasks/src/worker/task-worker.ts', '../live/tasks.gateway.js', ZONES],
  ['libs/tasks/src/attempts/task-runner.ts', '../lanes/task-queue.js', ZONES],
  ['libs/tasks/src/lanes/task-queue.ts', '../worker/task-worker.js', ZONES],
  ['libs/tasks/src/duties/retention.ts', '../lanes/task-queue.js', ZONES],
  ['libs/tasks/src/artifacts/artifact-storage.ts', '../record/keys.js', ZONES],
  ['apps/web-e2e/src/person.ts', '@task-queue/tasks', PROJECTS],
  ['libs/tasks/src/index/task-terms.ts', './term-filing.js', 'import-x/no-cycle'],
  ['libs/tasks-ui/src/data/tasks-api.ts', '../tasks/list/task-list', ZONES],
  ['libs/tasks-ui/src/notify/tabs.ts', '../tasks/list/task-list', ZONES],
  ['libs/ui/src/json-tree/json-rows.ts', './json-tree', 'import-x/no-cycle'],
  ['libs/tasks-ui/src/tasks/create/task-options.ts', './create-task-dialog', 'import-x/no-cycle'],
];

/** One of what each project may import: a rule that is red for everything protects nothing either. */
const ALLOWED: readonly (readonly [file: string, imported: string])[] = [
  [REDIS, 'ioredis'],
  [CLIENT, 'socket.io-client'],
  [CLIENT, '@task-queue/contracts'],
  [REFUSALS, '@task-queue/contracts'],
  [REFUSALS, '@nestjs/common'],
  [ACCESS, '@task-queue/contracts'],
  [ACCESS, '@task-queue/problems'],
  [IDENTITY, '@task-queue/access'],
  [IDENTITY, '@task-queue/redis'],
  [ENGINE, '@task-queue/access'],
  [API, '@task-queue/identity'],
  [ENGINE, '@task-queue/problems'],
  [EVENT_LOG, 'ioredis'],
  [ENGINE, '@task-queue/contracts'],
  [ENGINE, '@task-queue/redis'],
  [ENGINE, '@task-queue/event-log'],
  [STORAGE, '@task-queue/tasks'],
  [STORAGE, '@aws-sdk/client-s3'],
  [API, '@task-queue/artifacts-s3'],
  [OVERVIEW, '@task-queue/tasks/server'],
  [OVERVIEW, '@task-queue/event-log'],
  [API, '@task-queue/overview'],
  [HANDLERS, '@task-queue/tasks'],
  [FOUNDATION, '@task-queue/contracts'],
  [UI, '@task-queue/ui/storage'],
  ['libs/tasks-ui/src/tasks/list/task-list.ts', '../../data/tasks-api'],
  [ACCOUNTS, '@task-queue/ui/storage'],
  [UI, '@task-queue/contracts'],
  [API, '@task-queue/task-handlers'],
  [EXAMPLE, '@task-queue/tasks'],
  [WEB, '@task-queue/tasks-ui'],
  ['libs/tasks/src/attempts/task-runner.ts', '../life/task-store.js'],
];

/** Lints each import as if it stood in the file, without types; ESLint runs outside Jest's module loader. */
const LINT = `
  import { ESLint } from 'eslint';
  import { configs } from 'typescript-eslint';
  const eslint = new ESLint({ cwd: process.cwd(), overrideConfig: configs.disableTypeChecked });
  const answers = [];
  for (const [filePath, imported] of JSON.parse(process.argv[1])) {
    const code = "import * as imported from '" + imported + "';\\nexport const kept = imported;\\n";
    const [{ messages }] = await eslint.lintText(code, { filePath });
    answers.push(messages.map(({ ruleId, message }) => ruleId ?? message));
  }
  console.log(JSON.stringify(answers));
`;

function lint(rows: readonly (readonly [file: string, imported: string])[]): string[][] {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', LINT, JSON.stringify(rows)], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false' },
  });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n[') + 1) || `"${stderr}"`) as string[][];
}

/** Whether the rules allow a project of these tags an import of one of those. */
function mayImport(from: readonly string[], to: readonly string[]): boolean {
  const rules = depConstraints.filter(({ sourceTag }) => from.includes(sourceTag));
  return rules.every(({ onlyDependOnLibsWithTags: allowed }) => allowed.some((tag) => to.includes(tag)));
}

/** Each project, with each library that it does not belong to. */
const PAIRS = PROJECTS_OF_OURS.flatMap((from) =>
  DOORS.filter(({ file }) => !file.startsWith(`${from.root}/`)).map((door) => {
    const to = PROJECTS_OF_OURS.find(({ root }) => door.file.startsWith(`${root}/`))!;
    return { from: from.name, file: aFileOf(from), imported: door.name, isAllowed: mayImport(from.tags, to.tags) };
  }),
);

/** Some file of a project's program, or one that it might have. */
function aFileOf({ root, type }: Project): string {
  return type === 'tools' ? `${root}/lib/build.ts` : `${root}/src/${firstFileIn(join(ROOT, root, 'src'))}`;
}

function firstFileIn(folder: string): string {
  return readdirSync(folder).find((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))!;
}

/** The table of docs/architecture.md: each project's tags, and which of our libraries it may import. */
function rowsOfArchitecture(): { name: string; tags: string[]; libraries: string[] }[] {
  const [, text = ''] = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8').split('## Who may import whom');
  const rows = text.matchAll(/^\| ([\w-]+) +\| `(type:[^`]+)` +\| ([^|]+)\|/gm);
  return [...rows].map(([, name, tags, imports]) => ({
    name: name!,
    tags: tags!.split(' '),
    libraries: PROJECTS_OF_OURS.map((project) => project.name).filter((library) =>
      imports!.match(/[\w-]+/g)!.includes(library),
    ),
  }));
}

describe('the rules of who may import whom', () => {
  let complaints: ReadonlyMap<string, readonly string[]>;

  // All at once: a start of ESLint takes longer than all that it is asked here.
  beforeAll(() => {
    const rows = [
      ...PAIRS.map(({ file, imported }) => [file, imported] as const),
      ...[...FORBIDDEN, ...ALLOWED].map(([file, imported]) => [file, imported] as const),
    ];
    const answers = lint(rows);
    complaints = new Map(rows.map((row, i) => [row.join(), answers[i]!]));
  }, 60_000);
  const complaintsOf = (file: string, imported: string): readonly string[] => complaints.get(`${file},${imported}`)!;

  test('hold for each project and each library, by their tags', () => {
    const isRefused = (file: string, imported: string): boolean => complaintsOf(file, imported).includes(PROJECTS);
    expect(PAIRS.filter(({ file, imported, isAllowed }) => isRefused(file, imported) === isAllowed)).toEqual([]);
    expect(PAIRS.filter(({ isAllowed }) => isAllowed).length).toBeGreaterThan(0);
  });

  test('complain of every import that the architecture forbids', () => {
    const missed = FORBIDDEN.filter(([file, imported, rule]) => !complaintsOf(file, imported).includes(rule));
    expect(missed).toEqual([]);
  });

  test('leave alone what it allows', () => {
    const rules = new Set<string>(FORBIDDEN.map(([, , rule]) => rule));
    const refused = ALLOWED.filter((row) => complaintsOf(...row).some((rule) => rules.has(rule)));
    expect(refused).toEqual([]);
  });

  test('hold for the whole graph of projects, and are what the architecture says', () => {
    const dir = mkdtempSync(join(tmpdir(), 'task-queue-graph-'));
    const file = join(dir, 'graph.json');
    const nx = join(ROOT, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
    execFileSync(process.execPath, [nx, 'graph', `--file=${file}`], {
      cwd: ROOT,
      stdio: 'ignore',
      env: { ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false', NX_NO_CLOUD: 'true' },
    });
    const { graph } = JSON.parse(readFileSync(file, 'utf8')) as {
      graph: { dependencies: Record<string, { target: string; type: string }[]> };
    };
    rmSync(dir, { recursive: true });
    const tagsOf = new Map(PROJECTS_OF_OURS.map(({ name, tags }) => [name, tags]));
    const edges = Object.entries(graph.dependencies).flatMap(([from, to]) =>
      to.filter(({ type }) => type !== 'implicit').map(({ target }) => ({ from, target })),
    );
    expect(edges.map(({ from }) => from)).toContain('api');
    expect(edges.filter(({ from, target }) => !mayImport(tagsOf.get(from)!, tagsOf.get(target)!))).toEqual([]);

    const rows = rowsOfArchitecture();
    const isTold = ({ type }: Project): boolean => type !== 'e2e' && type !== 'tools';
    const told = PROJECTS_OF_OURS.filter(isTold);
    expect(Object.fromEntries(rows.map(({ name, tags }) => [name, tags]))).toEqual(
      Object.fromEntries(told.map(({ name, tags }) => [name, tags])),
    );
    const sayMore = rows.filter(({ tags, libraries }) =>
      libraries.some((library) => !mayImport(tags, tagsOf.get(library)!)),
    );
    expect(sayMore).toEqual([]);
    const untold = edges.filter(({ from, target }) =>
      rows.some(({ name, libraries }) => name === from && !libraries.includes(target)),
    );
    expect(untold).toEqual([]);
  }, 60_000);
});
