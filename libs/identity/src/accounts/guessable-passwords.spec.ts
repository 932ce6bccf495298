import { expect, test } from '@jest/globals';
import { requireHardToGuess } from './guessable-passwords.js';

const isRefused = (password: string, username = 'ann'): Promise<boolean> =>
  requireHardToGuess(password, username, 'password').then(
    () => false,
    () => true,
  );

test.each([
  'password',
  'PassWord1',
  'qwertyuiop',
  '12345678',
  '11111111',
  '1qaz2wsx',
  'iloveyou',
  'starwars',
  '1q2w3e4r',
])('%s, which is tried first, is refused', async (password) => expect(await isRefused(password)).toBe(true));

test.each<[string, string]>([
  ['annika88', 'annika'],
  ['ANNIKA-2026!', 'annika'],
  ['１２annika', 'annika'],
  ['小明2026202', '小明'],
  ['importer-7', 'importer-1'],
  ['TaskQueue1', 'ann'],
  ['task-queue', 'ann'],
])('%s is refused to %s: a name with signs around it', async (password, username) =>
  expect(await isRefused(password, username)).toBe(true),
);

test.each<[string, string]>([
  ['correct horse battery', 'ann'],
  ['88005553', '1234'],
  ['annika is at home', 'annika'],
  ['xV9-kq2L', 'ann'],
  ['任务很多的一天', 'ann'],
])('%s is good for %s', async (password, username) => expect(await isRefused(password, username)).toBe(false));
