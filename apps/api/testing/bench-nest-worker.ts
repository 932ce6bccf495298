import { BullModule, OnQueueCompleted, OnQueueProgress, Process, Processor } from '@nestjs/bull';
import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import type { Job } from 'bull';
import type { Server } from 'socket.io';

/**
 * What a Nest programmer writes who wants to see tasks run, for tools/bench to measure beside ours: a processor that tells its
 * progress twice and returns a result, and a gateway that emits each to everybody.
 */
const { hostname, port, password } = new URL(process.env['REDIS_URL']!); // tools/bench gives it
const CONCURRENCY = 50;

@WebSocketGateway({ transports: ['websocket'], perMessageDeflate: false })
class JobsGateway {
  @WebSocketServer()
  readonly server!: Server;
}

@Processor('told')
class JobsProcessor {
  constructor(private readonly gateway: JobsGateway) {}

  @Process({ concurrency: CONCURRENCY })
  async run(job: Job): Promise<object> {
    await job.progress(40);
    await job.progress(80);
    return { ok: true };
  }

  @OnQueueProgress()
  progressed({ id }: Job, progress: number): void {
    this.gateway.server.emit('progress', { taskId: String(id), progress, at: new Date().toISOString() });
  }

  @OnQueueCompleted()
  completed({ id }: Job, result: unknown): void {
    this.gateway.server.emit('completed', { taskId: String(id), result, at: new Date().toISOString() });
  }
}

@Module({
  imports: [
    BullModule.forRoot({ redis: { host: hostname, port: Number(port), password }, prefix: '{peer-told}' }),
    BullModule.registerQueue({ name: 'told' }),
  ],
  providers: [JobsGateway, JobsProcessor],
})
class PeerModule {}

const app: INestApplication = await NestFactory.create(PeerModule, new FastifyAdapter(), { logger: false });
process.on('disconnect', () => process.exit());
await app.listen(0, '127.0.0.1');
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
