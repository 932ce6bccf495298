import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openRedisFixture, type RedisFixture } from '@task-queue/tasks/testing';

const HERE = dirname(fileURLToPath(import.meta.url));
const DOC = readFileSync(join(HERE, '../../../docs/embedding.md'), 'utf8');
const FOLDER = join(HERE, '../testing/from-embedding');

let fixture: RedisFixture;
let app: INestApplication;
beforeAll(async () => {
  fixture = await openRedisFixture();
  mkdirSync(FOLDER, { recursive: true });
  for (const [, name, code] of DOC.matchAll(/```typescript\n\/\/ ([\w.-]+)\n([\s\S]*?)```/g)) {
    writeFileSync(join(FOLDER, name!), code!);
  }
  process.env['REDIS_URL'] = fixture.url;
  const { AppModule } = (await import(join(FOLDER, 'app.module.ts'))) as { AppModule: Type };
  app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');
}, 60_000);
afterAll(async () => {
  await app.close();
  await fixture.redis.unlink(...(await fixture.redis.keys('{tq}:*'))); // the words name no prefix
  await fixture.close();
  rmSync(FOLDER, { recursive: true, force: true });
}, 60_000);

test('the words on embedding lead to an application that runs a task', async () => {
  const headers = { 'x-api-key': 'key-of-ann', 'content-type': 'application/json' };
  const tasks = `${await app.getUrl()}/tasks`;
  const body = JSON.stringify({ type: 'greet', params: { name: 'Ada' } });
  const created = await fetch(tasks, { method: 'POST', headers, body });
  expect(created.status).toBe(201);
  const { id } = (await created.json()) as { id: string };
  let task: { status: string; result: unknown };
  do {
    task = (await (await fetch(`${tasks}/${id}`, { headers })).json()) as typeof task;
  } while (task.status === 'pending' || task.status === 'running');
  expect(task.result).toBe('Hello Ada');
  expect((await fetch(tasks)).status).toBe(401);
}, 60_000);
