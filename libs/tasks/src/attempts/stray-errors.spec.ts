import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';

/** Plays a script in a process of its own: Jest's sandbox does not see what the process would die of. */
function play(script: string): { readonly status: number | null; readonly lines: readonly string[] } {
  const source = `
    const { withStrayErrors, watchStrayErrors, unwatchStrayErrors } = await import(${JSON.stringify(
      new URL('stray-errors.ts', import.meta.url).href,
    )});
    const stray = (thrown) => console.log('stray: ' + thrown.message);
    const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    watchStrayErrors();
    ${script}
    console.log('alive');`;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, lines: stdout.trim().split('\n') };
}

describe('an error that a handler throws where nobody can catch it', () => {
  test.each([
    ['a promise that is not awaited', "void Promise.reject(new Error('lost'))"],
    ['an async function that is not awaited', "void (async () => { await 0; throw new Error('lost') })()"],
    ['a timer', "setTimeout(() => { throw new Error('lost') }, 1)"],
    ['a listener', "const c = new AbortController(); c.signal.onabort = () => { throw new Error('lost') }; c.abort()"],
  ])('comes to its attempt and the process lives: %s', (_name, throwing) => {
    const { status, lines } = play(`await withStrayErrors(stray, async () => { ${throwing}; }); await later(50);`);
    expect({ status, lines }).toEqual({ status: 0, lines: ['stray: lost', 'alive'] });
  });

  test('of anything but a handler ends the process as ever', () => {
    const { status, lines } = play("void Promise.reject(new Error('ours')); await later(50);");
    expect(status).not.toBe(0);
    expect(lines).toEqual(['']);
  });

  test('is left to Node when nobody watches any more', () => {
    const { status } = play(
      "unwatchStrayErrors(); await withStrayErrors(stray, () => void Promise.reject(new Error('late'))); await later(50);",
    );
    expect(status).toBe(1);
  });
});
