import Bull from 'bull';
import { Queue as BullMqQueue } from 'bullmq';
import { PARAMS } from '../bench.ts';
import type { Goal } from '../figures.ts';
import { number } from '../report.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';
import { bothOf, timeCalls, type Latency } from '../timing.ts';

const PREFIX = '{bench-priority}';
const PEERS = { bull: '{peer-bull}', bullMq: '{peer-bullmq}' } as const;
const NORMAL = 2;
const HIGH = 1;

/** Creating with high priority while many wait, beside the libraries' `priority` option. */
export const priority: Row = {
  name: 'priority',
  title: 'Create with high priority against a backlog',
  async measure(bench) {
    const backlog = bench.pick(10_000, 100_000);
    const api = await bench.ours(PREFIX, { ROLE: 'api' });
    const { token } = await bench.signIn(api);
    const peer = await bench.peer('create');
    const calls = bench.pick(200, 500);
    const add = (url: string, priority: string | number, token?: string) => (): Promise<Latency> => {
      const body = { type: 'bench.noop', params: PARAMS, priority };
      return timeCalls({ url, body, ...(token === undefined ? {} : { token }) }, calls);
    };
    const adds = {
      ours: add(`${api.url}/api/tasks`, 'high', token),
      bull: add(`${peer.url}/bull`, HIGH),
      bullMq: add(`${peer.url}/bullmq`, HIGH),
    };
    await interleave(2, adds); // past the cold start
    await Promise.all([PEERS.bull, PEERS.bullMq].map((prefix) => bench.clear(prefix)));
    const rounds = bench.pick(3, 5);
    const empty = await interleave(rounds, adds);

    const bull = new Bull('create', bench.redisUrl, { prefix: PEERS.bull });
    const { hostname: host, port, password } = new URL(bench.redisUrl);
    const bullMq = new BullMqQueue('create', {
      connection: { host, port: Number(port), password },
      prefix: PEERS.bullMq,
    });
    await bench.fill(PREFIX, { count: backlog, to: 'queued' });
    await addBacklog(backlog, (job) => bull.add(job.data, job.opts));
    await addBacklog(backlog, (job) => bullMq.add('job', job.data, job.opts));
    await Promise.all([bull.close(), bullMq.close()]);
    const behind = await interleave(rounds, adds);
    await bench.rest();
    await Promise.all([PREFIX, ...Object.values(PEERS)].map((prefix) => bench.clear(prefix)));

    const waiting = `${number(backlog)} waiting`;
    const alone = 'itself with none waiting';
    const flat: Goal = { of: 'ratio', atMost: 1.25 };
    const ahead: Goal = { of: 'ratio', atMost: 1 };
    return {
      figures: [
        ...bothOf(`ours, ${waiting}`, behind.ours, alone, empty.ours, flat),
        ...bothOf(`Fastify + Bull, ${waiting}`, behind.bull, alone, empty.bull),
        ...bothOf(`Fastify + BullMQ, ${waiting}`, behind.bullMq, alone, empty.bullMq),
        ...bothOf(`ours, ${waiting}`, behind.ours, 'Fastify + Bull', behind.bull, ahead),
        ...bothOf(`ours, ${waiting}`, behind.ours, 'Fastify + BullMQ', behind.bullMq, ahead),
      ],
      notes: [
        `${number(calls)} creates a round, one after the other; the peers use the libraries’ \`priority\` option. The ` +
          'backlog has normal priority; «none waiting» begins with an empty queue.',
      ],
    };
  },
};

async function addBacklog(
  count: number,
  add: (job: { data: object; opts: { priority: number } }) => Promise<unknown>,
): Promise<void> {
  for (let added = 0; added < count; added += 1_000) {
    await Promise.all(Array.from({ length: 1_000 }, () => add({ data: PARAMS, opts: { priority: NORMAL } })));
  }
}
