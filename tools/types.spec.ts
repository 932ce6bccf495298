import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { rootDir } from './lib/workspace.mjs';

describe('the types of several projects at once', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'task-queue-types-'));
    const options = { target: 'es2024', module: 'esnext', moduleResolution: 'bundler', noEmit: true, types: [] };
    for (const name of ['library', 'app']) {
      write(`${name}/tsconfig.json`, JSON.stringify({ compilerOptions: { ...options, strict: name === 'library' } }));
    }
    write('library/src/index.ts', `export const size: number = 1;`);
    write('app/src/main.ts', `import { size } from '../../library/src/index'; export const twice: number = size * 2;`);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }

  const check = (): { code: number | null; errors: string[] } => {
    const args = [join(rootDir, 'tools/types.ts'), 'app/tsconfig.json', 'library/tsconfig.json'];
    const env = { ...process.env, NODE_OPTIONS: '' };
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8', env });
    // eslint-disable-next-line no-control-regex -- colours
    return { code: status, errors: stderr.replace(/\u001b\[\d+m/g, '').match(/^\S+\.ts\S* - error TS\d+/gm) ?? [] };
  };

  test('are right where those of each are', () => {
    expect(check()).toEqual({ code: 0, errors: [] });
  });

  test('are wrong once, in whichever project a file is, and where it uses another', () => {
    write('library/src/index.ts', `export const size: number = 'one';`);
    write('app/src/main.ts', `import { size } from '../../library/src/index'; export const name: string = size;`);
    expect(check()).toEqual({
      code: 1,
      errors: ['app/src/main.ts:1:62 - error TS2322', 'library/src/index.ts:1:14 - error TS2322'],
    });
  });

  test('are those of the options of the project that a file belongs to', () => {
    write('library/src/index.ts', `export const sizeOf = (value) => value.length;`);
    write(
      'app/src/main.ts',
      `import { sizeOf } from '../../library/src/index'; export const of = (value) => sizeOf(value);`,
    );
    expect(check()).toEqual({ code: 1, errors: ['library/src/index.ts:1:24 - error TS7006'] });
  });

  test('are asked of files that belong to no project, where one imports them', () => {
    write('shared/index.ts', `export const size: number = 'one';`);
    write('app/src/main.ts', `export { size } from '../../shared/index';`);
    expect(check()).toEqual({ code: 1, errors: ['shared/index.ts:1:14 - error TS2322'] });
  });
});
