import tls from 'node:tls';
import { Worker } from 'node:worker_threads';
import { TaskKeys } from '../../record/keys.js';
import { redisData, type RedisPlace } from '@task-queue/redis';
import { scriptText } from '../../scripts/scripts.js';
import type { ThrottledLog } from '../../domain/throttled-log.js';
import { BOARD_LAYOUT, type AttemptBoard } from './attempt-board.js';
import { renewWhileBlocked, type LeaseDuty } from './renew-while-blocked.js';

/** The thread has a module system and this text alone: a bundle has no file to begin it with. */
const PROGRAM = `
const { createRequire } = require('node:module');
const { workerData: { from, certificates, duty } } = require('node:worker_threads');
if (certificates) {
  require('node:tls').setDefaultCACertificates(certificates);
}
(${renewWhileBlocked.toString()})(createRequire(from)('ioredis').Redis, duty);
`;

/** What a {@link LeaseThread} looks after. */
export interface LeaseThreadOptions {
  readonly board: AttemptBoard;
  readonly place: RedisPlace;
  readonly leaseMs: number;
  /** The name of the worker. */
  readonly worker: string;
  /** How often it looks whether the loop turns, in milliseconds. */
  readonly lookMs: number;
}

/**
 * Renews this worker's leases while a handler blocks its event loop: a thread with a connection of its own. It keeps no
 * process alive. Where it can't be had the leases run out under such a handler, and that is warned of.
 */
export class LeaseThread {
  #thread: Worker | undefined;

  constructor(
    private readonly options: LeaseThreadOptions,
    private readonly log: Pick<ThrottledLog, 'warn'>,
  ) {}

  start(): void {
    const { board, place, leaseMs, worker, lookMs } = this.options;
    const keys = new TaskKeys(place.prefix);
    const redis = redisData(place);
    const connectionName = `leases:${worker.replace(/[^!-~]/g, '_')}`; // for whoever looks at CLIENT LIST
    const duty: LeaseDuty = {
      board: board.memory,
      layout: BOARD_LAYOUT,
      lookMs,
      leaseMs,
      worker,
      prefix: keys.prefix,
      leasesKey: keys.leases,
      workersKey: keys.workers,
      renewLua: scriptText('renew'),
      heartbeatLua: scriptText('heartbeat'),
      redis: { ...redis, options: { ...redis.options, connectionName } },
    };
    // Which certificates are trusted is set for each thread, where a Node (22.19 or newer) lets a program set them.
    const isSettable = typeof tls.setDefaultCACertificates === 'function';
    const certificates = redis.isSecure && isSettable ? tls.getCACertificates('default') : null;
    try {
      this.#thread = new Worker(PROGRAM, {
        eval: true,
        execArgv: [],
        name: 'leases',
        workerData: { from: import.meta.url, certificates, duty },
      });
      this.#thread.on('error', (error) => this.#warn(error));
      this.#thread.unref();
    } catch (error) {
      this.#warn(error);
    }
  }

  /** Closes its connection, too. */
  async stop(): Promise<void> {
    await this.#thread?.terminate();
  }

  #warn(error: unknown): void {
    this.log.warn('Leases are not renewed while the event loop is blocked', error);
  }
}
