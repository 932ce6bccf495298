import type { Redis, RedisOptions } from 'ioredis';
import type { BOARD_LAYOUT } from './attempt-board.js';

/** What the lease thread is given: data alone, for that is all that gets there. */
export interface LeaseDuty {
  readonly board: SharedArrayBuffer;
  readonly layout: typeof BOARD_LAYOUT;
  /** How often it looks whether the loop turns, in milliseconds. */
  readonly lookMs: number;
  readonly leaseMs: number;
  readonly worker: string;
  readonly prefix: string;
  readonly leasesKey: string;
  readonly workersKey: string;
  readonly renewLua: string;
  readonly heartbeatLua: string;
  readonly redis: {
    /** @default what the options say */
    readonly url: string | null;
    readonly options: RedisOptions;
    /** Some nodes of a cluster, asked in turn until one says where the keys are. */
    readonly nodes: readonly { readonly host: string; readonly port: number }[] | null;
  };
}

/**
 * Renews the leases on a board while nobody beats on it: the attempts that have not ended and whose deadline has not
 * passed. A word that comes late is harmless, for the script knows who holds a task. What fails is done again at the next look.
 *
 * It is sent to its thread as text, so that no bundler has to know of it: only its parameters and what Node has are
 * there.
 */
export function renewWhileBlocked(RedisClient: typeof Redis, duty: LeaseDuty): void {
  const LOOKS_UNTIL_BLOCKED = 3;
  const { layout, leaseMs, redis: place } = duty;
  const counters = new Int32Array(duty.board, 0, 2);
  const view = new DataView(duty.board);
  const bytes = Buffer.from(duty.board);

  const nodes = place.nodes ?? [];
  let turn = 0;
  let movedTo: { host: string; port: number } | null = null;
  const options: RedisOptions = {
    ...place.options,
    ...nodes[0],
    retryStrategy(times) {
      if (nodes.length > 0) {
        turn += 1;
        Object.assign(redis.options, movedTo ?? nodes[turn % nodes.length]);
        movedTo = null;
      }
      return Math.min(50 * times, 1_000);
    },
    reconnectOnError(error) {
      const moved = /^MOVED \d+ (.*):(\d+)$/.exec(error.message);
      if (moved) {
        movedTo = { host: moved[1] || String(redis.options.host), port: Number(moved[2]) };
      }
      return moved !== null;
    },
  };
  const redis = place.url === null ? new RedisClient(options) : new RedisClient(place.url, options);
  redis.on('error', () => undefined); // it connects again by itself
  redis.on('ready', () => {
    redis.exists(duty.leasesKey).catch(() => undefined); // the node of a cluster says at once where the keys are
  });
  redis.defineCommand('renewLeases', { numberOfKeys: 1, lua: duty.renewLua });
  redis.defineCommand('heartbeat', { numberOfKeys: 1, lua: duty.heartbeatLua });
  type Script = (key: string, ...args: (string | number)[]) => Promise<unknown>;
  const scripts = redis as unknown as { readonly renewLeases: Script; readonly heartbeat: Script };

  // As `steadyMs`: nothing can be imported here.
  const steadyMs = (): number => Number(process.hrtime.bigint()) / 1e6;

  function heldAttempts(): [taskId: string, number: number][] {
    const nowMs = steadyMs();
    const pairs: [taskId: string, number: number][] = [];
    for (let at = layout.slots; at < bytes.length; at += layout.slotBytes) {
      const number = view.getInt32(at + layout.slot.number, true);
      if (number > 0 && view.getFloat64(at + layout.slot.deadlineMs, true) > nowMs) {
        const idAt = at + layout.slot.taskId;
        pairs.push([bytes.toString('latin1', idAt, idAt + layout.slot.taskIdBytes), number]);
      }
    }
    return pairs;
  }

  let lastBeats = -1;
  let silentLooks = 0;
  let isRenewing = false;
  let nextRenewalMs = 0;
  setInterval(() => {
    Atomics.add(counters, layout.looks / 4, 1);
    const beats = Atomics.load(counters, layout.beats / 4);
    silentLooks = beats === lastBeats ? silentLooks + 1 : 0;
    lastBeats = beats;
    if (silentLooks === 0) {
      nextRenewalMs = 0;
    }
    const pairs = silentLooks < LOOKS_UNTIL_BLOCKED || isRenewing ? [] : heldAttempts();
    if (pairs.length === 0 || performance.now() < nextRenewalMs) {
      return;
    }
    isRenewing = true;
    const askedMs = performance.now();
    const nowMs = steadyMs() + view.getFloat64(layout.clockOffsetMs, true);
    Promise.all([
      scripts.renewLeases(duty.leasesKey, duty.prefix, nowMs, leaseMs, JSON.stringify(pairs)),
      scripts.heartbeat(duty.workersKey, duty.prefix, nowMs, duty.worker, leaseMs, ''),
    ])
      .then(
        () => {
          nextRenewalMs = askedMs + leaseMs / 3;
        },
        () => undefined,
      )
      .finally(() => {
        isRenewing = false;
      });
  }, duty.lookMs);
}
