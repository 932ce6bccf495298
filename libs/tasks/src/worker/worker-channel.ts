import type { Redis } from 'ioredis';
import { BLOCKING, openRedis, type RedisPlace } from '@task-queue/redis';
import type { ThrottledLog } from '../domain/throttled-log.js';
import { within } from '../domain/within.js';
import { TaskKeys } from '../record/keys.js';
import type { WorkerService } from '../domain/worker-service.js';
import type { StoredStop } from '../record/codec.js';

/**
 * What a worker is told of an attempt; the scripts write it (`attempts/tell-worker.lua`). `givenUp`: it no longer holds its task;
 * `stop`: its handler is to end; `abandoned`: it no longer holds its task because that did not end, or was not to be waited for.
 */
export type WorkerMessage = { readonly taskId: string; readonly attempt: number } & (
  { readonly kind: 'givenUp' } | { readonly kind: 'stop' | 'abandoned'; readonly stop: StoredStop }
);

/** How long a start waits until Redis has taken the subscription, in milliseconds. */
const SUBSCRIBE_MS = 1_000;

/**
 * What a worker is told at once, by Redis' Pub/Sub on a channel of its own (`worker:<name>`) and a connection of its own.
 * A message may be missed while that connection is away: whatever it says, the worker learns otherwise too, only later.
 */
export class WorkerChannel implements WorkerService {
  #redis: Redis | undefined;

  constructor(
    private readonly place: RedisPlace,
    private readonly worker: string,
    private readonly onMessage: (message: WorkerMessage) => void,
    private readonly log: Pick<ThrottledLog, 'warn'>,
  ) {}

  /** Begins to listen. Where Redis does not let it, that is logged, and the worker goes on without. */
  async start(): Promise<void> {
    const connectionName = `worker:${this.worker.replace(/[^!-~]/g, '_')}`; // for whoever looks at CLIENT LIST
    const redis = openRedis(this.place, { ...BLOCKING, connectionName });
    this.#redis = redis;
    redis.on('message', (_channel, text: string) => this.#hear(text));
    const subscribed = redis.subscribe(new TaskKeys(this.place.prefix).channelOf(this.worker));
    subscribed.catch((error: unknown) => {
      if (this.#redis === redis) {
        this.log.warn('Listening to what this worker is told', error);
      }
    });
    await within(SUBSCRIBE_MS, subscribed);
  }

  stop(): void {
    this.#redis?.disconnect();
    this.#redis = undefined;
  }

  #hear(text: string): void {
    try {
      const message = parseMessage(text);
      if (message !== null) {
        this.onMessage(message);
      }
    } catch (error) {
      this.log.warn('A message to this worker', error);
    }
  }
}

/** `null` for what another version says to a worker of its own. */
function parseMessage(text: string): WorkerMessage | null {
  const { kind, taskId, attempt, stop } = JSON.parse(text) as Partial<
    Record<'kind' | 'taskId' | 'attempt' | 'stop', unknown>
  >;
  if (typeof taskId !== 'string' || typeof attempt !== 'number') {
    return null;
  }
  if (kind === 'givenUp') {
    return { kind, taskId, attempt };
  }
  const isStop = (kind === 'stop' || kind === 'abandoned') && typeof stop === 'object' && stop !== null;
  return isStop ? { kind, taskId, attempt, stop: stop as StoredStop } : null; // the script that tells it wrote it
}
