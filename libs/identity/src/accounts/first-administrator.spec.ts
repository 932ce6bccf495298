import { afterEach, describe, expect, test } from '@jest/globals';
import { ProblemError } from '@task-queue/problems';
import type { IdentityModuleOptions } from '../identity-options.js';
import { FirstAdministrator } from './first-administrator.js';
import type { UserStore } from './user-store.js';

let begun: FirstAdministrator | undefined;
afterEach(() => begun?.onApplicationShutdown());

/** A start with a store that is away for its first so many questions. @returns the names it created */
async function start(refusals: number, error: Error): Promise<string[]> {
  const created: string[] = [];
  const users = {
    hasAdministrator: () => (refusals-- > 0 ? Promise.reject(error) : Promise.resolve(false)),
    create: ({ username }: { readonly username: string }) => {
      created.push(username);
      return Promise.resolve();
    },
  } as unknown as UserStore; // what a start asks of it
  const options = { firstAdministrator: { username: 'admin', password: 'a long enough password' } };
  begun = new FirstAdministrator(users, options as unknown as IdentityModuleOptions);
  await begun.onApplicationBootstrap();
  return created;
}

describe('the first administrator', () => {
  test('is created also where Redis does not answer at first', async () => {
    expect(await start(2, new ProblemError('UNAVAILABLE'))).toEqual(['admin']);
  });

  test('is not waited for where waiting mends nothing', async () => {
    await expect(start(1, new ProblemError('INTERNAL'))).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
