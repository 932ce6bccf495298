import { readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

/** What a lock file says of a package. */
interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** Deletes each installed package that the server, as it is built, does not need to run. @returns how many */
export function keepRuntimePackages(serverDir: string, root = '.'): number {
  const installed = join(root, 'node_modules');
  const { packages } = JSON.parse(readFileSync(join(installed, '.package-lock.json'), 'utf8')) as {
    packages: LockedPackages;
  };
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
  const kept = reachable(packages, importsOf(serverDir), Object.keys(dependencies));
  const deleted = Object.keys(packages).filter(
    (place) => !kept.some((one) => one === place || one.startsWith(`${place}/`)),
  );
  for (const place of [...deleted, 'node_modules/.bin']) {
    rmSync(join(root, place), { recursive: true, force: true });
  }
  // A scope that has no package any more.
  for (const scope of readdirSync(installed).filter((name) => name.startsWith('@'))) {
    if (readdirSync(join(installed, scope)).length === 0) {
      rmdirSync(join(installed, scope));
    }
  }
  return deleted.length;
}

/** An import as the bundler writes it. */
const IMPORT = /^(?:import|export)\b[^;"]*\bfrom "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm;

/** The packages that built files import. */
function importsOf(dir: string): string[] {
  const names = readdirSync(dir)
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => [...readFileSync(join(dir, file), 'utf8').matchAll(IMPORT)])
    .map(([, from, bare, dynamic]) => (from ?? bare ?? dynamic)!)
    .filter((name) => !/^(\.|node:)/.test(name) && !builtinModules.includes(name))
    .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)![0]); // the package of what may lie deeper in it
  return [...new Set(names)];
}

/**
 * Where the packages are that some names lead to, and all that these need in turn; of optional peers those that the
 * workspace itself asks for.
 *
 * @throws Error naming what is needed and not installed
 */
function reachable(packages: LockedPackages, names: readonly string[], ours: readonly string[]): string[] {
  const kept = new Set<string>();
  const visit = (from: string, name: string, isNeeded: boolean): void => {
    const place = resolve(packages, from, name);
    if (place === null) {
      if (isNeeded) {
        throw new Error(`${name}, which ${from || 'the server'} needs, is not installed`);
      }
    } else if (!kept.has(place)) {
      kept.add(place);
      const {
        dependencies = {},
        optionalDependencies = {},
        peerDependencies = {},
        peerDependenciesMeta = {},
      } = packages[place]!;
      Object.keys(dependencies).forEach((next) => visit(place, next, !(next in optionalDependencies)));
      Object.keys(optionalDependencies).forEach((next) => visit(place, next, false));
      Object.keys(peerDependencies)
        .filter((next) => !peerDependenciesMeta[next]?.optional || ours.includes(next))
        .forEach((next) => visit(place, next, false));
    }
  };
  names.forEach((name) => visit('', name, true));
  return [...kept];
}

/** Where Node finds a package from the place of another: the nearest. */
function resolve(packages: LockedPackages, from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (place in packages) {
      return place;
    }
    if (folder === '') {
      return null;
    }
  }
}
