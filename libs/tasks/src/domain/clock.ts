/** Tells the time; tests give one of their own. */
export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
}
