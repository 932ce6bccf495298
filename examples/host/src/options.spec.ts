import { afterEach, expect, test } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { TaskHandler, TasksModule, type TaskDeed } from '@task-queue/tasks';
import { openRedisFixture } from '@task-queue/tasks/testing';
import { NestFactory } from '@nestjs/core';
import { finishedNote, identityByKey, NoteParams, startHost, type Host, type HostOptions } from '../testing/host.js';

let host: Host;
afterEach(() => host.stop(), 60_000);

async function start(options: HostOptions): Promise<void> {
  host = await startHost(options);
}

test('a route prefix stands before tasks, below the prefix of the application', async () => {
  await start({ wiring: { routePrefix: 'work' }, configure: (app) => void app.setGlobalPrefix('backend') });
  const created = await host.call('ann', 'POST', '/backend/work/tasks', { type: 'note' });
  const { id } = (await created.json()) as { id: string };
  expect([created.status, created.headers.get('location')]).toEqual([201, `/backend/work/tasks/${id}`]);
  expect((await host.call('ann', 'GET', '/backend/tasks')).status).toBe(404);
}, 60_000);

@Injectable()
class Printer {
  print(text: string): string {
    return `printed ${text}`;
  }
}

@TaskHandler({ type: 'print', title: { zh: '打印', en: 'Print' }, params: NoteParams })
class PrintTask {
  constructor(private readonly printer: Printer) {}

  run({ text }: NoteParams): string {
    return this.printer.print(text);
  }
}

@Module({ providers: [Printer, PrintTask] })
class PrinterModule {}

test('a handler among the providers of a module of the host is found, with what it injects', async () => {
  await start({ module: { imports: [PrinterModule] } });
  const types = (await (await host.call('ann', 'GET', '/tasks/types')).json()) as { type: string }[];
  expect(types.map(({ type }) => type)).toEqual(['note', 'print']);
}, 60_000);

test('what the host does not authorize is refused, and what people have done is told to its audit', async () => {
  const deeds: TaskDeed[] = [];
  await start({
    tasks: {
      authorize: async ({ identity, action }) => !(identity.username === 'ben' && action === 'create'),
      audit: (deed) => {
        deeds.push(deed);
        throw new Error('an audit that fails changes nothing');
      },
    },
  });
  const refused = await host.call('ben', 'POST', '/tasks', { type: 'note' });
  expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ code: 'FORBIDDEN' })]);
  const { id } = await finishedNote(host, 'ann', 'audited');
  expect((await host.call('ann', 'POST', `/tasks/${id}/retry`)).status).toBe(409);
  expect((await host.call('ann', 'DELETE', `/tasks/${id}`)).status).toBe(204);
  expect(deeds.map(({ identity, action, type, taskId }) => [identity.username, action, type, taskId])).toEqual([
    ['ann', 'create', 'note', id],
    ['ann', 'delete', 'note', id],
  ]);
}, 60_000);

test('options that are known at once need no factory', async () => {
  await start({});
  const { url, prefix } = await openRedisFixture(host.fixture.prefix);
  @Module({ imports: [TasksModule.forRoot({ redis: { url, prefix }, identity: identityByKey, role: 'api' })] })
  class PlainModule {}
  const app = await NestFactory.create(PlainModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  const answer = await fetch(`${await app.getUrl()}/tasks`, { headers: { 'x-api-key': 'ann' } });
  expect(answer.status).toBe(200);
  await app.close();
}, 60_000);
