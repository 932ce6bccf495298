import Bull from 'bull';
import { Queue as BullMqQueue } from 'bullmq';
import fastify from 'fastify';
import { CREATE_SCHEMA, REDIS, type CreateBody } from './peer.ts';

/**
 * What somebody writes who needs no more than a queue: a bare route that validates and calls `add` once, at
 * `/<library>` for Bull and BullMQ.
 */
const bull = new Bull('create', { redis: REDIS, prefix: '{peer-bull}' });
const bullMq = new BullMqQueue('create', { connection: REDIS, prefix: '{peer-bullmq}' });

const server = fastify();
server.post<{ Body: CreateBody }>('/bull', { schema: { body: CREATE_SCHEMA } }, async ({ body }, reply) => {
  const { params, priority } = body;
  const { id } = await bull.add(params, priority === undefined ? {} : { priority });
  return reply.status(201).send({ id });
});
server.post<{ Body: CreateBody }>('/bullmq', { schema: { body: CREATE_SCHEMA } }, async ({ body }, reply) => {
  const { params, priority } = body;
  const { id } = await bullMq.add('job', params, priority === undefined ? {} : { priority });
  return reply.status(201).send({ id });
});
process.on('disconnect', () => process.exit());
console.log(`Listening on ${await server.listen({ port: 0, host: '127.0.0.1' })}`);
