import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Integrator } from './person.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The server's by default. */
const PREFIX = '{tq}';

/**
 * Gives somebody so many tasks that wait for next year, past REST: the engine's own scripts write them straight to the
 * server's Redis, several thousand a second.
 */
export async function giveHistory(person: Integrator, count: number): Promise<void> {
  const { id, username } = await person.me();
  const type = { type: 'demo.steps', params: { steps: 1, stepMs: 0 } };
  const plan = { ...type, count, to: 'pending', createdBy: { id, username } };
  const program = buildFill();
  await promisify(execFile)(process.execPath, [program, redisUrl(), PREFIX, JSON.stringify(plan)]);
}

/** Builds what fills a Redis; @returns its program */
function buildFill(): string {
  const rolldown = join(ROOT, 'node_modules', '.bin', 'rolldown');
  const args = ['-c', 'apps/api/rolldown.bench.config.mjs', '--logLevel', 'silent'];
  const { status, stderr } = spawnSync(rolldown, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`What fills Redis could not be built: ${stderr}`);
  }
  return join(ROOT, 'dist/apps/bench/fill.js');
}

/** Where the Redis is that the server brought along: its settings lie in the server's folder. */
function redisUrl(): string {
  const config = readFileSync(join(process.env['E2E_DATA_DIR']!, 'redis', 'redis.conf'), 'utf8');
  const setting = (name: string): string => new RegExp(`^${name} (\\S+)$`, 'm').exec(config)![1]!;
  return `redis://:${setting('requirepass')}@127.0.0.1:${setting('port')}`;
}
