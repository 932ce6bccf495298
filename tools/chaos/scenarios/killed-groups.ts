import { spawn } from 'node:child_process';
import { setTimeout as elapsed } from 'node:timers/promises';
import { findDisagreements } from '../disagreements.ts';
import type { Random } from '../random.ts';
import { readEvents, readRecords } from '../record.ts';
import type { Scenario } from '../scenario.ts';

const PROGRAM = 'dist/apps/chaos/killed-process.js';
const PREFIX = '{chaos-grouped}';
const AT_ONCE = 2;

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
  async run({ fleet, random, isShort, promise }) {
    const { redis } = fleet;
    const { url } = fleet.redisServer;
    const kills = isShort ? 8 : 1_000;
    const said: Said = { asked: new Set(), created: new Map(), completed: new Map(), contradictions: [] };
    let begun = 0;
    const killMany = async (): Promise<void> => {
      while (begun < kills) {
        begun += 1;
        await killed(url, `p${begun}`, random, said);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, killMany));
    const acknowledged = said.created.size;
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
    promise(
      disagreements.length === 0,
      `${disagreements.length} disagreements: ${disagreements.slice(0, 5).join('; ')}`,
    );
    const again = records.filter(({ state }) => state.attempt > 1).length;
    for await (const keys of redis.scanStream({ match: `${PREFIX}:*`, count: 1_000 }) as AsyncIterable<string[]>) {
      await Promise.all(keys.map((key) => redis.unlink(key)));
    }
    return { kills, acknowledged, completed: records.length - unfinished, 'ran again': again };
  },
};

/** A process that is killed some milliseconds after its first answer. */
async function killed(url: string, name: string, random: Random, said: Said): Promise<void> {
  await runProcess(url, name, said, { killAfterMs: random.between(0, 60) });
}

/** Runs a process until it ends or is killed. @throws Error where one that was to end by itself failed */
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
  if (killAfterMs === undefined && code !== 0) {
    throw new Error(`The process that was to finish ended with ${code}`);
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
