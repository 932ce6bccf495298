import { setTimeout as elapsed } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { ApiClient } from '../../chaos/api-client.ts';
import { PARAMS, PASSWORD, type Bench } from '../bench.ts';
import type { Contestant } from '../contestant.ts';
import { compare, percentileOf } from '../figures.ts';
import { number } from '../report.ts';
import type { Row } from '../row.ts';
import { openSocket } from '../sockets.ts';

const PREFIX = '{bench-fan-out}';
const SOCKETS_A_PERSON = 2;
const EVENTS_A_TASK = ['task:created', 'task:started', 'task:completed'] as const;
const DELIVERY = 'from the change to the socket';
const CONNECT_AT_ONCE = 20;
const QUIET_MS = 2_000;

/** Somebody with sockets, and how a task of theirs is made. */
interface Person {
  readonly auth: Readonly<Record<string, string>>;
  create(): Promise<void>;
}

interface Fanned {
  readonly lost: number;
  readonly p99: number;
  readonly slowest: number;
  readonly bytesASocket: number;
}

/** Telling many sockets of many people's tasks. */
export const fanOut: Row = {
  name: 'fan-out',
  title: 'Fan-out to sockets',
  async measure(bench) {
    const people = bench.pick(100, 500);
    const tasksPerSecond = bench.pick(100, 500);
    const seconds = bench.pick(5, 30);
    const load = { people, tasksPerSecond, seconds };

    const api = await bench.ours(PREFIX, { ROLE: 'api' });
    await bench.ours(PREFIX, { ROLE: 'worker' });
    const ours = await fan(api, '/tasks', await openAccounts(bench, api, people), load, (socket) =>
      socket.emitWithAck('tasks:subscribe', {}),
    );
    await bench.rest();
    await bench.clear(PREFIX);

    const peer = await bench.peer('sockets');
    const theirs = await fan(peer, '', strangers(peer, people), load, async () => undefined);
    await bench.rest();
    await bench.clear('{peer-live}');

    const of = (name: keyof Fanned): { ours: number[]; theirs: number[]; peer: string } => ({
      ours: [ours[name]],
      theirs: [theirs[name]],
      peer: 'bare Socket.IO',
    });
    return {
      figures: [
        compare({ what: 'events lost', unit: '', ...of('lost'), goal: { of: 'value', atMost: 0 } }),
        compare({ what: `${DELIVERY}: p99`, unit: 'ms', ...of('p99'), goal: { of: 'value', atMost: 250 } }),
        compare({ what: `${DELIVERY}: slowest`, unit: 'ms', ...of('slowest') }),
        compare({ what: 'memory a socket', unit: 'bytes', ...of('bytesASocket') }),
      ],
      notes: [
        `${number(people * SOCKETS_A_PERSON)} sockets of ${number(people)} people, ${number(tasksPerSecond)} tasks a second ` +
          `for ${seconds} s, three events a task. Ours go through worker, record and event log to the sockets of their ` +
          'owner; the peer emits the same to the room of the same person out of one process’ memory.',
      ],
    };
  },
};

async function fan(
  contestant: Contestant,
  namespace: string,
  people: readonly Person[],
  { tasksPerSecond, seconds }: { readonly tasksPerSecond: number; readonly seconds: number },
  subscribe: (socket: Socket) => Promise<unknown>,
): Promise<Fanned> {
  const tookMs: number[] = [];
  const before = await contestant.memory();
  const sockets: Socket[] = [];
  const owners = people.flatMap((person) => Array.from({ length: SOCKETS_A_PERSON }, () => person));
  for (let from = 0; from < owners.length; from += CONNECT_AT_ONCE) {
    const opened = owners.slice(from, from + CONNECT_AT_ONCE).map(async ({ auth }) => {
      const socket = await openSocket(`${contestant.url}${namespace}`, auth);
      sockets.push(socket);
      await subscribe(socket);
      for (const name of EVENTS_A_TASK) {
        socket.on(name, ({ at }: { readonly at: string }) => tookMs.push(Math.max(0, Date.now() - Date.parse(at))));
      }
    });
    await Promise.all(opened);
  }
  const after = await contestant.memory();

  const tasks = tasksPerSecond * seconds;
  const startedMs = performance.now();
  const creating: Promise<void>[] = [];
  for (let i = 0; i < tasks; i += 1) {
    const aheadMs = (i / tasksPerSecond) * 1000 - (performance.now() - startedMs);
    if (aheadMs > 0) {
      await elapsed(aheadMs);
    }
    creating.push(people[i % people.length]!.create());
  }
  await Promise.all(creating);
  const expected = tasks * EVENTS_A_TASK.length * SOCKETS_A_PERSON;
  for (let seen = -1; tookMs.length < expected && seen !== tookMs.length;) {
    seen = tookMs.length;
    await elapsed(QUIET_MS); // nothing came for so long: what is missing is lost
  }
  for (const socket of sockets) {
    socket.close();
  }
  return {
    lost: expected - tookMs.length,
    p99: percentileOf(tookMs, 0.99),
    slowest: percentileOf(tookMs, 1),
    bytesASocket: (after.live - before.live) / sockets.length,
  };
}

/** People with accounts, signed in. */
async function openAccounts(bench: Bench, api: Contestant, count: number): Promise<readonly Person[]> {
  const admin = await bench.signInAdmin(api);
  const people: Person[] = [];
  const open = async (place: number): Promise<void> => {
    const username = `person-${place}`;
    await accepted(admin.call('POST', '/api/users', { username, password: PASSWORD }));
    const client = await ApiClient.login(() => api.url, username, PASSWORD);
    people.push({
      auth: { token: client.token },
      create: () => accepted(client.call('POST', '/api/tasks', { type: 'bench.noop', params: PARAMS })),
    });
  };
  for (let from = 0; from < count; from += 4) {
    await Promise.all(Array.from({ length: Math.min(4, count - from) }, (_, i) => open(from + i)));
  }
  return people;
}

/** As many people to whom the peer sends what a task's life sends. */
function strangers(peer: Contestant, count: number): readonly Person[] {
  const payload = {
    cursor: '1764150000000-0',
    taskId: '0195a3c4-5e0b-7000-8000-000000000000',
    type: 'bench.noop',
    title: 'No operation',
    status: 'completed',
    priority: 'normal',
    progress: 100,
    retryCount: 0,
    version: 3,
    resultSummary: '{"ok":true}',
    createdBy: { id: '0195a3c4-5e0b-7000-8000-000000000000', username: 'person-1' },
  };
  return Array.from({ length: count }, (_, place) => {
    const room = `person-${place}`;
    return {
      auth: { room },
      create: async () => {
        const response = await fetch(`${peer.url}/fan`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ room, payload }),
        });
        await response.text();
      },
    };
  });
}

async function accepted(answer: ReturnType<ApiClient['call']>): Promise<void> {
  const { status, body } = await answer;
  if (status !== 201) {
    throw new Error(`Answered ${status}: ${JSON.stringify(body)}`);
  }
}
