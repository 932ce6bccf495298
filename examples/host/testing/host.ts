import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Module, type INestApplication, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  TaskHandler,
  TasksModule,
  type IdentitySource,
  type ResolvedIdentity,
  type TaskContext,
  type TasksModuleAsyncOptions,
  type TasksModuleOptions,
} from '@task-queue/tasks';
import { openRedisFixture, type RedisFixture } from '@task-queue/tasks/testing';
import { IsString } from 'class-validator';
import { io, type Socket } from 'socket.io-client';

export const ANN: ResolvedIdentity = { id: '1', username: 'ann', roles: ['user'] };
export const BEN: ResolvedIdentity = { id: '2', username: 'ben', roles: ['user'] };
const PEOPLE: Readonly<Record<string, ResolvedIdentity>> = { ann: ANN, ben: BEN };

/** Who the header `x-api-key`, or `auth.key` of a handshake, names. */
export function identityByKey(source: IdentitySource): ResolvedIdentity | null {
  return PEOPLE[String(source.kind === 'request' ? source.headers['x-api-key'] : source.auth['key'])] ?? null;
}

export class NoteParams {
  @IsString() readonly text: string = 'nothing';
}

/** Writes a text to a file. */
@TaskHandler({ type: 'note', title: { zh: '便条', en: 'Note' }, params: NoteParams })
export class NoteTask {
  async run({ text }: NoteParams, context: TaskContext): Promise<string> {
    await pipeline([text], context.artifact('note.txt', 'text/plain'));
    return text;
  }
}

/** Somebody's application, running. */
export interface Host {
  readonly app: INestApplication;
  readonly url: string;
  readonly fixture: RedisFixture;
  /** A call as somebody, or as nobody. */
  readonly call: (
    key: string | null,
    method: string,
    path: string,
    body?: unknown,
    headers?: object,
  ) => Promise<Response>;
  /** A socket, not yet connected. */
  socket(key: string, namespace?: string, isShared?: boolean): Socket;
  stop(): Promise<void>;
}

/** How a test's host differs from the plainest. */
export interface HostOptions {
  readonly platform?: 'express' | 'fastify';
  /** Beside the tasks. */
  readonly module?: ModuleMetadata;
  readonly tasks?: Partial<TasksModuleOptions>;
  readonly wiring?: Omit<TasksModuleAsyncOptions, 'useFactory' | 'inject'>;
  /** Shares the data of another. */
  readonly besides?: Host;
  readonly configure?: (app: INestApplication) => void | Promise<void>;
}

/** Starts an application that has the tasks and whatever else a test gives it. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  const fixture = await openRedisFixture(options.besides?.fixture.prefix);
  const dir = await mkdtemp(join(tmpdir(), 'task-queue-host-'));
  const { imports = [], ...rest } = options.module ?? {};
  @Module({
    imports: [
      TasksModule.forRootAsync({
        ...options.wiring,
        useFactory: () => ({
          redis: { url: fixture.url, prefix: fixture.prefix },
          identity: identityByKey,
          artifactsDir: dir,
          shutdownGraceMs: 0,
          ...options.tasks,
        }),
      }),
      TasksModule.forFeature([NoteTask]),
      ...imports,
    ],
    ...rest,
  })
  class HostModule {}
  const adapter = options.platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(HostModule, adapter, { logger: false, abortOnError: false });
  await options.configure?.(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const sockets: Socket[] = [];
  return {
    app,
    url,
    fixture,
    call: (key, method, path, body, headers) =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          ...(key === null ? {} : { 'x-api-key': key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    socket(key, namespace = '/tasks', isShared = false) {
      const socket = io(`${url}${namespace}`, {
        auth: { key },
        transports: ['websocket'],
        forceNew: !isShared,
        multiplex: isShared,
        reconnection: false,
        autoConnect: false,
      });
      sockets.push(socket);
      return socket;
    },
    async stop() {
      sockets.forEach((socket) => socket.disconnect());
      await app.close();
      await fixture.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Connects a socket. @throws Error why it was not let in */
export async function connected(socket: Socket): Promise<Socket> {
  const isThere = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  socket.connect();
  await isThere;
  return socket;
}

/** Resolves with what the next event of a name brings. */
export function next<Event>(socket: Socket, name: string): Promise<Event> {
  return new Promise((resolve) => socket.once(name, resolve));
}

/** A finished task with a file, made by somebody. */
export async function finishedNote(host: Host, key: string, text: string, path = '/tasks'): Promise<{ id: string }> {
  const socket = await connected(host.socket(key));
  await socket.emitWithAck('tasks:subscribe');
  const completed = new Set<string>();
  socket.on('task:completed', ({ taskId }: { taskId: string }) => completed.add(taskId));
  const created = await host.call(key, 'POST', path, { type: 'note', params: { text } });
  const { id } = (await created.json()) as { id: string };
  while (!completed.has(id)) {
    await next(socket, 'task:completed');
  }
  socket.disconnect();
  return { id };
}
