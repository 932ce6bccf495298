import type { ProblemDetails } from '@task-queue/contracts';

/** The server refused. What it says is in {@link problem}: `code` for programs, `detail` for people. */
export class TasksApiError extends Error {
  override readonly name = 'TasksApiError';

  constructor(
    /** As the server answered it (RFC 9457). */
    readonly problem: ProblemDetails,
    /** How long to wait before asking again, in milliseconds, where the server said so. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(`${problem.code}: ${problem.detail}`);
  }
}

/** Nobody answered, or what answered was not the API: a network that is away, a proxy's page. */
export class TasksConnectionError extends Error {
  override readonly name = 'TasksConnectionError';

  constructor(
    message: string,
    /** The HTTP status of what is not the API's answer, where there was any. */
    readonly status: number | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
