import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const KEPT = fileURLToPath(new URL('main.js.br', import.meta.url));

/** The last commit whose program does not look at the format of its data. */
const COMMIT = '70f3f5e';

/** The server of that commit as it is kept here; a clone may have no history. See decision 28. */
export function keptFormer(): string {
  return brotliDecompressSync(readFileSync(KEPT)).toString();
}

/** Keeps another text as that server. */
export function keepFormer(text: string): void {
  writeFileSync(KEPT, brotliCompressSync(text));
}

/** The same, built from that commit; `null` where the history does not reach back to it. */
export function builtFormer(): string | null {
  const archive = spawnSync('git', ['archive', COMMIT, 'apps/api', 'libs', 'tsconfig.base.json'], {
    cwd: ROOT,
    maxBuffer: Infinity,
  });
  if (archive.status !== 0) {
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), 'task-queue-former-'));
  try {
    run('tar', ['-x', '-C', folder], folder, archive.stdout);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const rolldown = join('node_modules', '.bin', 'rolldown');
    run(rolldown, ['-c', 'apps/api/rolldown.config.mjs', '--dir', 'out', '--logLevel', 'silent'], folder);
    return readFileSync(join(folder, 'out', 'main.js'), 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Puts it where it finds its packages. @returns how `startProgram` runs it */
export function unpackFormer(): () => readonly [string, ...string[]] {
  const folder = join(ROOT, 'dist/apps/former-spec');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.js'), keptFormer());
  return () => [process.execPath, join(folder, 'main.js')];
}

function run(program: string, args: readonly string[], cwd: string, input?: Buffer): void {
  const { status, stderr } = spawnSync(program, args, { cwd, input, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${program} failed: ${stderr}`);
  }
}
