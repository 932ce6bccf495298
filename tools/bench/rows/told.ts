import Bull from 'bull';
import type { Socket } from 'socket.io-client';
import { until } from '../../chaos/until.ts';
import { PARAMS } from '../bench.ts';
import { compare } from '../figures.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';
import { openSocket } from '../sockets.ts';

const PREFIX = '{bench-told}';
const PEER_PREFIX = '{peer-told}';
const CONCURRENCY = 50;
/** Before anything is measured: by then the compiler is done. */
const WARM_UP = 3_000;
const DEADLINE_MS = 120_000;

/** Whose tasks are run, and heard of. */
interface Told {
  readonly socket: Socket;
  readonly pause: () => Promise<unknown>;
  readonly fill: (count: number) => Promise<unknown>;
  readonly resume: () => Promise<unknown>;
}

/** Running tasks that tell how far they are, as people see it: until a socket has heard that each is completed. */
export const told: Row = {
  name: 'told',
  title: 'Tasks whose progress and end are told to a socket',
  async measure(bench) {
    const program = await bench.ours(PREFIX, { WORKER_CONCURRENCY: `high=1,normal=${CONCURRENCY},low=1` });
    const { token } = await bench.signInAdmin(program);
    const peer = await bench.nestWorker();
    const [lane, queue] = [
      new Bull('lane-normal', bench.redisUrl, { prefix: PREFIX }),
      new Bull('told', bench.redisUrl, { prefix: PEER_PREFIX }),
    ];
    const [ours, theirs] = [await openSocket(`${program.url}/tasks`, { token }), await openSocket(peer.url)];
    await ours.emitWithAck('tasks:subscribe', { scope: 'all' });
    const round = (count: number) => ({
      ours: () =>
        rateOf('task:completed', count, {
          socket: ours,
          pause: () => lane.pause(),
          fill: () => bench.fill(PREFIX, { count, to: 'queued', type: 'bench.told' }),
          resume: () => lane.resume(),
        }),
      theirs: () =>
        rateOf('completed', count, {
          socket: theirs,
          pause: () => queue.pause(),
          fill: () => queue.addBulk(Array.from({ length: count }, () => ({ data: PARAMS }))),
          resume: () => queue.resume(),
        }),
    });
    await interleave(1, round(WARM_UP));
    const count = bench.pick(3_000, 15_000);
    const rates = await interleave(bench.pick(3, 5), round(count));
    [ours, theirs].forEach((socket) => socket.close());
    await Promise.all([lane.close(), queue.close()]);
    await bench.rest();
    await Promise.all([PREFIX, PEER_PREFIX].map((prefix) => bench.clear(prefix)));
    const figure = compare({
      what: 'tasks completed, and heard of',
      unit: 'per second',
      ours: rates.ours,
      peer: 'Nest + Bull + Socket.IO',
      theirs: rates.theirs,
      goal: { of: 'ratio', atLeast: 1 },
    });
    return {
      figures: [figure],
      notes: [
        `A backlog of ${count.toLocaleString('en-US')}, a handler that tells its progress twice and returns a result, ${CONCURRENCY} at ` +
          'once; each side one process that works and tells, a socket that hears everything. The peer emits both words of progress ' +
          'and the result; ours, which has its start and the whole state in each event, the latest word of progress before the result, ' +
          'as it tells at most ten times a second.',
      ],
    };
  },
};

/** Completed a second, as the socket hears it. */
async function rateOf(event: string, count: number, { socket, pause, fill, resume }: Told): Promise<number> {
  await pause();
  await fill(count);
  let heard = 0;
  const hear = (): void => void (heard += 1);
  socket.on(event, hear);
  const startedMs = performance.now();
  await resume();
  await until('all are heard of', async () => heard >= count, { deadlineMs: DEADLINE_MS, everyMs: 5 });
  socket.off(event, hear);
  return count / ((performance.now() - startedMs) / 1000);
}
