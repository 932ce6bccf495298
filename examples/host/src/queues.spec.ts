import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BullModule, getQueueToken } from '@nestjs/bull';
import type { Queue } from 'bull';
import { finishedNote, startHost, type Host } from '../testing/host.js';

let host: Host;
beforeAll(async () => {
  const shared = {
    url: process.env['TEST_REDIS_URL']!,
    prefix: '{hosts-own-queues}',
    limiter: { max: 1, duration: 3_600_000 },
  };
  host = await startHost({
    module: { imports: [BullModule.forRoot(shared), BullModule.registerQueue({ name: 'letters' })] },
  });
}, 60_000);
afterAll(() => host.stop());

test('what a host shares among its own Bull queues is for those alone', async () => {
  await finishedNote(host, 'ann', 'one');
  await finishedNote(host, 'ann', 'two');
  const { limiter } = host.app.get<Queue & { limiter?: unknown }>(getQueueToken('letters'));
  expect(limiter).toEqual({ max: 1, duration: 3_600_000 });
}, 20_000);
