import { expect, it } from '@jest/globals';
import { randomPassword } from './random-password';

it('a random password has sixteen characters that are not mistaken for each other, and is another one each time', () => {
  const some = Array.from({ length: 200 }, randomPassword);
  expect(new Set(some).size).toBe(200);
  expect(some.filter((one) => !/^[a-zA-Z\d]{16}$/.test(one) || /[loBIOSZ01258]/.test(one))).toEqual([]);
});
