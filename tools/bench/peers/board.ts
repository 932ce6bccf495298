import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import Bull from 'bull';
import fastify from 'fastify';
import { REDIS } from './peer.ts';

/** bull-board over the queues that are named. */
const queues = process.argv.slice(2).map((name) => new Bull(name, { redis: REDIS, prefix: '{peer-board}' }));
const board = new FastifyAdapter();
createBullBoard({ queues: queues.map((queue) => new BullAdapter(queue)), serverAdapter: board as never });
// The adapter brings types of its own, of a version that differs by a patch: hence the cast.
const server = fastify();
server.register(board.registerPlugin());
process.on('disconnect', () => process.exit());
console.log(`Listening on ${await server.listen({ port: 0, host: '127.0.0.1' })}`);
