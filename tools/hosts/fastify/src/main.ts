import { ValidationPipe, VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { ApronFilter } from './apron.filter.js';
import { DoorGuard } from './door.guard.js';
import { RedisIoAdapter } from './redis-io.adapter.js';

async function bootstrap() {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter({ bodyLimit: 2000 }));
  app.setGlobalPrefix('shop');
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
  app.enableCors({ origin: 'https://shop.example', exposedHeaders: ['x-till'] });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  app.useGlobalFilters(new ApronFilter());
  app.useGlobalGuards(new DoorGuard());
  app.useWebSocketAdapter(new RedisIoAdapter(app, process.env['REDIS_URL']!));
  await app.listen(process.env['PORT'] ?? 3000, '127.0.0.1');
}
void bootstrap();
