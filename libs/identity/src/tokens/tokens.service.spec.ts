import { expect, test } from '@jest/globals';
import { IdentityChanges } from '../identity-changes.js';
import { newToken } from './token-format.js';
import type { TokenHolder, TokenStore } from './token-store.js';
import { TokensService } from './tokens.service.js';

/** Of a store, what is asked of it. */
class AskedStore implements Pick<TokenStore, 'holderOf'> {
  asked = 0;

  async holderOf(): Promise<TokenHolder | null> {
    this.asked += 1;
    return null;
  }
}

const identifyAll = async (tokens: readonly string[], address?: string) => {
  const store = new AskedStore();
  const service = new TokensService(store as unknown as TokenStore, new IdentityChanges());
  const source = { kind: 'request', headers: {}, ...(address === undefined ? {} : { address }) } as const;
  const answers: string[] = [];
  for (const token of tokens) {
    answers.push(await service.identify(token, source).then(String, (error: Error) => error.constructor.name));
  }
  return { asked: store.asked, answers };
};

test('what cannot be a token is refused without asking Redis', async () => {
  const token = newToken();
  const wrong = [`${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`, 'tq_', 'tq_short', `${token}0`];
  expect(await identifyAll(wrong)).toEqual({ asked: 0, answers: ['null', 'null', 'null', 'null'] });
});

test('guessing ends after sixty tries a minute from a network, whole tokens or not, before Redis is asked', async () => {
  const guesses = Array.from({ length: 70 }, newToken);
  const { asked, answers } = await identifyAll(guesses, '203.0.113.7');
  expect(asked).toBe(60);
  expect(answers).toEqual([...Array<string>(60).fill('null'), ...Array<string>(10).fill('TooManyRequestsError')]);
});

test('where nobody knows the address, nobody is counted', async () => {
  const { answers } = await identifyAll(Array.from({ length: 70 }, newToken));
  expect(new Set(answers)).toEqual(new Set(['null']));
});
