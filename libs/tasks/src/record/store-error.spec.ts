import { describe, expect, test } from '@jest/globals';
import { ReplyError } from 'ioredis';
import { StorageFullError, StoreFaultError, StoreUnavailableError } from '../domain/errors.js';
import { storeError } from './store-error.js';

/** What ioredis throws where Redis answers so; its types know nothing of the class. */
const said = (message: string): Error => new (ReplyError as new (message: string) => Error)(message);

describe('an error behind the store', () => {
  test('is «unavailable» where Redis could not be asked or serves nothing at the moment', () => {
    expect(storeError(new Error('Connection is closed.'))).toBeInstanceOf(StoreUnavailableError);
    expect(storeError(said('LOADING Redis is loading the dataset in memory'))).toBeInstanceOf(StoreUnavailableError);
  });

  test('is «full» where Redis is at its limit', () => {
    expect(storeError(said("OOM command not allowed when used memory > 'maxmemory'."))).toBeInstanceOf(
      StorageFullError,
    );
  });

  test('is a fault of ours where Redis refused for a reason that no waiting mends', () => {
    expect(storeError(said('WRONGTYPE Operation against a key'))).toBeInstanceOf(StoreFaultError);
  });

  test('is itself where our own code is wrong', () => {
    const ours = new SyntaxError('Unexpected token');
    expect(storeError(ours)).toBe(ours);
  });
});
