/**
 * What became of an attempt, once that is recorded; `given up`: it no longer held its task, and what it did counts for nothing.
 */
export type AttemptEnding = 'completed' | 'failed' | 'retrying' | 'interrupted' | 'stopped' | 'abandoned' | 'given up';
