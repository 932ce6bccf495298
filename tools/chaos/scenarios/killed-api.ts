import { ApiClient, type NewTask } from '../api-client.ts';
import { PASSWORD, PREFIX } from '../fleet.ts';
import { EventWatcher } from '../event-watcher.ts';
import { readEvents } from '../record.ts';
import { createAll, settle, type Scenario } from '../scenario.ts';
import { until } from '../until.ts';

const SOCKETS_A_PERSON = 10;

/** An API node dies under its sockets; they go on at the other one from the cursor they had. */
export const killedApi: Scenario = {
  name: 'API killed under sockets',
  async run(ground) {
    const { fleet, random, isShort, promise } = ground;
    const [people, tasksEach] = isShort ? [4, 6] : [20, 20];
    const [doomed, other] = fleet.apis as [(typeof fleet.apis)[0], (typeof fleet.apis)[0]];
    const [, admin] = (await fleet.clients()) as [ApiClient, ApiClient];
    const tag = random.between(0, 1e9).toString(36);
    const clients: ApiClient[] = [];
    const owners: string[] = [];
    for (let person = 0; person < people; person += 1) {
      const username = `person-${tag}-${person}`;
      const { status, body } = await admin.call('POST', '/api/users', { username, password: PASSWORD });
      promise(status === 201, `making an account was answered ${status}`);
      owners.push(String(body['id']));
      clients.push(await ApiClient.login(() => other.url, username, PASSWORD));
    }
    const watchers = clients.flatMap(({ token }, person) =>
      Array.from({ length: SOCKETS_A_PERSON }, () => new EventWatcher(token, owners[person]!)),
    );
    try {
      await Promise.all(watchers.map((watcher) => watcher.connect(doomed.url)));

      const task = (): NewTask => ({ params: { workMs: random.between(200, 1_500), steps: 5 } });
      const half = tasksEach / 2;
      const create = (count: number): Promise<{ readonly id: string }[][]> =>
        Promise.all(
          clients.map((client) =>
            createAll([client], Array.from({ length: count }, task), { inFlight: 1, overMs: 2_000 }),
          ),
        );
      const first = await create(half);
      const creatingMore = create(half);
      creatingMore.catch(() => undefined); // awaited below
      await doomed.kill(true);
      const killedMs = Date.now();
      await Promise.all(watchers.map((watcher) => watcher.moveTo(other.url)));
      const movedMs = Date.now() - killedMs;
      const ids = [...first, ...(await creatingMore)].flat().map(({ id }) => id);
      const counts = await settle(ground, ids);

      const log = await readEvents(fleet.redis, PREFIX);
      let [missing, doubled, disordered, expected] = [0, 0, 0, 0];
      for (const watcher of watchers) {
        const due = log.filter(({ ownerId, cursor }) => ownerId === watcher.ownerId && isAfter(cursor, watcher.since));
        expected += due.length;
        await until('the last event', () => watcher.has(due.at(-1)!.cursor), { deadlineMs: 15_000 }).catch(() => 0);
        const seen = new Set(watcher.cursors);
        missing += due.filter(({ cursor }) => !seen.has(cursor)).length;
        doubled += watcher.cursors.length - seen.size;
        disordered += watcher.disordered;
      }
      promise(missing === 0, `${missing} events never came`);
      promise(doubled === 0, `${doubled} events came twice`);
      promise(disordered === 0, `${disordered} events came out of order`);
      promise(counts.completed === counts.acknowledged, 'not every task completed');
      const replayed = watchers.reduce((sum, watcher) => sum + watcher.replayed, 0);
      return {
        ...counts,
        sockets: watchers.length,
        events: expected,
        replayed,
        'events missing': missing,
        'events doubled': doubled,
        'out of order': disordered,
        'moved ms': movedMs,
      };
    } finally {
      for (const watcher of watchers) {
        watcher.close();
      }
    }
  },
};

function isAfter(cursor: string, since: string): boolean {
  const [ms, sequence] = cursor.split('-').map(Number) as [number, number];
  const [sinceMs, sinceSequence] = since.split('-').map(Number) as [number, number];
  return ms - sinceMs || sequence - sinceSequence
    ? ms > sinceMs || (ms === sinceMs && sequence > sinceSequence)
    : false;
}
