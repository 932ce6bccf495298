import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { depConstraints } from './import-rules.mjs';
import { complaintsOfWorkspace } from './workspace.mjs';

const KNOWN = depConstraints.map(({ sourceTag }) => sourceTag);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'task-queue-workspace-'));
  for (const folder of ['apps', 'examples', 'libs', 'tools']) {
    mkdirSync(join(root, folder));
  }
  place('tsconfig.base.json', { compilerOptions: { paths: { '@task-queue/x': ['./libs/x/src/index.ts'] } } });
});
afterEach(() => rmSync(root, { recursive: true }));

function place(file: string, content: object): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), JSON.stringify(content));
}

function placeLibrary(folder: string, tags: readonly string[], targets: object = { typecheck: {} }): void {
  place(`${folder}/project.json`, { name: folder.replace('libs/', ''), tags, targets });
  place(`${folder}/tsconfig.json`, {});
}

describe('a workspace', () => {
  test('that is ours has nothing to complain of', () => {
    expect(complaintsOfWorkspace(KNOWN)).toEqual([]);
  });

  test('knows a new library by its tags alone', () => {
    placeLibrary('libs/x', ['type:foundation', 'platform:node']);
    expect(complaintsOfWorkspace(KNOWN, root)).toEqual([]);
  });

  test.each(['apps/x', 'libs/x', 'examples/x'])('complains of a folder without a project.json: %s', (folder) => {
    place(`${folder}/src/index.ts`, {});
    expect(complaintsOfWorkspace(KNOWN, root)).toEqual([
      expect.stringMatching(`^${folder} has no project.json. CONTR`),
    ]);
  });

  test('complains of a folder of tools that nobody knows', () => {
    place('tools/helpers/some.ts', {});
    place('tools/lib/known.ts', {});
    expect(complaintsOfWorkspace(KNOWN, root)).toEqual([
      'tools/helpers is none of bench, chaos, hosts, jest, lib, pack: put it into one of them.',
    ]);
  });

  test('does not mind a folder that a file left behind', () => {
    mkdirSync(join(root, 'libs/old/src'), { recursive: true });
    expect(complaintsOfWorkspace(KNOWN, root)).toEqual([]);
  });

  test.each([
    [['platform:node'], 'libs/x/project.json needs one tag of type:'],
    [['type:whatever', 'platform:node'], 'libs/x/project.json needs one tag of type:'],
    [['type:ui', 'type:engine', 'platform:any'], 'libs/x/project.json needs one tag of type:'],
    [['type:ui'], 'libs/x/project.json needs one tag of platform:any, platform:browser, platform:node. '],
    [['type:ui', 'platform:any', 'scope:y'], 'libs/x/project.json has the tag scope:y, which no rule speaks of: '],
  ])('complains of a library with the tags %s', (tags, complaint) => {
    placeLibrary('libs/x', tags);
    expect(complaintsOfWorkspace(KNOWN, root)).toEqual([expect.stringContaining(complaint)]);
  });

  test('complains of a library whose types nobody checks', () => {
    placeLibrary('libs/x', ['type:ui', 'platform:browser'], {});
    expect(complaintsOfWorkspace(KNOWN, root)).toEqual([expect.stringContaining('needs a target “typecheck”')]);
  });

  test('complains of a library that nobody can import', () => {
    placeLibrary('libs/y', ['type:ui', 'platform:browser']);
    expect(complaintsOfWorkspace(KNOWN, root)).toEqual([expect.stringMatching('^libs/y has no door: name its src')]);
  });
});
