import type { SsoFailure } from '@task-queue/contracts';

/** Single sign-on signed nobody in. The message and the causes are for the log. */
export class SsoError extends Error {
  constructor(
    readonly failure: SsoFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'SsoError';
  }
}

/** What an error and its causes say, without what they carry: tokens may be among it. */
export function reasonOf(error: Error): string {
  const { message, cause } = error;
  return cause instanceof Error ? `${message}: ${reasonOf(cause)}` : message;
}
