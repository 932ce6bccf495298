import { spawn } from 'node:child_process';
import { setTimeout as elapsed } from 'node:timers/promises';
import { findDisagreements } from '../disagreements.ts';
import { readEvents, readRecords } from '../record.ts';
import type { Ground, Scenario } from '../scenario.ts';

const PROGRAM = 'dist/apps/chaos/killed-process.js';
const PREFIX = '{chaos-grouped}';
const AT_ONCE = 2;
/** Kills after which all is counted and begins anew, so that the event log still has every event. */
const COUNTED_AFTER = 100;

/** What processes said before they died. */
interface Said {
  /** Keys they were about to create tasks for. */
  readonly asked: Set<string>;
  /** Ids by key, as they were answered. */
  readonly created: Map<string, string>;
  /** Attempts by id, the same. */
  readonly completed: Map<string, number>;
  /** Keys and ids that were answered twice, differently. */
  readonly contradictions: string[];
}

/** Processes are killed while what they say to Redis goes together: creates, starts, reports and ends of forty tasks at once. */
export const killedGroups: Scenario = {
  name: 'grouped writes',
  async run(ground) {
    const sums = { kills: 0, acknowledged: 0, completed: 0, 'ran again': 0 };
    for (let left = ground.isShort ? 8 : 1_000; left > 0; left -= COUNTED_AFTER) {
      const kills = Math.min(left, COUNTED_AFTER);
      const part = await killAndCount(ground, kills);
      sums.kills += kills;
      sums.acknowledged += part.acknowledged;
      sums.completed += part.completed;
      sums['ran again'] += part.again;
    }
    return sums;
  },
};

/** Kills so many processes, has another finish what they began, and holds what is there against what they said. */
async function killAndCount(
  { fleet: { redis, redisServer }, random, promise }: Ground,
  kills: number,
): Promise<{ readonly acknowledged: number; readonly completed: number; readonly again: number }> {
  const { url } = redisServer;
  const said: Said = { asked: new Set(), created: new Map(), completed: new Map(), contradictions: [] };
  let begun = 0;
  const killMany = async (): Promise<void> => {
    while (begun < kills) {
      begun += 1;
      await runProcess(url, `p${begun}`, said, { killAfterMs: random.between(0, 60) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, killMany));
  await runProcess(url, 'last', said, { input: [...said.asked].join('\n') });

  const ids = [...new Set(said.created.values())];
  const records = await readRecords(redis, PREFIX, ids);
  promise(said.contradictions.length === 0, `answered differently: ${said.contradictions.slice(0, 5).join('; ')}`);
  promise(records.length === said.asked.size, `${records.length} records of ${said.asked.size} tasks asked for`);
  const unfinished = records.filter(({ state }) => state.status !== 'completed').length;
  promise(unfinished === 0, `${unfinished} tasks never ended`);
  const attemptOf = new Map(records.map(({ id, state }) => [id, state.attempt]));
  const fenced = [...said.completed].filter(([id, attempt]) => attemptOf.get(id) !== attempt).length;
  promise(fenced === 0, `${fenced} tasks went on after an attempt was told that it had completed them`);
  const ends = new Map<string, number>();
  for (const { name, taskId } of await readEvents(redis, PREFIX)) {
    ends.set(taskId, (ends.get(taskId) ?? 0) + (name === 'task:completed' ? 1 : 0));
  }
  const doubled = [...ends.values()].filter((count) => count !== 1).length;
  promise(doubled === 0 && ends.size === ids.length, `${doubled} of ${ends.size} tasks did not end once`);
  const disagreements = await findDisagreements(url, PREFIX);
  promise(disagreements.length === 0, `${disagreements.length} disagreements: ${disagreements.slice(0, 5).join('; ')}`);
  const again = records.filter(({ state }) => state.attempt > 1).length;
  for await (const keys of redis.scanStream({ match: `${PREFIX}:*`, count: 1_000 }) as AsyncIterable<string[]>) {
    await Promise.all(keys.map((key) => redis.unlink(key)));
  }
  return { acknowledged: said.created.size, completed: records.length - unfinished, again };
}

/** Runs a process until it has finished, or until it is killed some milliseconds after its first answer. @throws Error where it ends otherwise */
async function runProcess(
  url: string,
  name: string,
  said: Said,
  { input, killAfterMs }: { readonly input?: string; readonly killAfterMs?: number },
): Promise<void> {
  const mode = input === undefined ? [] : ['finish'];
  const child = spawn(process.execPath, [PROGRAM, url, PREFIX, name, ...mode], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  child.stdin.on('error', () => undefined); // it was killed
  child.stdin.end(input ?? '');
  let rest = '';
  let isDoomed = false;
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop()!; // what was not said to its end was not said
    for (const line of lines) {
      if (killAfterMs !== undefined && !isDoomed && line.startsWith('created')) {
        isDoomed = true;
        void elapsed(killAfterMs).then(() => child.kill('SIGKILL'));
      }
      remember(said, line);
    }
  });
  const code = await closed;
  if (code !== (killAfterMs === undefined ? 0 : null)) {
    throw new Error(`A process ended by itself, with ${code}`);
  }
}

function remember({ asked, created, completed, contradictions }: Said, line: string): void {
  const [what, of = '', answer = ''] = line.split(' ');
  if (what === 'asked') {
    asked.add(of);
  } else if (what === 'created') {
    if ((created.get(of) ?? answer) !== answer) {
      contradictions.push(line);
    }
    created.set(of, answer);
  } else if (what === 'completed') {
    if (completed.has(of)) {
      contradictions.push(line);
    }
    completed.set(of, Number(answer));
  }
}
