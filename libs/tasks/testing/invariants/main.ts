import { Redis } from 'ioredis';
import { disagreements } from './disagreements.js';

/** A program: prints, as a JSON list, what disagrees under a prefix that the whole server uses, for tools/chaos. */
const [url, prefix] = process.argv.slice(2);
if (url === undefined || prefix === undefined) {
  throw new Error('invariants <URL of Redis> <prefix>');
}
const redis = new Redis(url);
process.stdout.write(JSON.stringify(await disagreements(redis, prefix, { isShared: true })));
await redis.quit();
