import { setTimeout as elapsed } from 'node:timers/promises';
import Bull from 'bull';
import { until } from '../../chaos/until.ts';
import { CommandTap, type Calls } from '../command-tap.ts';
import { number } from '../report.ts';
import type { Row } from '../row.ts';
import { send } from '../timing.ts';

const PREFIX = '{bench-commands}';
const TASKS = 50;
const IDLE_MS = 5_000;
/** A handler waits so long before it says its progress, and after: meanwhile all tasks are in one stage. */
const PAUSE_MS = 1_500;

/** What each stage of a task's life asks of Redis. */
export const commands: Row = {
  name: 'commands',
  title: 'Redis commands and round trips of a task over its life',
  async measure(bench) {
    const api = await bench.ours(PREFIX, { ROLE: 'api' });
    const { token } = await bench.signIn(api);
    const create = { url: `${api.url}/api/tasks`, token, body: { type: 'bench.noop', params: { pauseMs: PAUSE_MS } } };
    await bench.ours(PREFIX, {
      ROLE: 'worker',
      WORKER_CONCURRENCY: `high=1,normal=${TASKS},low=1`,
      RETENTION_COMPLETED: '5s', // longer than it takes until all are
    });
    const completed = async (): Promise<number> =>
      Number(await bench.redis.hget(`${PREFIX}:count:`, 'status:completed'));
    const { id } = (await send(create)) as { readonly id: string };
    await until('the first task is done', async () => (await completed()) === 1, { deadlineMs: 30_000 });
    await send({ url: `${api.url}/api/tasks/bulk`, token, body: { action: 'delete', ids: [id] } });
    const lane = new Bull('lane-normal', bench.redisUrl, { prefix: PREFIX });
    await lane.pause(); // so that nobody begins while tasks are created
    const tap = await CommandTap.open(bench.redis);
    try {
      const idle = await tap.during(() => elapsed(IDLE_MS));
      const stages: Record<string, Calls> = {};
      stages['create'] = await tap.during(async () => {
        for (let i = 0; i < TASKS; i += 1) {
          await send(create);
        }
      });
      await lane.resume();
      stages['start'] = await tap.during(() => elapsed(PAUSE_MS * 0.75));
      stages['progress'] = await tap.during(() => elapsed(PAUSE_MS));
      stages['complete'] = await tap.during(() =>
        until('every task is done', async () => (await completed()) === TASKS, { deadlineMs: 30_000 }),
      );
      stages['delete'] = await tap.during(() =>
        until('retention has deleted them', async () => (await completed()) === 0, { deadlineMs: 30_000 }),
      );
      const lines = Object.entries(stages).map(([stage, calls]) => lineOf(stage, perTask(calls, idle)));
      return {
        figures: [],
        table: [['stage', 'round trips', 'sent', 'inside scripts', 'called there'], ...lines],
        notes: [
          `Per task, over ${TASKS} tasks whose title and type have four words and whose handler says its progress once, ` +
            'until retention deletes them; an API process and a worker process, with what they ask when they are idle taken ' +
            'off. «Sent» counts messages to Redis (the event log’s reader and the tickets in Bull’s lanes among them), most ' +
            'of them sent together with others; «inside scripts» is what scripts call, Bull’s too.',
        ],
      };
    } finally {
      tap.close();
      await lane.close();
      await bench.rest();
      await bench.clear(PREFIX);
    }
  },
};

interface PerTask {
  readonly sent: Readonly<Record<string, number>>;
  readonly inside: Readonly<Record<string, number>>;
}

function perTask(calls: Calls, idle: Calls): PerTask {
  const share = calls.tookMs / idle.tookMs;
  const without = (of: 'sent' | 'inside'): Record<string, number> =>
    Object.fromEntries(
      [...calls[of]]
        .map(([name, count]) => [name, (count - (idle[of].get(name) ?? 0) * share) / TASKS] as const)
        .filter(([, count]) => count >= 0.05)
        .sort(([, a], [, b]) => b - a),
    );
  return { sent: without('sent'), inside: without('inside') };
}

function lineOf(stage: string, { sent, inside }: PerTask): string[] {
  const sum = (counts: Readonly<Record<string, number>>): string =>
    number(Object.values(counts).reduce((total, count) => total + count, 0));
  const names = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => (Math.abs(count - 1) < 0.05 ? name : `${name} ${number(Math.round(count * 10) / 10)}`))
      .join(', ');
  return [stage, sum(sent), names(sent), sum(inside), names(inside)];
}
