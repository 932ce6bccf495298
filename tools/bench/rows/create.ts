import { compare, type Goal } from '../figures.ts';
import { CONNECTIONS, createRate } from '../load.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';

const PREFIX = '{bench-create}';
/** Before anything is measured: by then the compiler is done. */
const WARM_SECONDS = 4;
const GOAL: Goal = { of: 'ratio', atLeast: 0.8 };

/** Creating through REST, beside a bare route that adds a job. */
export const create: Row = {
  name: 'create',
  title: 'Create through REST',
  async measure(bench) {
    const api = await bench.ours(PREFIX, { ROLE: 'api' });
    const { token } = await bench.signIn(api);
    const peer = await bench.peer('create');
    const seconds = bench.pick(2, 8);
    const loads = {
      ours: { url: `${api.url}/api/tasks`, token },
      bull: { url: `${peer.url}/bull` },
      bullMq: { url: `${peer.url}/bullmq` },
    };
    await interleave(1, {
      ours: () => createRate({ ...loads.ours, seconds: WARM_SECONDS }),
      bull: () => createRate({ ...loads.bull, seconds: WARM_SECONDS }),
      bullMq: () => createRate({ ...loads.bullMq, seconds: WARM_SECONDS }),
    });
    const { ours, bull, bullMq } = await interleave(bench.pick(3, 5), {
      ours: () => createRate({ ...loads.ours, seconds }),
      bull: () => createRate({ ...loads.bull, seconds }),
      bullMq: () => createRate({ ...loads.bullMq, seconds }),
    });
    await bench.rest();
    await Promise.all([PREFIX, '{peer-bull}', '{peer-bullmq}'].map((prefix) => bench.clear(prefix)));
    const what = { what: 'creates', unit: 'per second', ours, goal: GOAL };
    return {
      figures: [
        compare({ ...what, peer: 'Fastify + Bull', theirs: bull }),
        compare({ ...what, peer: 'Fastify + BullMQ', theirs: bullMq }),
      ],
      notes: [
        `${CONNECTIONS} connections, params of 200 bytes. Ours is signed in, with the record, its index, the event and ` +
          'the ticket; the peer is one route that validates and calls `add` once.',
      ],
    };
  },
};
