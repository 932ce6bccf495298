import { BullModule, InjectQueue } from '@nestjs/bull';
import {
  Body,
  Controller,
  Injectable,
  Module,
  Post,
  UnauthorizedException,
  UseGuards,
  ValidationPipe,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Queue } from 'bull';
import { IsInt, IsObject, IsOptional, IsString } from 'class-validator';

/**
 * What a Nest programmer writes who needs no more than a queue, for tools/bench to measure beside ours: a guard that verifies a
 * token, a body that is validated by its class, and one `add`. Nothing is kept or told. `fastify` or `express`.
 */
const { hostname, port, password } = new URL(process.env['REDIS_URL']!); // tools/bench gives it
const isFastify = process.argv[2] === 'fastify';

class CreateDto {
  @IsString()
  readonly type!: string;

  @IsObject()
  readonly params!: Readonly<Record<string, unknown>>;

  @IsOptional()
  @IsInt()
  readonly priority?: number;
}

@Injectable()
class TokenGuard implements CanActivate {
  constructor(private readonly jwt: JwtService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { headers } = context.switchToHttp().getRequest<{ headers: { authorization?: string } }>();
    await this.jwt.verifyAsync(headers.authorization?.slice('Bearer '.length) ?? '').catch(() => {
      throw new UnauthorizedException();
    });
    return true;
  }
}

@UseGuards(TokenGuard)
@Controller('jobs')
class JobsController {
  constructor(@InjectQueue('create') private readonly queue: Queue) {}

  @Post()
  async create(@Body() { params, priority }: CreateDto): Promise<{ readonly id: string | number }> {
    const { id } = await this.queue.add(params, priority === undefined ? {} : { priority });
    return { id };
  }
}

@Module({
  imports: [
    BullModule.forRoot({ redis: { host: hostname, port: Number(port), password }, prefix: '{peer-nest}' }),
    BullModule.registerQueue({ name: 'create' }),
    JwtModule.register({ secret: process.env['PEER_SECRET']! }),
  ],
  controllers: [JobsController],
})
class PeerModule {}

const adapter = isFastify ? new FastifyAdapter() : new ExpressAdapter();
const app: INestApplication = await NestFactory.create(PeerModule, adapter, { logger: false });
app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
process.on('disconnect', () => process.exit());
await app.listen(0, '127.0.0.1');
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
