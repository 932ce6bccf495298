import { until } from '../../chaos/until.ts';
import type { ApiClient } from '../../chaos/api-client.ts';
import type { Bench } from '../bench.ts';
import { compare, percentileOf } from '../figures.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';

const PREFIX = '{bench-stop}';
const PUBSUB_CHANNEL = '{peer-pubsub}';
/** So many tasks run at the same time: as many slots as a lane can have. */
const AT_ONCE = 1_000;
const DEADLINE_MS = 120_000;

/** So long each took, in milliseconds. */
type Times = readonly number[];

/** What is asked to stop in one process, and runs in another. */
export const stopRow: Row = {
  name: 'stop',
  title: 'Stopping what runs in another process',
  async measure(bench) {
    const api = await bench.ours(PREFIX, { ROLE: 'api' });
    // It renews its leases every 200 s: what it hears, it hears by its channel.
    const slots = `high=1,normal=1,low=${AT_ONCE}`;
    await bench.ours(PREFIX, { ROLE: 'worker', WORKER_CONCURRENCY: slots, WORKER_LEASE_MS: '600000' });
    const client = await bench.signIn(api);
    const count = bench.pick(100, 300);
    const round = { ours: () => stopEach(bench, client, count), theirs: () => sayEach(bench, count) };
    await interleave(1, round);
    const each = await interleave(bench.pick(3, 5), round);
    const many: { readonly heard: Times; readonly allMs: number }[] = [];
    for (let i = 0; i < each.ours.length; i += 1) {
      many.push(await stopAtOnce(bench, client));
    }
    await bench.rest();
    await bench.clear(PREFIX);

    const p = (share: number) => (times: Times) => percentileOf(times, share);
    const alone = { peer: 'bare Redis Pub/Sub', unit: 'ms' };
    const together = { peer: 'one alone', unit: 'ms' };
    const most = { of: 'value', atMost: 200 } as const;
    return {
      figures: [
        compare({ what: 'heard: p50', ...alone, ours: each.ours.map(p(0.5)), theirs: each.theirs.map(p(0.5)) }),
        compare({
          what: 'heard: p99',
          ...alone,
          ours: each.ours.map(p(0.99)),
          theirs: each.theirs.map(p(0.99)),
          goal: most,
        }),
        compare({
          what: '1,000 at once, heard: p99',
          ...together,
          ours: many.map(({ heard }) => p(0.99)(heard)),
          theirs: each.ours.map(p(0.99)),
          goal: most,
        }),
        compare({
          what: '1,000 at once, until the last is cancelled',
          ...together,
          ours: many.map(({ allMs }) => allMs),
          theirs: each.ours.map(p(0.5)),
        }),
      ],
      notes: [
        `An API process is asked, a worker process runs the tasks. One alone: ${count} a round, one after the other, from ` +
          'the call until the worker says in the event log that it has heard. At once: one call that stops all that match; each ' +
          'is heard from when it was asked to stop until the worker says so. All end cancelled; none is left running.',
      ],
    };
  },
};

/** Stops tasks one after the other. */
async function stopEach(bench: Bench, client: ApiClient, count: number): Promise<Times> {
  const tookMs: number[] = [];
  for (const id of await runTasks(bench, client, count)) {
    const askedMs = Date.now();
    await accepted(client.call('POST', `/api/tasks/${id}/stop`), 202);
    const { heardMs } = (await wordsSince(bench, askedMs, 1)).get(id)!;
    tookMs.push(heardMs - askedMs);
  }
  return tookMs;
}

/** Stops as many tasks as run at all, by one call. */
async function stopAtOnce(bench: Bench, client: ApiClient): Promise<{ readonly heard: Times; readonly allMs: number }> {
  await runTasks(bench, client, AT_ONCE);
  const cancelled = await countOf(bench, 'status:cancelled');
  const askedMs = Date.now();
  const body = { action: 'stop', filter: { status: ['running'], type: ['bench.wait'] } };
  await accepted(client.call('POST', '/api/tasks/bulk', body), 202);
  await waitFor('all are cancelled', async () => (await countOf(bench, 'status:cancelled')) === cancelled + AT_ONCE);
  const allMs = Date.now() - askedMs;
  const heard = [...(await wordsSince(bench, askedMs, AT_ONCE)).values()].map((word) => word.heardMs - word.askedMs);
  await waitFor('nothing runs', async () => (await bench.redis.zcard(`${PREFIX}:leases`)) === 0);
  return { heard, allMs };
}

/** What a stop costs at least: a word from one connection to another. */
async function sayEach(bench: Bench, count: number): Promise<Times> {
  const listening = bench.redis.duplicate();
  await listening.subscribe(PUBSUB_CHANNEL);
  const tookMs: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const heard = new Promise((resolve) => listening.once('message', resolve));
    const saidMs = performance.now();
    await bench.redis.publish(PUBSUB_CHANNEL, '');
    await heard;
    tookMs.push(performance.now() - saidMs);
  }
  listening.disconnect();
  return tookMs;
}

/** Tasks that run until they are stopped. @returns their ids, as soon as all run */
async function runTasks(bench: Bench, client: ApiClient, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const some = Array.from({ length: Math.min(50, count - ids.length) }, async () => {
      const body = { type: 'bench.wait', priority: 'low' };
      return String((await accepted(client.call('POST', '/api/tasks', body), 201))['id']);
    });
    ids.push(...(await Promise.all(some)));
  }
  await waitFor('all run', async () => (await bench.redis.zcard(`${PREFIX}:leases`)) === count);
  return ids;
}

/** When each of so many tasks was asked to stop, and when its worker had heard: Redis' clock, which is this machine's. */
async function wordsSince(
  bench: Bench,
  sinceMs: number,
  count: number,
): Promise<ReadonlyMap<string, { readonly askedMs: number; readonly heardMs: number }>> {
  const words = new Map<string, { askedMs: number; heardMs: number }>();
  await waitFor('the worker has heard', async () => {
    const asked = new Map<string, number>();
    for (const [entry, fields] of await bench.redis.xrange(`${PREFIX}:events`, sinceMs, '+')) {
      const { n: name, i: id = '' } = Object.fromEntries(pairsOf(fields));
      const atMs = parseInt(entry);
      if (name === 'task:stopping' && !asked.has(id)) {
        asked.set(id, atMs);
      } else if (name === 'task:stopping') {
        words.set(id, { askedMs: asked.get(id)!, heardMs: atMs });
      }
    }
    return words.size >= count;
  });
  return words;
}

function pairsOf(fields: readonly string[]): (readonly [string, string])[] {
  return fields.flatMap((name, i) => (i % 2 === 0 ? [[name, fields[i + 1]!] as const] : []));
}

async function countOf(bench: Bench, what: string): Promise<number> {
  return Number(await bench.redis.hget(`${PREFIX}:count:`, what));
}

async function accepted(
  answer: ReturnType<ApiClient['call']>,
  wanted: number,
): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await answer;
  if (status !== wanted) {
    throw new Error(`Answered ${status}: ${JSON.stringify(body)}`);
  }
  return body;
}

function waitFor(what: string, holds: () => Promise<boolean>): Promise<unknown> {
  return until(what, holds, { deadlineMs: DEADLINE_MS, everyMs: 2 });
}
