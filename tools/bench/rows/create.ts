import { compare, type Figure, type Goal } from '../figures.ts';
import { CONNECTIONS, createRate, type CreateLoad } from '../load.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';

const PREFIX = '{bench-create}';
/** Before anything is measured: by then the compiler is done. */
const WARM_SECONDS = 4;
const GOALS = { bare: 0.6, nestFastify: 1.5, nestExpress: 2 } as const;

/** Creating through REST, beside a bare route that adds a job. */
export const create: Row = {
  name: 'create',
  title: 'Create through REST',
  async measure(bench) {
    const api = await bench.ours(PREFIX, { ROLE: 'api' });
    const { token } = await bench.signIn(api);
    const peer = await bench.peer('create');
    const [onFastify, onExpress] = [await bench.nestPeer('fastify'), await bench.nestPeer('express')];
    const loads: Readonly<Record<string, CreateLoad>> = {
      ours: { url: `${api.url}/api/tasks`, token },
      bull: { url: `${peer.url}/bull` },
      bullMq: { url: `${peer.url}/bullmq` },
      nestFastify: { ...onFastify, url: `${onFastify.url}/jobs` },
      nestExpress: { ...onExpress, url: `${onExpress.url}/jobs` },
    };
    const round = (seconds: number): Record<string, () => Promise<number>> =>
      Object.fromEntries(Object.entries(loads).map(([name, load]) => [name, () => createRate({ ...load, seconds })]));
    await interleave(1, round(WARM_SECONDS));
    const rates = await interleave(bench.pick(3, 5), round(bench.pick(2, 8)));
    await bench.rest();
    await Promise.all([PREFIX, '{peer-bull}', '{peer-bullmq}', '{peer-nest}'].map((prefix) => bench.clear(prefix)));
    const beside = (name: string, peerName: string, atLeast: number): Figure => {
      const goal: Goal = { of: 'ratio', atLeast };
      return compare({ what: 'creates', unit: 'per second', ours: rates['ours']!, goal, peer: peerName, theirs: rates[name]! }); // prettier-ignore
    };
    return {
      figures: [
        beside('nestFastify', 'Nest on Fastify + Bull', GOALS.nestFastify),
        beside('nestExpress', 'Nest on Express + Bull', GOALS.nestExpress),
        beside('bull', 'Fastify + Bull', GOALS.bare),
        beside('bullMq', 'Fastify + BullMQ', GOALS.bare),
      ],
      notes: [
        `${CONNECTIONS} connections, params of 200 bytes. Ours is signed in, with the record, its index, the event and ` +
          'the ticket; the bare peers are one route that validates and calls `add` once, those on Nest verify a token and ' +
          'validate a class besides.',
      ],
    };
  },
};
