// Runs on the bare machine's Node (20 or newer), before anything is installed: installs the packages when they are
// missing or out of date, then hands over to a tool, run by the Node that comes as a package.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules/.install-stamp');
const bin = join(root, 'node_modules/.bin');
const isWindows = process.platform === 'win32';

function fail(line) {
  console.error(line);
  process.exit(1);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json']) {
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
}

function install() {
  console.log('Installing packages (once, about a minute) …');
  const startedMs = Date.now();
  // Whatever NODE_ENV and the machine's npm settings say: the tools are development dependencies, and the packaged Node,
  // among others, comes by an install script. `allowScripts` in package.json says whose may run.
  const all = ['--include=dev', '--include=optional', '--ignore-scripts=false', '--dry-run=false', '--global=false'];
  const { status } = spawnSync('npm', ['install', '--no-save', '--loglevel=error', '--no-progress', ...all], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: isWindows,
  });
  if (status !== 0) {
    fail('The packages could not be installed: npm install failed, see above. Check the network and try again.');
  }
  writeFileSync(stamp, fingerprint());
  console.log(`Packages installed in ${Math.round((Date.now() - startedMs) / 1000)} s`);
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Node ${process.versions.node} is too old: Node 20 or newer is needed.`);
}
if (!isInstalled()) {
  install();
}
const node = join(bin, isWindows ? 'node.cmd' : 'node');
if (spawnSync(node, ['--version'], { shell: isWindows }).status !== 0) {
  fail('The packaged Node does not run on this machine. Remove node_modules and try again.');
}

const [tool, ...args] = process.argv.slice(2);
// The tools decide by themselves what is built and run for production; tests and builds go wrong where all of them are.
const environment = { ...process.env };
delete environment.NODE_ENV;
const child = spawn(node, [join(root, 'tools', `${tool}.ts`), ...args], {
  cwd: root,
  stdio: 'inherit',
  shell: isWindows,
  env: { ...environment, PATH: `${bin}${delimiter}${process.env.PATH}`, NX_DAEMON: 'false', NX_NO_CLOUD: 'true' },
});
// Ctrl-C reaches the child by itself, as it shares our terminal; a signal sent to us alone is passed on.
process.on('SIGINT', () => undefined);
let isTold = false;
const tell = () => {
  isTold = true;
  child.kill('SIGTERM');
};
process.on('SIGTERM', tell);
// npm's shell passes no signal on: when it is gone, what it started shall stop too. Said twice, it would mean at once.
const parent = process.ppid;
setInterval(() => isTold || process.ppid === parent || tell(), 250).unref();
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
