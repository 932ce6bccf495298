import { expect, test } from '@jest/globals';
import { AskedOnce } from './asked-once.js';

/** Questions that are answered by the test, in the order in which they were put. */
function questions() {
  const put: PromiseWithResolvers<number>[] = [];
  const question = (): Promise<number> => {
    const asked = Promise.withResolvers<number>();
    put.push(asked);
    return asked.promise;
  };
  return { put, question };
}

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

test('who asks while a question is under way is answered by one that was put after that, once for all of them', async () => {
  const { put, question } = questions();
  const once = new AskedOnce<number>();
  const first = once.ask('a', question);
  const meanwhile = [once.ask('a', question), once.ask('a', question)];
  const other = once.ask('b', question);
  expect(put).toHaveLength(2);
  put[0]!.resolve(1);
  put[1]!.resolve(2);
  await turn();
  expect(put).toHaveLength(3);
  const later = once.ask('a', question);
  put[2]!.resolve(3);
  await turn();
  put[3]!.resolve(4);
  expect(await Promise.all([first, ...meanwhile, other, later])).toEqual([1, 3, 3, 2, 4]);
  const quiet = once.ask('a', question);
  put[4]!.resolve(5);
  expect(await quiet).toBe(5);
});

test('where one fails those who wait behind it fail at once, and the next one is put again', async () => {
  const { put, question } = questions();
  const once = new AskedOnce<number>();
  const asked = [once.ask('a', question), once.ask('a', question)];
  put[0]!.reject(new Error('away'));
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(put).toHaveLength(1);
  await turn();
  const again = once.ask('a', question);
  put[1]!.resolve(2);
  expect(await again).toBe(2);
});
