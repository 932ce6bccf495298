import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Built beside the program that is under fire, from `libs/tasks/testing/invariants`. */
const PROGRAM = 'dist/apps/chaos/invariants.js';

/** Holds all that is in Redis against each other, while nothing is under way; each disagreement is a line. */
export async function findDisagreements(redisUrl: string, prefix: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, redisUrl, prefix], { maxBuffer: Infinity });
  return JSON.parse(stdout) as readonly string[];
}
