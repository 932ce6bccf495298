import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootDir } from '../lib/workspace.mjs';
import { packWhatChanged } from '../pack/pack.ts';
import { runProgram } from '../pack/run-program.ts';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** A folder outside of the workspace, in which nothing of it is found. */
export function openHostFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'task-queue-host-')));
}

/**
 * Installs packages below a folder, as npm does: ours unpacked from their tarballs, with whatever they declare. The
 * packages of others are linked to those of the workspace, which are of the versions that ours declare; what is neither
 * named nor declared is not there.
 *
 * @param names - what the application itself depends on
 */
export async function installPackages(folder: string, names: readonly string[]): Promise<void> {
  const tarballs = await packWhatChanged();
  const installed = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (!installed.has(name)) {
      installed.add(name);
      const place = join(folder, 'node_modules', name);
      const tarball = tarballs.get(name);
      if (tarball === undefined) {
        link(name, place);
      } else {
        mkdirSync(place, { recursive: true });
        await runProgram('tar', ['-xzf', tarball, '-C', place, '--strip-components=1'], folder);
        waiting.push(...declaredBy(JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as Manifest));
      }
    }
  }
}

function link(name: string, place: string): void {
  const target = join(rootDir, 'node_modules', name);
  if (!existsSync(target)) {
    throw new Error(`${name} is no package of the workspace`);
  }
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(target, place, 'junction');
}

function declaredBy({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }: Manifest): string[] {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [...Object.keys(dependencies), ...peers];
}
