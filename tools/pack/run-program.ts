import { spawn } from 'node:child_process';

/**
 * Runs a program and waits for its end.
 *
 * @returns what it said
 * @throws Error with what it said where it fails
 */
export function runProgram(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_OPTIONS: '' };
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let complained = '';
    child.stdout.on('data', (data: Buffer) => (said += data.toString()));
    child.stderr.on('data', (data: Buffer) => (complained += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) {
        resolve(said);
      } else {
        reject(new Error(`${program} ${args.join(' ')} ended with ${code}:\n${said}${complained}`));
      }
    });
  });
}
