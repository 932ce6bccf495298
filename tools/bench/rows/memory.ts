import Bull from 'bull';
import type { Redis } from 'ioredis';
import { PARAMS, type Bench } from '../bench.ts';
import { compare } from '../figures.ts';
import { number } from '../report.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';

const PREFIX = '{bench-memory}';
const PEER_PREFIX = '{peer-memory}';
const FINISH_AT_ONCE = 50;

/** What Redis keeps of a finished task, beside a completed job that Bull keeps. */
export const memory: Row = {
  name: 'memory',
  title: 'Redis memory of a finished task',
  async measure(bench) {
    const count = bench.pick(20_000, 200_000);
    let log: Filled['log'] = { entries: 0, bytes: 0 };
    const { ours, bull } = await interleave(bench.pick(1, 3), {
      ours: async () => {
        const filled = await bytesOfTasks(bench, PREFIX, count);
        log = filled.log;
        return filled.bytes;
      },
      bull: async () => {
        const before = await usedBytes(bench.redis);
        await finishJobs(bench.redisUrl, count);
        const bytes = ((await usedBytes(bench.redis)) - before) / count;
        await bench.clear(PEER_PREFIX);
        return bytes;
      },
    });
    return {
      figures: [
        compare({
          what: 'record and indexes',
          unit: 'bytes a task',
          ours,
          peer: 'job kept by Bull',
          theirs: bull,
          goal: { of: 'ratio', atMost: 1.3 },
        }),
      ],
      notes: [
        `${number(count)} tasks with params of 200 bytes, of 5 types, 3 priorities, 20 people and 1,000 titles. The event ` +
          `log is not counted: it is of one size, however many tasks there are (${number(log.entries)} entries, ` +
          `${number(log.bytes / 1024 ** 2)} MiB here).`,
      ],
    };
  },
};

/** What finished tasks take. */
interface Filled {
  /** A task, without the event log. */
  readonly bytes: number;
  readonly log: { readonly entries: number; readonly bytes: number };
}

/** Creates so many, looks, and takes them away again. @param build - the folder of another build of the program */
export async function bytesOfTasks(bench: Bench, prefix: string, count: number, build?: string): Promise<Filled> {
  const before = await usedBytes(bench.redis);
  await bench.fill(prefix, { count, to: 'completed', isVaried: true }, build);
  const log = {
    entries: await bench.redis.xlen(`${prefix}:events`),
    bytes: (await bench.redis.memory('USAGE', `${prefix}:events`, 'SAMPLES', 0)) ?? 0,
  };
  const bytes = ((await usedBytes(bench.redis)) - before - log.bytes) / count;
  await bench.clear(prefix);
  return { bytes, log };
}

/** @returns the bytes that are allocated, but for what waits to be written to clients and to the append-only file */
async function usedBytes(redis: Redis): Promise<number> {
  const info = await redis.info('memory');
  const bytes = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)![1]); // every Redis says it
  return bytes('used_memory') - bytes('mem_not_counted_for_evict') - bytes('mem_clients_normal');
}

async function finishJobs(redisUrl: string, count: number): Promise<void> {
  const queue = new Bull('work', redisUrl, { prefix: PEER_PREFIX });
  const done = Promise.withResolvers<void>();
  let completed = 0;
  queue.on('completed', () => {
    completed += 1;
    if (completed === count) {
      done.resolve();
    }
  });
  void queue.process(FINISH_AT_ONCE, async () => ({ ok: true }));
  for (let added = 0; added < count; added += 1_000) {
    await queue.addBulk(Array.from({ length: Math.min(1_000, count - added) }, () => ({ data: PARAMS })));
  }
  await done.promise;
  await queue.close();
}
