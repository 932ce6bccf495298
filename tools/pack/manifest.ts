import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from '../lib/workspace.mjs';
import type { PackedLibrary } from './packages.ts';

/** What of the workspace's own manifest matters here. */
interface WorkspaceManifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const workspace = JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8')) as WorkspaceManifest;
const versions: Readonly<Record<string, string>> = { ...workspace.devDependencies, ...workspace.dependencies };

export const VERSION = workspace.version;

/** The oldest Node a package is for: the first that `require`s an ES module without a flag. */
const NODE = '>=22.12';

/** What a package's manifest says besides its doors. */
export function manifestOf(library: PackedLibrary): Record<string, unknown> {
  const { bringsForTools = [], contains = [], expectsExactly = [], oursOfTheHost = [], mayUse = {} } = library;
  const ours = library.ours.filter((name) => !oursOfTheHost.includes(name));
  return {
    name: `@task-queue/${library.folder}`,
    version: VERSION,
    description: library.description,
    keywords: library.keywords,
    license: [workspace.license, ...contains.map(licenceOf)].join(' AND '),
    type: 'module',
    sideEffects: false,
    ...(library.platform === 'browser' ? {} : { engines: { node: NODE } }),
    dependencies: Object.fromEntries([
      ...ours.map((name) => [`@task-queue/${name}`, VERSION]),
      ...library.brings.map((name) => [name, minorOf(versionOf(name))]),
      ...bringsForTools.map((name) => [name, majorOf(versionOf(name))]),
    ]),
    peerDependencies: Object.fromEntries([
      ...oursOfTheHost.map((name) => [`@task-queue/${name}`, VERSION]),
      ...library.expects.map((name) => [
        name,
        expectsExactly.includes(name) ? versionOf(name) : majorOf(versionOf(name)),
      ]),
      ...Object.entries(mayUse),
    ]),
    peerDependenciesMeta: Object.fromEntries(Object.keys(mayUse).map((name) => [name, { optional: true }])),
  };
}

function licenceOf(name: string): string {
  const file = join(rootDir, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as WorkspaceManifest).license;
}

/** The version the workspace is tested with. */
function versionOf(name: string): string {
  const version = versions[name];
  if (version === undefined) {
    throw new Error(`${name} is no package of the workspace`);
  }
  return version;
}

/** As the host has it, if that is not older: Nest brings Socket.IO in a patch of its own, and a second copy serves nobody. */
function minorOf(version: string): string {
  const [major, minor] = version.split('.');
  return `^${major}.${minor}.0`;
}

/** Every version that promises what the one that is tested does. */
function majorOf(version: string): string {
  const [major, minor] = version.split('.');
  return major === '0' ? `^0.${minor}.0` : `^${major}.0.0`;
}
