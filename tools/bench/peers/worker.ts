import Bull from 'bull';
import { Worker } from 'bullmq';
import { REDIS } from './peer.ts';

/** A processor that does nothing: `bull` or `bullmq`, and how many at once. */
const [library, concurrency] = process.argv.slice(2);
if (library === 'bull') {
  const queue = new Bull('work', { redis: REDIS, prefix: '{peer-bull}' });
  void queue.process(Number(concurrency), async () => ({ ok: true }));
} else {
  new Worker('work', async () => ({ ok: true }), {
    connection: REDIS,
    prefix: '{peer-bullmq}',
    concurrency: Number(concurrency),
  });
}
process.on('disconnect', () => process.exit());
console.log('Listening on Redis');
