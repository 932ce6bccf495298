import Bull from 'bull';
import fastify from 'fastify';
import { Server } from 'socket.io';
import { CREATE_SCHEMA, REDIS, type CreateBody } from './peer.ts';

/**
 * A bare Socket.IO server: tells of every job that Bull completed, and (for `POST /fan`) sends what a task's life sends
 * to the room of one person. A socket says in its handshake whose room it is in.
 */
const server = fastify();
const io = new Server(server.server, { transports: ['websocket'] });
io.on('connection', (socket) => void socket.join(String(socket.handshake.auth['room'])));

const queue = new Bull('live', { redis: REDIS, prefix: '{peer-live}' });
void queue.process(8, async () => ({ ok: true }));
queue.on('completed', (job) => io.emit('completed', { taskId: String(job.id) }));

server.post<{ Body: CreateBody }>('/create', { schema: { body: CREATE_SCHEMA } }, async ({ body }, reply) => {
  const { id } = await queue.add(body.params);
  return reply.status(201).send({ id: String(id) });
});
server.post<{ Body: { room: string; payload: object } }>('/fan', async ({ body }, reply) => {
  for (const name of ['task:created', 'task:started', 'task:completed']) {
    io.to(body.room).emit(name, { ...body.payload, at: new Date().toISOString() });
  }
  return reply.status(201).send({});
});
process.on('disconnect', () => process.exit());
console.log(`Listening on ${await server.listen({ port: 0, host: '127.0.0.1' })}`);
