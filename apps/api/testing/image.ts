import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandOf, environmentOf, lastOf, parseDockerfile, type Stage } from './dockerfile.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What the steps of a Dockerfile made: a folder that is the root of what runs in it. */
export interface Image {
  /** Where the volume is. */
  readonly dataDir: string;
  /**
   * Runs a command as a container would: this image as its root, read-only but for `/data` and `/tmp`, as process 1, as
   * its user, with its environment and no right beyond. What is returned waits for it; it hears {@link sendSignal} alone.
   */
  run(command: readonly string[], env?: Readonly<Record<string, string>>): ChildProcess;
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  remove(): Promise<void>;
}

/** Mounts and processes of its own. */
const AS_CONTAINER = ['-m', '-p', '-f'];

/** Whether this machine lets us give a process a root of its own. */
export const CAN_CHANGE_ROOT =
  spawnSync('unshare', [...AS_CONTAINER, 'sh', '-c', 'mount -t tmpfs tmpfs /mnt && chroot / true']).status === 0;

/** Sends a signal to what {@link Image.run} has run, if it runs still. */
export function sendSignal({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  process.kill(Number(child), signal);
}

/**
 * Runs the steps of the Dockerfile one after the other, each stage in an empty root. Two things stand for what a registry
 * would give: the base image is this machine's `/usr` with the Node that runs us, and `npm install` the packages that are
 * installed here, which is what that command would come to. What was built here of the very sources is not built again.
 *
 * @throws Error with what a step printed where it fails
 */
export async function buildImage(): Promise<Image> {
  const dir = await mkdtemp(join(tmpdir(), 'task-queue-image-'));
  const stages = parseDockerfile(await readFile(join(ROOT, 'Dockerfile'), 'utf8'));
  const roots = new Map(stages.map(({ name }, i) => [name, join(dir, `stage-${i}`)]));
  const context = join(dir, 'context');
  await copyContext(context);
  const script = ['set -eu', COPY, ...stages.flatMap((stage) => stageScript(stage, roots, context))];
  await writeFile(join(dir, 'steps.sh'), script.join('\n'));
  const { status, stdout, stderr } = spawnSync('unshare', ['-m', 'sh', join(dir, 'steps.sh')], { encoding: 'utf8' });
  if (status !== 0) {
    await rm(dir, { recursive: true, force: true });
    throw new Error(`The steps of the Dockerfile ended with ${status}: ${stdout}\n${stderr}`);
  }
  const last = stages.at(-1)!;
  const root = roots.get(last.name)!;
  return {
    dataDir: join(root, lastOf(last, 'VOLUME')),
    run: (command, env = {}) => {
      const volume = join(root, lastOf(last, 'VOLUME'));
      const mounts = [
        `mount --bind ${root} ${root}`,
        ...baseMounts(root),
        `mount -t proc proc ${root}/proc`,
        `mount --bind ${volume} ${volume}`,
        `mount -t tmpfs tmpfs ${root}/tmp`,
        `chmod 1777 ${root}/tmp`,
        `mount -o remount,bind,ro ${root}`,
        `exec chroot --userspec=${lastOf(last, 'USER')} ${root} "$@"`,
      ];
      const all = { ...environmentOf(last), ...env };
      const inside = ['env', '-i', `--chdir=${lastOf(last, 'WORKDIR')}`, `PATH=${PATH}`];
      const settings = Object.entries(all).map(([name, value]) => `${name}=${value}`);
      const shell = [...AS_CONTAINER, 'sh', '-ec', mounts.join('\n'), 'sh'];
      return spawn('unshare', [...shell, ...inside, ...settings, ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
    },
    command: commandOf(lastOf(last, 'CMD')),
    healthCheck: commandOf(lastOf(last, 'HEALTHCHECK')),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

/** What `npm run build` made: it knows by the stamp whether the sources have changed since. */
const BUILT = ['dist/.build-stamp', 'dist/apps/api', 'dist/apps/web'];

/** Everything but what `.dockerignore` names. */
async function copyContext(to: string): Promise<void> {
  const ignored = (await readFile(join(ROOT, '.dockerignore'), 'utf8')).split('\n').filter(Boolean);
  const filter = (file: string): boolean =>
    !ignored.some((pattern) =>
      pattern.startsWith('**/*') ? basename(file).endsWith(pattern.slice(4)) : relative(ROOT, file) === pattern,
    );
  await cp(ROOT, to, { recursive: true, filter });
  for (const built of BUILT.filter((name) => existsSync(join(ROOT, name)))) {
    await cp(join(ROOT, built), join(to, built), { recursive: true });
  }
}

const PATH = '/opt/node/bin:/usr/sbin:/usr/bin';

/** As COPY does: of a folder what is in it. */
const COPY = 'copy() { if [ -d "$1" ]; then mkdir -p "$2"; cp -a "$1/." "$2"; else cp -a "$1" "$2"; fi; }';

function stageScript(stage: Stage, roots: ReadonlyMap<string, string>, context: string): string[] {
  const root = roots.get(stage.name)!;
  const script = [...layBase(root), ...baseMounts(root)];
  let workdir = '/';
  for (const { name, text } of stage.steps) {
    switch (name) {
      case 'WORKDIR':
        workdir = text;
        script.push(`mkdir -p ${root}${workdir}`);
        break;
      case 'COPY': {
        const words = text.split(/\s+/);
        const from = words[0]!.startsWith('--from=') ? roots.get(words.shift()!.slice('--from='.length))! : context;
        const to = join(root, workdir, words.pop()!);
        script.push(...words.map((word) => `copy ${join(from, word)} ${to}`));
        break;
      }
      case 'RUN':
        script.push(
          /^npm install\b/.test(text) ? installed(join(root, workdir)) : runScript(stage, root, workdir, text),
        );
    }
  }
  return script;
}

/** The packages that are installed here, so that what is done to them is done to a copy. */
function installed(folder: string): string {
  const [lower, upper, work, to] = [
    join(ROOT, 'node_modules'),
    `${folder}.upper`,
    `${folder}.work`,
    `${folder}/node_modules`,
  ];
  const overlay = `mount -t overlay overlay -o lowerdir=${lower},upperdir=${upper},workdir=${work} ${to}`;
  return `mkdir -p ${upper} ${work} ${to}; ${overlay} || cp -a ${lower}/. ${to}`;
}

function runScript(stage: Stage, root: string, workdir: string, command: string): string {
  const settings = Object.entries({ PATH, HOME: '/root', ...environmentOf(stage) }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const quoted = `'${command.replaceAll("'", `'\\''`)}'`;
  return `chroot ${root} env -i --chdir=${workdir} ${settings.join(' ')} sh -ec ${quoted}`;
}

/** What of a base image our steps use: programs, the user `node`, Node and npm. */
function layBase(root: string): string[] {
  const folders = ['usr', 'etc', 'proc', 'dev', 'tmp', 'root', 'opt/npm', 'opt/node/bin'];
  return [
    `mkdir -p ${folders.map((folder) => join(root, folder)).join(' ')}`,
    ...['bin', 'lib', 'lib64', 'sbin'].map((name) => `ln -s usr/${name} ${root}/${name}`),
    `printf 'root:x:0:0::/root:/bin/sh\\nnode:x:1000:1000::/home/node:/bin/sh\\n' > ${root}/etc/passwd`,
    `printf 'root:x:0:\\nnode:x:1000:\\n' > ${root}/etc/group`,
    `touch ${root}/opt/node/bin/node`,
    `ln -s /opt/npm/bin/npm-cli.js ${root}/opt/node/bin/npm`,
  ];
}

function baseMounts(root: string): string[] {
  const npm = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'npm'))
    .flatMap((file) => {
      try {
        return [dirname(dirname(realpathSync(file)))];
      } catch {
        return []; // not in this folder
      }
    })[0]!;
  return [
    ...['usr', 'proc', 'dev'].map((folder) => `mount --rbind /${folder} ${root}/${folder}`),
    `mount --bind ${process.execPath} ${root}/opt/node/bin/node`,
    `mount --bind ${npm} ${root}/opt/npm`,
  ];
}
