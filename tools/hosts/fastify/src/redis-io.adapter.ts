import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';

/** Several tills, one chat. */
export class RedisIoAdapter extends IoAdapter {
  private readonly adapterOf: ReturnType<typeof createAdapter>;

  constructor(app: INestApplicationContext, url: string) {
    super(app);
    const publisher = new Redis(url);
    this.adapterOf = createAdapter(publisher, publisher.duplicate(), { key: 'shop' });
  }

  override createIOServer(...args: Parameters<IoAdapter['createIOServer']>): ReturnType<IoAdapter['createIOServer']> {
    const server = super.createIOServer(...args);
    server.adapter(this.adapterOf);
    return server;
  }
}
