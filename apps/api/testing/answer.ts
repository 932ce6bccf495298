import type { ProblemDetails } from '@task-queue/contracts';

/** An answer, read. */
export interface Answer<Body = ProblemDetails> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}
