import type { AttemptErrorCode } from './attempt-errors.js';
import type { IsoInstant } from './task.js';

/** What somebody has said of errors of one kind. `resolved` is `open` again when one recurs; `muted` stays. */
export const ERROR_STATES = ['open', 'muted', 'resolved'] as const;

/** One of {@link ERROR_STATES}. */
export type ErrorState = (typeof ERROR_STATES)[number];

/** The latest error of its kind. */
export interface ErrorSample {
  /** It may have been deleted since. */
  readonly taskId: string;
  readonly type: string;
  readonly message: string;
  readonly code: AttemptErrorCode;
}

/** Errors of one kind: those with the same `TaskFailure.fingerprint`. */
export interface ErrorGroup {
  readonly fingerprint: string;
  /** How often a task failed of it. */
  readonly count: number;
  /** How many tasks are failed by it now. */
  readonly stillFailed: number;
  readonly firstAt: IsoInstant;
  readonly lastAt: IsoInstant;
  /** How often in each of the last 24 hours, the present one last. */
  readonly trend: readonly number[];
  readonly sample: ErrorSample;
  readonly state: ErrorState;
}

/** By what a list of errors is sorted, downwards. */
export const ERROR_ORDERS = ['lastAt', 'count'] as const;

/** One of {@link ERROR_ORDERS}. */
export type ErrorOrder = (typeof ERROR_ORDERS)[number];

/** Query of `GET /api/errors`. */
export interface ErrorQuery {
  /** @default any */
  readonly state?: ErrorState;
  /** @default 'lastAt' */
  readonly sort?: ErrorOrder;
  readonly page?: number;
  readonly pageSize?: number;
}

/** A page of kinds of errors. */
export interface ErrorPage {
  readonly items: readonly ErrorGroup[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

/** Body of `PATCH /api/errors/:fingerprint`. */
export interface ChangeErrorRequest {
  readonly state: ErrorState;
}
