import { steadyMs } from '@task-queue/redis';
import type { HeldAttempt } from '../attempt-store.js';

/** Where what is on the board, in bytes; numbers are little-endian. */
export const BOARD_LAYOUT = {
  /** Int32: grows with every turn of the loop. */
  beats: 0,
  /** Int32: grows with every look of the lease thread. */
  looks: 4,
  /** Float64: from {@link steadyMs} to Redis' clock, in milliseconds. */
  clockOffsetMs: 8,
  /** The first slot. */
  slots: 16,
  slotBytes: 48,
  slot: {
    /** Float64: when the attempt is over, on the clock of {@link steadyMs}. */
    deadlineMs: 0,
    /** Int32: its number; 0 in a free slot. */
    number: 8,
    /** 36 characters. */
    taskId: 12,
    taskIdBytes: 36,
  },
} as const;

/**
 * The attempts of a worker in memory that another thread reads while the event loop is blocked. To put one on and to take it off
 * costs no message.
 */
export class AttemptBoard {
  readonly memory: SharedArrayBuffer;
  readonly #counters: Int32Array;
  readonly #view: DataView;
  readonly #bytes: Buffer;
  readonly #freeSlots: number[];

  /** @param slots - attempts it has room for; one more is not on it, and has its lease renewed by the loop alone */
  constructor(slots: number) {
    this.memory = new SharedArrayBuffer(BOARD_LAYOUT.slots + slots * BOARD_LAYOUT.slotBytes);
    this.#counters = new Int32Array(this.memory, 0, 2);
    this.#view = new DataView(this.memory);
    this.#bytes = Buffer.from(this.memory);
    this.#freeSlots = Array.from({ length: slots }, (_, slot) => slot);
  }

  /** How often the lease thread has looked. */
  get looks(): number {
    return Atomics.load(this.#counters, BOARD_LAYOUT.looks / 4);
  }

  /** Says that the loop turns. @param nowMs - by Redis' clock */
  beat(nowMs: number): void {
    this.#view.setFloat64(BOARD_LAYOUT.clockOffsetMs, nowMs - steadyMs(), true);
    Atomics.add(this.#counters, BOARD_LAYOUT.beats / 4, 1);
  }

  /**
   * @param timeoutMs - after this its lease is renewed no more while the loop is blocked
   * @returns takes it off
   */
  put({ taskId, number }: HeldAttempt, timeoutMs: number): () => void {
    const slot = this.#freeSlots.pop();
    if (slot === undefined) {
      return () => undefined;
    }
    const at = BOARD_LAYOUT.slots + slot * BOARD_LAYOUT.slotBytes;
    const fields = BOARD_LAYOUT.slot;
    this.#view.setFloat64(at + fields.deadlineMs, steadyMs() + timeoutMs, true);
    this.#bytes.write(taskId, at + fields.taskId, 'latin1');
    this.#view.setInt32(at + fields.number, number, true);
    return () => {
      this.#view.setInt32(at + fields.number, 0, true);
      this.#freeSlots.push(slot);
    };
  }
}
