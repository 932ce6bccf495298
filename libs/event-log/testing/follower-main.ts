import { Redis } from 'ioredis';
import { makeEffect } from './effect.js';
import { openProcess } from './log-fixture.js';

/**
 * A process that follows a log, to be killed in the middle: it appends what each entry says to the list `<prefix>:done`.
 * Arguments: URL of the Redis, prefix; `apart` or `together`, how the effect and the cursor are stored; `before` or `after`,
 * where in its work on the first batch it stands still, having said so on its standard output.
 */
const [url, prefix, how, where] = process.argv.slice(2) as [string, string, 'apart' | 'together', 'before' | 'after'];
const redis = new Redis(url);

const { followers } = openProcess(url, prefix);
followers.follow('counter', 'beginning', {
  pick: (entry) => entry.text('i'),
  async handle(batch) {
    if (where === 'after') {
      await makeEffect(redis, `${prefix}:done`, batch, how === 'together');
    }
    console.log('standing still');
    await new Promise(() => undefined);
  },
  gap: () => Promise.resolve(),
});
