import { setTimeout as elapsed } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { PARAMS, type Bench } from '../bench.ts';
import type { Contestant } from '../contestant.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';
import { openSocket } from '../sockets.ts';
import { bothOf, latencyOf, send, type Call, type Latency } from '../timing.ts';

const PREFIX = '{bench-latency}';
const PEER_PREFIX = '{peer-live}';
const PAUSE_MS = 10;

/** From creating a task on an idle system until a socket hears that it is completed. */
export const latency: Row = {
  name: 'latency',
  title: 'One task on an idle system, from POST to `task:completed` at a socket',
  async measure(bench) {
    const program = await bench.ours(PREFIX, { ROLE: 'all' });
    const ours = await listener(bench, program);
    const peer = await bench.peer('sockets');
    const theirs = await connect(peer.url, {}, 'completed');
    const tasks = bench.pick(60, 300);
    const round = {
      ours: () => time(ours.heard, ours.create, tasks),
      theirs: () => time(theirs.heard, { url: `${peer.url}/create` }, tasks),
    };
    await interleave(1, round);
    const timed = await interleave(bench.pick(4, 5), round);
    ours.socket.close();
    theirs.socket.close();
    await bench.rest();
    await Promise.all([PREFIX, PEER_PREFIX].map((prefix) => bench.clear(prefix)));
    return {
      figures: bothOf('POST to completed', timed.ours, 'Fastify + Bull + Socket.IO', timed.theirs, {
        of: 'ratio',
        atMost: 1.5,
      }),
      notes: [`${tasks} tasks a round, one after the other; each side one process that serves, works and tells.`],
    };
  },
};

interface Listener {
  readonly socket: Socket;
  /** When each task was heard of. */
  readonly heard: Map<string, number>;
}

/** Somebody who creates tasks and hears of them. */
export async function listener(
  bench: Bench,
  program: Contestant,
): Promise<Listener & { readonly create: Omit<Call, 'body'> }> {
  const { token } = await bench.signIn(program);
  const ours = await connect(`${program.url}/tasks`, { token }, 'task:completed');
  await ours.socket.emitWithAck('tasks:subscribe', {});
  return { ...ours, create: { url: `${program.url}/api/tasks`, token } };
}

async function connect(url: string, auth: Record<string, string>, event: string): Promise<Listener> {
  const socket = await openSocket(url, auth);
  const heard = new Map<string, number>();
  socket.on(event, ({ taskId }: { taskId: string }) => heard.set(taskId, performance.now()));
  return { socket, heard };
}

/** From a create until it is heard that the task is completed. */
export async function time(heard: Map<string, number>, create: Omit<Call, 'body'>, count: number): Promise<Latency> {
  const call = { ...create, body: { type: 'bench.noop', params: PARAMS } };
  const tookMs: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const startedMs = performance.now();
    const { id } = (await send(call)) as { readonly id: string }; // both answer what they created
    while (!heard.has(id)) {
      if (performance.now() - startedMs > 5_000) {
        throw new Error(`${call.url}: nobody heard of ${id} within 5 s`);
      }
      await elapsed(1);
    }
    tookMs.push(heard.get(id)! - startedMs);
    await elapsed(PAUSE_MS);
  }
  return latencyOf(tookMs);
}
