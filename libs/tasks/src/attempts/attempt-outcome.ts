import { WorkerShutdownError } from '../handlers/abort-reasons.js';

/** How an attempt ended, before it is recorded. */
export type Outcome =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly thrown: unknown }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'given up' };

/** What a handler's signal says of an outcome. */
export function abortReasonOf(outcome: Outcome): unknown {
  switch (outcome.kind) {
    case 'threw':
      return outcome.thrown;
    case 'interrupted':
      return new WorkerShutdownError();
    case 'given up':
      return new Error('The attempt was given up');
    case 'returned':
    case 'abandoned': // it was told to stop
      return undefined;
  }
}
