import { expect, jest, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { AuditLog } from './audit-log.js';
import { audited, AuditedCall } from './audited-call.js';

test('what was done to many is answered as done, also where what came of it cannot be told: begun stays', async () => {
  const answers = [Promise.resolve('1-0'), Promise.reject(new Error('gone'))];
  const redis = { eval: jest.fn(() => answers.shift()) } as unknown as Redis; // Redis that goes away in between
  const call = new AuditedCall({ headers: {}, method: 'POST', url: '/api/tasks/bulk' });
  call.route = { action: 'tasks.bulk' };
  const result = await new Promise<string>((resolve, reject) => {
    audited(call, () => {
      const told = new AuditLog(redis, 'p').tellOfMany(
        { count: 1 },
        () => Promise.resolve('done'),
        () => ({}),
      );
      told.then(resolve, reject);
    });
  });
  expect(result).toBe('done');
  expect(call.isTold).toBe(true);
});

test('what Redis does not answer is refused as everything else of it is', async () => {
  const away = new Error('Connection is closed.');
  const redis = { xrevrange: () => Promise.reject(away) } as unknown as Redis;
  const refuse = (error: unknown): never => {
    throw new Error('refused', { cause: error });
  };
  const reading = new AuditLog(redis, 'p', refuse).read({}, () => true, 1);
  await expect(reading).rejects.toMatchObject({ message: 'refused', cause: away });
});
