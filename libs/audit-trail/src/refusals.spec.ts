import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { AuditedCall, type AuditedRequest } from './audited-call.js';
import type { ToldEntry } from './entry.js';
import { Refusals } from './refusals.js';

let told: ToldEntry[];
let refusals: Refusals;
beforeEach(() => {
  jest.useFakeTimers();
  told = [];
  refusals = new Refusals({ tell: (entry) => Promise.resolve(void told.push(entry)) });
});
afterEach(() => {
  jest.useRealTimers();
});

const ANN = { id: 'ann', username: 'ann', roles: ['user'] } as const;

/** A call to cancel a task. */
function cancel(more: Partial<AuditedRequest> = {}): AuditedCall {
  const call = new AuditedCall({
    ...{
      headers: {},
      method: 'POST',
      url: '/api/tasks/1/cancel',
      id: 'r',
      ip: '203.0.113.5',
      refusedWith: 'FORBIDDEN',
    },
    ...more,
  });
  call.route = { action: 'task.cancel', target: 'task' };
  return call;
}
const minute = (): Promise<void> => jest.advanceTimersByTimeAsync(60_000);

describe('calls that were refused', () => {
  test('are told at once, and those alike when the minute is over, with how many they were', async () => {
    for (let i = 0; i < 100; i += 1) {
      refusals.add(cancel({ identity: ANN, params: { id: String(i) } }), 403);
    }
    expect(told).toMatchObject([{ outcome: 'refused', code: 'FORBIDDEN', who: { id: 'ann' }, target: { id: '0' } }]);
    await minute();
    expect(told).toMatchObject([{}, { count: 99, target: { id: '99' } }]);
    refusals.add(cancel({ identity: ANN }), 403);
    expect(told).toHaveLength(3);
  });

  test('are told apart by person, network, what was asked for and why it was refused', () => {
    refusals.add(cancel({ identity: ANN }), 403);
    refusals.add(cancel({ identity: { ...ANN, id: 'ben' } }), 403);
    refusals.add(cancel({ identity: ANN, refusedWith: 'TASK_NOT_FOUND' }), 404);
    refusals.add(cancel({ ip: '2001:db8::1', refusedWith: 'UNAUTHORIZED' }), 401);
    refusals.add(cancel({ ip: '2001:db8::2', refusedWith: 'UNAUTHORIZED' }), 401); // of the same household
    expect(told.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'failed', 'refused']);
  });

  const login = (account: number): AuditedCall => {
    const call = new AuditedCall({ headers: {}, ip: '203.0.113.5', refusedWith: 'INVALID_CREDENTIALS' });
    call.route = { action: 'auth.login' };
    call.add({ target: { type: 'user', id: `user-${account}` } });
    return call;
  };
  const accounts = (): readonly (string | undefined)[] => told.map(({ target }) => target?.id);

  test('name each account whose password was guessed, and each person that was to be changed', async () => {
    for (let i = 0; i < 60; i += 1) {
      refusals.add(login(i % 30), 401);
    }
    expect(accounts()).toEqual(Array.from({ length: 30 }, (_, i) => `user-${i}`));
    await minute();
    expect(told.slice(30)).toMatchObject(Array.from({ length: 30 }, (_, i) => ({ target: { id: `user-${i}` } })));
    for (const id of ['ben', 'eve', 'ben']) {
      const call = cancel({ identity: ANN, params: { id } });
      call.route = { action: 'user.delete', target: 'user' };
      refusals.add(call, 403);
    }
    expect(accounts().slice(60)).toEqual(['ben', 'eve']);
  });

  test('name so many accounts of one network, and leave room for what else it is refused', async () => {
    for (let i = 0; i < 1_000; i += 1) {
      refusals.add(login(i), 401);
    }
    expect(told).toHaveLength(51); // fifty by name, and the others as one
    refusals.add(cancel({ refusedWith: 'UNAUTHORIZED' }), 401);
    expect(told.at(-1)).toMatchObject({ action: 'task.cancel' });
    await minute();
    expect(told.at(-1)).toMatchObject({ action: 'auth.login', count: 949 });
  });

  test('of strangers from very many places are few entries all the same', async () => {
    for (let i = 0; i < 10_000; i += 1) {
      refusals.add(cancel({ ip: `203.${i % 250}.${Math.floor(i / 250)}.1`, refusedWith: 'UNAUTHORIZED' }), 401);
    }
    expect(told).toHaveLength(200);
    await minute();
    expect(told.slice(200)).toEqual([
      { action: 'task.cancel', outcome: 'refused', code: 'UNAUTHORIZED', count: 9_800 },
    ]);
  });

  test.each([
    ['a stranger', {}, 401, 100],
    ['a person', { identity: ANN }, 403, 100],
  ] as const)(
    'of %s in very many ways are few entries, and guessed passwords are told all the same',
    async (...args) => {
      const [, caller, status, most] = args;
      const call = (more: Partial<AuditedRequest>): AuditedCall =>
        new AuditedCall({ headers: {}, ip: '203.0.113.5', refusedWith: 'UNAUTHORIZED', ...caller, ...more });
      for (let i = 0; i < 200; i += 1) {
        const url = `/api/tasks/${i}`;
        refusals.add(call({ method: 'GET', url, routeOptions: { url: '/api/tasks/:id' } }), status);
        refusals.add(call({ method: 'DELETE', url, route: { path: '/tasks/:id' } }), status);
      }
      expect(told.map(({ target }) => target?.id)).toEqual(['GET /api/tasks/:id', 'DELETE /tasks/:id']);
      for (let i = 0; i < 200; i += 1) {
        refusals.add(call({ method: 'GET', url: `/api/${i}` }), status);
      }
      expect(told).toHaveLength(most);
      const login = call({ method: 'POST', url: '/api/auth/login' });
      login.route = { action: 'auth.login' };
      refusals.add(login, status);
      expect(told.slice(most)).toMatchObject([{ action: 'auth.login', address: '203.0.113.5' }]);
      await minute();
      expect(told.at(-1)).toMatchObject({ action: 'access', address: '203.0.113.5', count: 202 - most });
      expect(told.at(-1)!.target).toBeUndefined();
    },
  );

  test('are told by their address where nothing would have been changed, and only where they were not allowed', () => {
    const read = (status: number): void => {
      const call = new AuditedCall({
        headers: {},
        method: 'GET',
        url: '/api/users?secret=1',
        ip: '::1',
        identity: ANN,
      });
      refusals.add(call, status);
    };
    read(403);
    read(404);
    read(500);
    expect(told).toMatchObject([{ action: 'access', target: { type: 'call', id: 'GET /api/users' } }]);
  });
});
