import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { rootDir } from '../lib/workspace.mjs';
import { packWhatChanged, type Tarballs } from './pack.ts';
import { PACKAGES } from './packages.ts';

const run = promisify(execFile);
const names = PACKAGES.map(({ folder }) => `@task-queue/${folder}`);

/** A package's files with their text, as somebody gets them who installs it. */
async function filesOf(tarball: string): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'task-queue-package-'));
  try {
    await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = entries.map((entry) => join(entry.parentPath, entry.name));
    return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly engines?: { readonly node: string };
}

/** The oldest Node that packages are for, and what its modules export; made by `Object.keys(await import('node:…'))` in it. */
const OLDEST = '>=22.12';
const OLDEST_NAMES = JSON.parse(readFileSync(join(rootDir, 'tools/pack/node-22.12.json'), 'utf8')) as Record<
  string,
  string
>;

/** What a module imports by name from Node itself, with where from. */
function namesFromNode(text: string): (readonly [from: string, name: string])[] {
  return [...text.matchAll(/^import [^;'"]*\{([^}]*)\}\s*from ['"]node:([\w/]+)['"]/gm)].flatMap(([, list, from]) =>
    (list!.match(/\w+( as \w+)?/g) ?? []).map((one) => [from!, one.split(' as ')[0]!] as const),
  );
}

describe.each(names)('%s', (name) => {
  let tarball: string;
  let files: Map<string, string>;
  let manifest: Manifest;

  beforeAll(async () => {
    const tarballs: Tarballs = await packWhatChanged();
    tarball = tarballs.get(name)!;
    files = await filesOf(tarball);
    manifest = JSON.parse(files.get('package.json')!) as Manifest;
  }, 300_000);

  test('publint finds nothing', async () => {
    const bin = join(rootDir, 'node_modules/publint/src/cli.js');
    const { stdout } = await run(process.execPath, [bin, tarball, '--strict', '--level', 'suggestion'], PLAIN);
    expect(stdout).toContain('All good!');
  }, 60_000);

  test('attw finds its types for whoever imports it', async () => {
    const bin = join(rootDir, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    // Node 22 and newer `require` ES modules: what attw says of older ones is not about these packages.
    await expect(run(process.execPath, [bin, tarball, '--profile', 'esm-only'], PLAIN)).resolves.toBeDefined();
  }, 60_000);

  test('imports nothing that it does not declare', () => {
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    const imported = new Set(
      [...files]
        .filter(([file]) => /\.(js|mjs|d\.ts)$/.test(file))
        .flatMap(([, text]) => ts.preProcessFile(text, true, false).importedFiles)
        .map(({ fileName }) => fileName)
        .filter((one) => !one.startsWith('.') && !isBuiltin(one))
        .map((one) =>
          one
            .split('/')
            .slice(0, one.startsWith('@') ? 2 : 1)
            .join('/'),
        ),
    );
    imported.delete(name);
    expect([...imported].filter((one) => !declared.includes(one))).toEqual([]);
  });

  test('imports nothing that the oldest Node lacks which it is for: that would keep it from loading', () => {
    const { node = OLDEST } = manifest.engines ?? {};
    expect(node).toBe(OLDEST);
    const modules = [...files].filter(([file]) => /\.m?js$/.test(file)).map(([, text]) => text);
    const lacking = modules
      .flatMap(namesFromNode)
      .filter(([from, one]) => !OLDEST_NAMES[from]?.split(' ').includes(one));
    expect(lacking).toEqual([]);
  });

  test('says in its README which Node it is for, where it is for Node', () => {
    const [, said] = /Node ([\d.]+) or newer/.exec(files.get('README.md')!) ?? [];
    expect(said).toBe(manifest.engines?.node.replace('>=', ''));
  });

  test('has a README, a licence, modules and declarations with maps and the sources they lead to, and nothing of the workspace', () => {
    expect([files.get('README.md'), files.get('LICENSE')].map((text) => (text ?? '').length > 200)).toEqual([
      true,
      true,
    ]);
    const maps = [...files].filter(([file]) => file.endsWith('.map'));
    expect(maps.map(([file]) => file)).toEqual(expect.arrayContaining([expect.stringMatching(/\.d\.ts\.map$/)]));
    for (const [file, map] of maps) {
      const { sources } = JSON.parse(map) as { sources: string[] };
      expect(sources.map((source) => files.has(join(file, '..', source)))).toEqual(sources.map(() => true));
    }
    expect([...files.keys()].filter((file) => /\.spec\.|tsconfig|\.lua$|project\.json/.test(file))).toEqual([]);
    expect([...files].filter(([, text]) => text.includes(rootDir)).map(([file]) => file)).toEqual([]);
  });
});

test('the pages load nothing that is for tests', async () => {
  const files = await filesOf((await packWhatChanged()).get('@task-queue/tasks-ui')!);
  const ofTests = [...files].filter(([file, text]) => file.endsWith('.mjs') && /from ["'][^"']*\/testing/.test(text));
  expect(ofTests.map(([file]) => file)).toEqual(['fesm2022/task-queue-tasks-ui-testing.mjs']);
}, 300_000);

test('the Socket.IO that the engine brings is the one that Nest has: no second copy beside it', async () => {
  const tarball = (await packWhatChanged()).get('@task-queue/tasks')!;
  const { dependencies } = JSON.parse((await filesOf(tarball)).get('package.json')!) as Manifest;
  const nest = readFileSync(join(rootDir, 'node_modules/@nestjs/platform-socket.io/package.json'), 'utf8');
  const [major, minor] = (JSON.parse(nest) as Manifest).dependencies['socket.io']!.split('.');
  expect(dependencies['socket.io']).toBe(`^${major}.${minor}.0`);
}, 300_000);

test('the version of Bull is this one and no other', async () => {
  const tarball = (await packWhatChanged()).get('@task-queue/tasks')!;
  const manifest = JSON.parse((await filesOf(tarball)).get('package.json')!) as Manifest;
  const own = JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8')) as Manifest;
  expect(manifest.peerDependencies['bull']).toBe(own.dependencies['bull']);
}, 300_000);

/** Without what Jest itself is run with. */
const PLAIN = { env: { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0', NO_COLOR: '1' } };
