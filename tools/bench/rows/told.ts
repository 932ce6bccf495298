import Bull from 'bull';
import type { Socket } from 'socket.io-client';
import { compare } from '../figures.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';
import { openSocket } from '../sockets.ts';
import { backlogOfJobs, backlogOfTasks, rateOf, type Backlog } from './worker.ts';

const PREFIX = '{bench-told}';
const PEER_PREFIX = '{peer-told}';
const CONCURRENCY = 50;
/** Before anything is measured: by then the compiler is done. */
const WARM_UP = 3_000;

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
    const backlogs: Record<'ours' | 'theirs', Backlog> = {
      ours: {
        ...backlogOfTasks(bench, lane, PREFIX),
        fill: (count) => bench.fill(PREFIX, { count, to: 'queued', type: 'bench.told' }),
        completed: heardBy(ours, 'task:completed'),
      },
      theirs: backlogOfJobs(queue, heardBy(theirs, 'completed')),
    };
    const round = (count: number) => ({
      ours: () => rateOf(backlogs.ours, count),
      theirs: () => rateOf(backlogs.theirs, count),
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

/** How many of an event a socket has heard from now on. */
function heardBy(socket: Socket, event: string): () => Promise<number> {
  let heard = 0;
  socket.on(event, () => (heard += 1));
  return async () => heard;
}
