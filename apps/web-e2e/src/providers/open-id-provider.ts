import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The same that the tests of the server sign in at. */
const MAIN = fileURLToPath(new URL('../../../api/testing/openid-provider/main.mjs', import.meta.url));

/** An OpenID provider in a process of its own. */
export interface RunningProvider {
  readonly issuer: string;
  stop(): Promise<void>;
}

/** Starts one. @param publicUrl - of the application whose people sign in @param people - their claims, by `sub` */
export async function startProvider(
  publicUrl: string,
  people: Readonly<Record<string, object>>,
): Promise<RunningProvider> {
  const program = spawn(process.execPath, [MAIN], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [issuer] = (await once(createInterface({ input: program.stdout }), 'line')) as [string];
  program.stdout.resume();
  await fetch(`${issuer}/test`, { method: 'PUT', body: JSON.stringify({ publicUrl, apiUrl: publicUrl, people }) });
  return {
    issuer,
    async stop() {
      const exited = once(program, 'exit');
      program.kill();
      await exited;
    },
  };
}
