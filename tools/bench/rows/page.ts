import { setTimeout as elapsed } from 'node:timers/promises';
import { compare } from '../figures.ts';
import { createRate } from '../load.ts';
import { number } from '../report.ts';
import type { Row } from '../row.ts';
import { openSocket } from '../sockets.ts';
import { send, type Call } from '../timing.ts';

const PREFIX = '{bench-page}';
const TASKS_PER_SECOND = 1_000;
const ROWS = 20;
const KIB = 1024;
/** What is saved up for a quiet day has come by then. */
const SETTLE_MS = 3_000;

/** What a client hears, in bytes. */
interface Heard {
  bytes: number;
}

/** What goes to an administrator's page while others are busy. */
export const page: Row = {
  name: 'page',
  title: 'An administrator’s page while others are busy',
  async measure(bench) {
    const api = await bench.ours(PREFIX, { ROLE: 'api' });
    const lanes = { WORKER_CONCURRENCY: 'high=1,normal=50,low=1' };
    await bench.ours(PREFIX, { ROLE: 'worker', ...lanes });
    const [admin, somebody] = [await bench.signInAdmin(api), await bench.signIn(api)];
    const seconds = bench.pick(8, 30);
    const url = `${api.url}/api/tasks`;
    await createRate({ url, token: somebody.token, amount: ROWS, connections: 1 });
    const list = { url: `${url}?page=1&pageSize=${ROWS}`, token: admin.token };
    const stats = { url: `${url}/stats`, token: admin.token };
    const { items } = (await send(list)) as { readonly items: readonly { readonly id: string }[] };
    const taskIds = items.map(({ id }) => id);
    const ours = await listen(api.url, admin.token, { scope: 'all', digest: true }, taskIds);
    const stream = await listen(api.url, admin.token, { scope: 'all' }, []);
    const creating = createRate({
      url,
      token: somebody.token,
      seconds: seconds + SETTLE_MS / 1_000,
      perSecond: TASKS_PER_SECOND,
    });
    await elapsed(SETTLE_MS);
    const [told, heard, startedMs] = [ours.heard.bytes, stream.heard.bytes, performance.now()];
    let called = 0;
    for (let second = 1; second <= seconds; second += 1) {
      called += (await bytesOf(list)) + (await bytesOf(stats));
      await elapsed(Math.max(0, startedMs + second * 1_000 - performance.now()));
    }
    const perSecond = (bytes: number): number => bytes / KIB / ((performance.now() - startedMs) / 1_000);
    const [digest, calls, whole] = [
      perSecond(ours.heard.bytes - told),
      perSecond(called),
      perSecond(stream.heard.bytes - heard),
    ];
    const rate = await creating;
    [ours, stream].forEach(({ close }) => close());
    await bench.rest();
    await bench.clear(PREFIX);
    return {
      figures: [
        compare({
          what: 'page, calls included',
          unit: 'KiB a second',
          ours: [digest + calls],
          peer: 'every event',
          theirs: [whole],
          goal: { of: 'value', atMost: 50 },
        }),
      ],
      notes: [
        `${number(rate)} tasks of somebody else’s a second were created and run for ${seconds} s. The page’s socket took ${number(digest)} KiB ` +
          `a second, and what it reads while something happens, a page of ${ROWS} tasks and the counts once a second, ${number(calls)} ` +
          'before compression.',
      ],
    };
  },
};

async function listen(
  url: string,
  token: string,
  request: Readonly<Record<string, unknown>>,
  taskIds: readonly string[],
): Promise<{ readonly heard: Heard; readonly close: () => void }> {
  const socket = await openSocket(`${url}/tasks`, { token });
  const heard: Heard = { bytes: 0 };
  socket.io.engine.on('packet', ({ data = '' }: { data?: string }) => (heard.bytes += Buffer.byteLength(data) + 1));
  await socket.emitWithAck('tasks:watch', { taskIds });
  await socket.emitWithAck('tasks:subscribe', request);
  return { heard, close: () => socket.close() };
}

/** How long an answer is. */
async function bytesOf(call: Call): Promise<number> {
  return Buffer.byteLength(JSON.stringify(await send(call)));
}
