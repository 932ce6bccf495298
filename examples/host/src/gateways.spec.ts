import { afterEach, describe, expect, test } from '@jest/globals';
import { Module, type INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { TasksModuleOptions } from '@task-queue/tasks';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import type { Socket as ServerSocket } from 'socket.io';
import { ANN, connected, finishedNote, next, startHost, type Host, type HostOptions } from '../testing/host.js';

/** A gateway as a host has one, with a wish of its own for the server. */
@WebSocketGateway({ namespace: 'chat', maxHttpBufferSize: 200_000, pingInterval: 12_345 })
class ChatGateway {
  @SubscribeMessage('say')
  say(@MessageBody() text: string): number {
    return text.length;
  }

  @SubscribeMessage('flood')
  flood(@MessageBody() length: number, @ConnectedSocket() socket: ServerSocket): void {
    socket.emit('flood', 'x'.repeat(length));
  }
}

@Module({ providers: [ChatGateway] })
class ChatModule {}

/** Tasks first, and then the module with the host's gateway. */
const WITH_CHAT: HostOptions = { module: { imports: [ChatModule] } };

const hosts: Host[] = [];
const closers: (() => void)[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0).reverse()) {
    await host.stop();
  }
  closers.splice(0).forEach((close) => close());
}, 60_000);

async function start(options: HostOptions): Promise<Host> {
  const host = await startHost(options);
  hosts.push(host);
  return host;
}

const withTasks = (tasks: Partial<TasksModuleOptions>): HostOptions => ({ ...WITH_CHAT, tasks });

describe('a host with a gateway of its own', () => {
  test('has the Socket.IO server that its own gateway asks for, also where tasks come first', async () => {
    const host = await start(WITH_CHAT);
    const socket = await connected(host.socket('ann', '/chat'));
    const { _pingInterval } = socket.io.engine as unknown as { _pingInterval: number };
    expect(_pingInterval).toBe(12_345);
    expect(await socket.emitWithAck('say', 'x'.repeat(150_000))).toBe(150_000);
  }, 30_000);

  test('says and sends as much as it likes on a connection that tasks share', async () => {
    const host = await start(withTasks({ sockets: { maxMessagesPerSecond: 2, maxBufferedLength: 10_000 } }));
    const chat = await connected(host.socket('ann', '/chat', true));
    const tasks = await connected(host.socket('ann', '/tasks', true));
    expect(tasks.io).toBe(chat.io);
    for (let i = 0; i < 50; i += 1) {
      expect(await chat.emitWithAck('say', 'hello')).toBe(5);
    }
    const flood = next<string>(chat, 'flood');
    chat.emit('flood', 150_000);
    expect(await flood).toHaveLength(150_000);
    expect([chat.connected, await tasks.emitWithAck('tasks:subscribe')]).toEqual([
      true,
      expect.objectContaining({ ok: true }),
    ]);
  }, 30_000);

  test('keeps its sockets where a socket of tasks is closed', async () => {
    const identity = (): typeof ANN & { expiresAtMs: number } => ({ ...ANN, expiresAtMs: Date.now() + 300 });
    const host = await start(withTasks({ identity }));
    const chat = await connected(host.socket('ann', '/chat', true));
    const tasks = host.socket('ann', '/tasks', true);
    const closed = next(tasks, 'disconnect');
    await connected(tasks);
    expect(await closed).toBe('io server disconnect');
    expect([await chat.emitWithAck('say', 'still'), chat.connected]).toEqual([5, true]);
  }, 30_000);
});

test('a namespace of the host’s choice is the only one that has tasks', async () => {
  const host = await start({ wiring: { namespace: 'work' } });
  const socket = await connected(host.socket('ann', '/work'));
  expect(await socket.emitWithAck('tasks:subscribe')).toMatchObject({ ok: true });
  await expect(connected(host.socket('ann', '/tasks'))).rejects.toThrow('Invalid namespace');
}, 30_000);

/** Tells every node what is sent at one. */
class RedisIoAdapter extends IoAdapter {
  constructor(
    app: INestApplication,
    private readonly adapter: ReturnType<typeof createAdapter>,
  ) {
    super(app);
  }

  override createIOServer(...of: Parameters<IoAdapter['createIOServer']>): ReturnType<IoAdapter['createIOServer']> {
    const server = super.createIOServer(...of);
    server.adapter(this.adapter);
    return server;
  }
}

test('behind a host’s Redis adapter every event comes once, at whichever of its nodes a client is', async () => {
  const url = process.env['TEST_REDIS_URL']!;
  const configure = (app: INestApplication): void => {
    const [publisher, subscriber] = [new Redis(url), new Redis(url)];
    closers.push(() => [publisher, subscriber].forEach((redis) => redis.disconnect()));
    app.useWebSocketAdapter(new RedisIoAdapter(app, createAdapter(publisher, subscriber, { key: 'hosts' })));
  };
  const first = await start({ ...WITH_CHAT, configure });
  const second = await start({ ...WITH_CHAT, configure, besides: first });
  const heard = await Promise.all(
    [first, second].map(async (host) => {
      const socket = await connected(host.socket('ann'));
      const names: string[] = [];
      socket.onAny((name: string) => names.push(name));
      await socket.emitWithAck('tasks:subscribe');
      return { names, socket };
    }),
  );
  const ends = heard.map(({ socket }) => next(socket, 'task:deleted'));
  const { id } = await finishedNote(first, 'ann', 'once');
  await first.call('ann', 'DELETE', `/tasks/${id}`);
  await Promise.all(ends);
  for (const { names } of heard) {
    expect(names.filter((name) => name !== 'task:progress')).toEqual([
      'task:created',
      'task:started',
      'task:completed',
      'task:deleted',
    ]);
  }
}, 60_000);
