import { PARAMS } from '../bench.ts';
import { compare, type Goal } from '../figures.ts';
import { CONNECTIONS, createRate } from '../load.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';

const PREFIX = '{bench-batch}';
const TASKS = 100;
const WARM_SECONDS = 3;
const GOAL: Goal = { of: 'ratio', atLeast: 5 };

/** A hundred tasks in one call, beside a hundred calls. */
export const batch: Row = {
  name: 'batch',
  title: 'Creating a hundred tasks at once',
  async measure(bench) {
    const api = await bench.ours(PREFIX, { ROLE: 'api' });
    const { token } = await bench.signIn(api);
    const task = { type: 'bench.noop', params: PARAMS };
    const tasks = Array.from({ length: TASKS }, () => task);
    const together = async (seconds: number, connections: number): Promise<number> =>
      TASKS *
      (await createRate({ url: `${api.url}/api/tasks/batch-create`, token, whole: { tasks }, seconds, connections }));
    const alone = (seconds: number, connections: number): Promise<number> =>
      createRate({ url: `${api.url}/api/tasks`, token, seconds, connections });
    await interleave(1, {
      ours: () => together(WARM_SECONDS, 1),
      theirs: () => alone(WARM_SECONDS, CONNECTIONS),
    });
    const seconds = bench.pick(2, 6);
    const { ours, one, many } = await interleave(bench.pick(3, 5), {
      ours: () => together(seconds, 1),
      one: () => alone(seconds, 1),
      many: () => alone(seconds, CONNECTIONS),
    });
    await bench.rest();
    await bench.clear(PREFIX);
    const what = { what: 'tasks created', unit: 'per second', ours };
    return {
      figures: [
        compare({ ...what, peer: '100 calls one after the other', theirs: one, goal: GOAL }),
        compare({ ...what, peer: `calls over ${CONNECTIONS} connections`, theirs: many }),
      ],
      notes: [`One caller that sends ${TASKS} tasks a call, the next call when the last is answered.`],
    };
  },
};
