import type { Redis } from 'ioredis';
import type { Batch } from '../src/follower.js';
import { ADVANCE_LUA } from '../src/log-scripts.js';

/** The list grows and the cursor moves in one script, or neither. */
const TOGETHER = `${ADVANCE_LUA}
if advanceFollower(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) then
  redis.call('RPUSH', KEYS[2], unpack(ARGV, 4))
end`;

/** Appends what each entry says to a list; together with the cursor, or apart from it. */
export async function makeEffect(
  connection: Redis,
  done: string,
  { picked: numbers, advance }: Batch<string>,
  isTogether: boolean,
): Promise<void> {
  const [cursors, ...place] = advance;
  await (isTogether
    ? connection.eval(TOGETHER, 2, cursors, done, ...place, ...numbers)
    : connection.rpush(done, ...numbers));
}
